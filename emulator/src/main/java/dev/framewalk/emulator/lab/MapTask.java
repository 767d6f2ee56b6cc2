package dev.framewalk.emulator.lab;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.Permissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What one variant of the lab "map it" asks for:
 *
 * <pre>
 *  lower half, one PDPT, one PD:
 *    PT 1: data rw- user | code r-x user | kernel rw- supervisor, somewhere among 512
 *    2 MiB: large r-- user
 *    PT 2: view r-- user, of the frame that `shared` has
 *    PT 1: shared rw- user
 *  upper half, tables of its own:
 *    PT 3: upper r-x supervisor
 * </pre>
 *
 * <p>That takes eight tables; nine frames are free.
 */
final class MapTask {
  /** Tables and small pages lie from here to the end of memory. */
  static final long FIRST_FRAME = 0x800;

  private static final long LAST_FRAME = 0xfff;
  private static final int FREE = 9;
  private static final int SMALL_PAGES = 5;
  private static final int LOWEST = 1;
  private static final int HIGHEST = 0x1fd;

  /**
   * A page that must be mapped.
   *
   * @param part the part of the lab that it counts for
   * @param permissions what all entries of its walk must come to
   */
  record Need(
      String name,
      String part,
      long address,
      PageSize size,
      long physical,
      Permissions permissions) {
    /** The level of the entry that maps it. */
    PageTableLevel level() {
      return PageTableLevel.ofLeaf(size);
    }

    /** What ring 3 may do, as {@code r-x}. */
    String ring3() {
      return permissions.user() ? ring0() : "---";
    }

    /** What ring 0 may do, as {@code r-x}. */
    String ring0() {
      return (permissions.writable() ? "rw" : "r-") + (permissions.executable() ? "x" : "-");
    }
  }

  private final TreeSet<Long> free = new TreeSet<>();
  private final List<Need> needs = new ArrayList<>();
  private final List<Long> holes;

  MapTask(long seed) {
    final LabRandom random = new LabRandom("map", seed);
    final List<Integer> frames =
        random.different(FREE + SMALL_PAGES, (int) FIRST_FRAME, (int) LAST_FRAME);
    frames.subList(0, FREE).forEach(frame -> free.add((long) frame << 12));
    final List<Long> pages =
        frames.subList(FREE, frames.size()).stream().map(frame -> (long) frame << 12).toList();

    final int slot = random.between(LOWEST, 0xfe);
    final int gib = random.between(LOWEST, HIGHEST);
    // The large page, the first PT's 2 MiB and the second's, apart so that a hole is between them.
    final int first = random.between(LOWEST, 0x0fd);
    final int large = first + random.between(2, 0x80);
    final int second = large + random.between(2, 0x7f);
    final List<Integer> small = new ArrayList<>();
    int next = random.between(LOWEST, 0x40);
    for (int i = 0; i < 4; i++) {
      small.add(next);
      next += random.between(2, 0x60);
    }
    final List<Integer> order = random.shuffled(small);
    final long data = WalkTables.address(slot, gib, first, order.get(0));
    final long code = WalkTables.address(slot, gib, first, order.get(1));
    final long kernel = WalkTables.address(slot, gib, first, order.get(2));
    final long shared = WalkTables.address(slot, gib, first, order.get(3));
    final long view = WalkTables.address(slot, gib, second, random.between(LOWEST, HIGHEST));
    final long wide = WalkTables.address(slot, gib, large, 0);
    final long upper =
        WalkTables.address(
            random.between(0x101, 0x1fe),
            random.between(LOWEST, HIGHEST),
            random.between(LOWEST, HIGHEST),
            random.between(LOWEST, HIGHEST));

    need("data", "data", data, pages.get(0), true, true, false);
    need("code", "code", code, pages.get(1), false, true, true);
    need("shared", "shared", shared, pages.get(2), true, true, false);
    need("view", "shared", view, pages.get(2), false, true, false);
    needs.add(
        new Need(
            "large",
            "large",
            wide,
            PageSize.SIZE_2M,
            (long) random.between(0x40, 0x7fff) << PageTableLevel.PD.shift(),
            new Permissions(false, true, false)));
    need("kernel", "kernel", kernel, pages.get(3), true, false, false);
    need("upper", "kernel", upper, pages.get(4), false, false, true);
    holes =
        List.of(
            data + 0x1000,
            view - 0x1000,
            wide + PageSize.SIZE_2M.bytes(),
            WalkTables.address(slot, gib + 1, first, order.get(0)));
  }

  private void need(
      String name,
      String part,
      long address,
      long physical,
      boolean writable,
      boolean user,
      boolean executable) {
    needs.add(
        new Need(
            name,
            part,
            address,
            PageSize.SIZE_4K,
            physical,
            new Permissions(writable, user, executable)));
  }

  /** Bytes of memory that all of it lies in, except for the large page. */
  static long memoryBytes() {
    return (LAST_FRAME + 1) << 12;
  }

  /** The frames that tables may be made in, by address. */
  TreeSet<Long> free() {
    return free;
  }

  /** The pages that must be mapped, and nothing else. */
  List<Need> needs() {
    return List.copyOf(needs);
  }

  /** The page that is called so. */
  Need need(String name) {
    return needs.stream()
        .filter(need -> need.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no page " + name));
  }

  /** Some of the pages that must not be mapped. */
  List<Long> holes() {
    return holes;
  }
}
