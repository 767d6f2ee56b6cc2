package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.inspect.ReverseMap.Difference;
import dev.framewalk.pagetable.inspect.ReverseMap.Root;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PageWalk;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.TableScan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Holds a reverse map against tables, in both directions. */
final class ReverseMapCheck {
  private final ReverseMapScan map;
  private final MemoryView now;
  private final PhysicalMemory memory;
  private final List<Difference> differences = new ArrayList<>();

  ReverseMapCheck(ReverseMapScan map, MemoryView now) {
    this.map = map;
    this.now = now;
    this.memory = now.memory();
  }

  List<Difference> differences() {
    final Set<PhysFrame> roots = new HashSet<>();
    for (final SpaceView space : now.spaces()) {
      if (roots.add(space.mode().root())) {
        inTheMap(space.mode(), new Root(roots.size(), space.mode(), List.of(space)));
      }
    }
    final PagingMode kernel = map.roots.get(map.roots.size() - 1).mode().withRoot(now.kernelRoot());
    if (roots.add(kernel.root())) {
      inTheMap(kernel, new Root(roots.size(), kernel, List.of()));
    }
    for (final PageSize size : PageSize.values()) {
      inTheTables(size, roots);
    }
    return differences;
  }

  /** Looks up every leaf of an address space. */
  private void inTheMap(PagingMode mode, Root named) {
    final int own = map.rootOf(mode);
    final int kernel = map.roots.size() - 1;
    final long kernelRoot = now.kernelRoot().start().value();
    final long root = mode.root().start().value();
    final PageTableLevel top = mode.topLevel();
    new TableScan(memory, mode)
        .all(
            (virtual, entryAddress, entry, effective, size) -> {
              final long frame = new PageTableEntry(entry).pageStart(size).value() >>> 12;
              final MappedRuns runs = map.leaves[size.ordinal()];
              final boolean shared =
                  virtual < 0
                      && ReverseMapScan.inKernelHalf(memory, kernelRoot, root, top.index(virtual));
              // Not in the lower half of the kernel's own root, which is nobody's address space.
              if (virtual >= 0 && own == kernel) {
                return;
              }
              if (!runs.holds(shared ? kernel : own, frame, virtual, entryAddress)) {
                add(named, virtual, size, frame, entryAddress, false);
              }
            });
  }

  /** Walks to every page of the map. */
  private void inTheTables(PageSize size, Set<PhysFrame> living) {
    final MappedRuns runs = map.leaves[size.ordinal()];
    final PageWalk walk = new PageWalk(memory);
    for (int run = 0; run < runs.count(); run++) {
      final Root root = map.roots.get(runs.root(run));
      final boolean lives = living.contains(root.mode().root());
      for (int i = 0; i < runs.length(run); i++) {
        final long virtual = runs.virtual(run) + ((long) i << size.shift());
        final long frame = runs.frame(run) + ((long) i << (size.shift() - 12));
        final long address = runs.address(run) + 8L * i;
        if (!lives
            || !walk.find(root.mode(), virtual)
            || walk.physical() != frame << 12
            || walk.leafEntryAddress() != address) {
          add(root, virtual, size, frame, address, true);
        }
      }
    }
  }

  private void add(
      Root root, long virtual, PageSize size, long frame, long entry, boolean onlyInMap) {
    differences.add(
        new Difference(
            root, virtual, size, PhysFrame.of(frame).start(), PhysAddr.of(entry), onlyInMap));
  }
}
