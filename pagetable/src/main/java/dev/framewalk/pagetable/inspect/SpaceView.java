package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.table.PagingMode;
import java.util.List;
import java.util.Optional;

/**
 * The address space of a process.
 *
 * @param pid the process
 * @param name the process's name
 * @param mode the paging mode, whose CR3 names the root table
 * @param areas what the kernel promised, by address
 */
public record SpaceView(int pid, String name, PagingMode mode, List<Area> areas) {
  public SpaceView {
    areas = List.copyOf(areas);
  }

  /** The area that holds {@code address}. */
  public Optional<Area> areaAt(long address) {
    int low = 0;
    int high = areas.size() - 1;
    while (low <= high) {
      final int middle = (low + high) >>> 1;
      final Area area = areas.get(middle);
      if (address < area.range().start().value()) {
        high = middle - 1;
      } else if (address >= area.range().endExclusive()) {
        low = middle + 1;
      } else {
        return Optional.of(area);
      }
    }
    return Optional.empty();
  }

  /** As {@code hello (pid 100)}. */
  @Override
  public String toString() {
    return name + " (pid " + pid + ")";
  }
}
