package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.TableScan;
import dev.framewalk.pagetable.table.TableVisitor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One pass over all tables of a machine: each address space once, however many processes have it,
 * and the kernel half that they share once for all.
 */
final class ReverseMapScan {
  /** Address spaces; the last is the kernel half that all share. */
  final List<ReverseMap.Root> roots = new ArrayList<>();

  /** By size of the page: what leaves reach. */
  final MappedRuns[] leaves = new MappedRuns[PageSize.values().length];

  /** By level: the tables of that level, and the entries that lead to them. */
  final MappedRuns[] tables = new MappedRuns[PageTableLevel.values().length];

  ReverseMapScan(MemoryView view) {
    for (final PageSize size : PageSize.values()) {
      leaves[size.ordinal()] = new MappedRuns(size.shift() - 12, size.shift());
    }
    for (final PageTableLevel level : PageTableLevel.values()) {
      // An entry that leads to a table covers what an entry of the next level would.
      tables[level.ordinal()] = new MappedRuns(0, level.shift() + 9);
    }
    final Map<Long, List<SpaceView>> byRoot = new LinkedHashMap<>();
    for (final SpaceView space : view.spaces()) {
      byRoot.computeIfAbsent(space.mode().root().number(), root -> new ArrayList<>()).add(space);
    }
    for (final List<SpaceView> spaces : byRoot.values()) {
      final PagingMode mode = spaces.get(0).mode();
      roots.add(new ReverseMap.Root(roots.size(), mode, spaces));
      final Pass pass = new Pass(roots.size() - 1);
      pass.root(mode);
      new TableScan(view.memory(), mode).range(lowerHalf(mode), pass);
      ownUpperHalf(view, mode, pass);
    }
    final PagingMode kernel =
        byRoot.isEmpty()
            ? PagingMode.longMode(view.kernelRoot())
            : roots.get(0).mode().withRoot(view.kernelRoot());
    roots.add(new ReverseMap.Root(roots.size(), kernel, List.of()));
    final Pass pass = new Pass(roots.size() - 1);
    pass.root(kernel);
    new TableScan(view.memory(), kernel).range(upperHalf(kernel), pass);
    for (final MappedRuns each : leaves) {
      each.sort();
    }
    for (final MappedRuns each : tables) {
      each.sort();
    }
  }

  private static PageRange lowerHalf(PagingMode mode) {
    return PageRange.of(Page.of(VirtAddr.of(0)), 1L << (mode.virtualAddressBits() - 13));
  }

  private static PageRange upperHalf(PagingMode mode) {
    final int bits = mode.virtualAddressBits() - 1;
    return PageRange.of(Page.of(new VirtAddr(-1L << bits)), 1L << (bits - 12));
  }

  /** Scans what the upper half of an address space has and the shared one has not. */
  private static void ownUpperHalf(MemoryView view, PagingMode mode, Pass pass) {
    final PhysicalMemory memory = view.memory();
    final long kernel = view.kernelRoot().start().value();
    final long own = mode.root().start().value();
    final int shift = mode.topLevel().shift();
    for (int i = PageTableLevel.ENTRIES / 2; i < PageTableLevel.ENTRIES; i++) {
      if (!inKernelHalf(memory, kernel, own, i)) {
        final int unused = Long.SIZE - mode.virtualAddressBits();
        final long start = ((long) i << shift) << unused >> unused;
        new TableScan(memory, mode)
            .range(PageRange.of(Page.of(new VirtAddr(start)), 1L << (shift - 12)), pass);
      }
    }
  }

  /** Whether entry {@code i} of a root table is the one that all address spaces share. */
  static boolean inKernelHalf(PhysicalMemory memory, long kernelRoot, long root, int i) {
    final long used = EntryFlags.ACCESSED.bits();
    return Math.max(root, kernelRoot) + 8L * i + 8 <= memory.size()
        && ((memory.readWord(root + 8L * i) ^ memory.readWord(kernelRoot + 8L * i)) & ~used) == 0;
  }

  /** Which of the roots has this table; the number of roots if none has. */
  int rootOf(PagingMode mode) {
    for (int i = 0; i < roots.size(); i++) {
      if (roots.get(i).mode().root().equals(mode.root())) {
        return i;
      }
    }
    return roots.size();
  }

  private final class Pass implements TableVisitor {
    private final int root;

    Pass(int root) {
      this.root = root;
    }

    void root(PagingMode mode) {
      tables[mode.topLevel().ordinal()].add(root, mode.root().number(), 0, 0);
    }

    @Override
    public void table(PageTableLevel level, long virtual, long entryAddress, long entry) {
      tables[level.ordinal() - 1].add(
          root, new PageTableEntry(entry).table().number(), virtual, entryAddress);
    }

    @Override
    public void leaf(long virtual, long entryAddress, long entry, long effective, PageSize size) {
      leaves[size.ordinal()].add(
          root, new PageTableEntry(entry).pageStart(size).value() >>> 12, virtual, entryAddress);
    }
  }
}
