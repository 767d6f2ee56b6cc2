package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.Permissions;

/**
 * How a range of pages was mapped at one instant.
 *
 * @param size how much each entry mapped
 * @param physical where the first page lay
 * @param runs in how many contiguous pieces of physical memory the pages lay
 * @param flags of every page, as all levels gave them together, without A and D
 * @param accessed how many of the pages (of the smaller size, where two are compared) had A set
 * @param dirty how many of them had D set
 */
public record PageState(
    PageSize size, PhysAddr physical, long runs, EntryFlags flags, long accessed, long dirty) {
  private static final EntryFlags RIGHTS =
      EntryFlags.PRESENT.with(
          EntryFlags.WRITABLE, EntryFlags.USER, EntryFlags.NO_EXECUTE, EntryFlags.PAGE_SIZE);

  /** What all levels allowed together. */
  public Permissions permissions() {
    return new Permissions(
        flags.contains(EntryFlags.WRITABLE),
        flags.contains(EntryFlags.USER),
        !flags.contains(EntryFlags.NO_EXECUTE));
  }

  /** The flags that are not permissions: cache attributes, G and the protection key. */
  public EntryFlags attributes() {
    return flags.without(RIGHTS);
  }
}
