package dev.framewalk.pagetable.inspect;

import java.util.List;
import java.util.Optional;

/**
 * How the address space of one process, or the kernel's half, changed between two instants.
 *
 * @param before the process as it was; the kernel half has no process
 * @param after the process as it is
 * @param sameAs another process of the same diff that had, and has, the same root table: its
 *     changes are these, and are not repeated here
 * @param areas what the kernel promised anew or no longer, by address
 * @param pages how the pages' mappings changed, by address
 * @param tables which tables were made and freed
 */
public record SpaceDiff(
    Optional<SpaceView> before,
    Optional<SpaceView> after,
    Optional<Integer> sameAs,
    List<AreaChange> areas,
    List<PageChange> pages,
    List<TableChange> tables) {
  public SpaceDiff {
    areas = List.copyOf(areas);
    pages = List.copyOf(pages);
    tables = List.copyOf(tables);
  }

  /** The changes of a process that had, and has, the address space of {@code other}'s process. */
  static SpaceDiff sharedWith(SpaceDiff other, SpaceView before, SpaceView after) {
    return new SpaceDiff(
        Optional.of(before),
        Optional.of(after),
        other.after().map(SpaceView::pid),
        List.of(),
        List.of(),
        List.of());
  }

  /** Whether nothing is listed here. */
  public boolean isEmpty() {
    return areas.isEmpty() && pages.isEmpty() && tables.isEmpty();
  }
}
