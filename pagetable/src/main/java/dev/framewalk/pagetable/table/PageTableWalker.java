package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.ArrayList;
import java.util.List;

/** Walks addresses and tells the whole story of each walk: {@link PageWalk} for people. */
public final class PageTableWalker {
  private final PageWalk walk;

  /** A walker of tables that lie in {@code memory}. */
  public PageTableWalker(PhysicalMemory memory) {
    this.walk = new PageWalk(memory);
  }

  /** Walks {@code address} under {@code mode}. */
  public Translation walk(PagingMode mode, VirtAddr address) {
    return walk(mode, address.value());
  }

  /** Walks {@code address}, any 64-bit number, under {@code mode}. */
  public Translation walk(PagingMode mode, long address) {
    final boolean mapped = walk.find(mode, address);
    return describe(walk, mapped);
  }

  /** The story of the last walk of {@code walk}. */
  public static Translation describe(PageWalk walk) {
    return describe(walk, walk.end() == WalkEnd.MAPPED);
  }

  private static Translation describe(PageWalk walk, boolean mapped) {
    if (walk.end() == WalkEnd.NOT_CANONICAL) {
      return new Translation.NotCanonical(walk.virtual());
    }
    final List<WalkStep> steps = steps(walk);
    final VirtAddr address = new VirtAddr(walk.virtual());
    if (!mapped) {
      return new Translation.NotMapped(address, steps, walk.level(), walk.end());
    }
    return new Translation.Mapped(
        address,
        steps,
        walk.leafLevel().pageSize(),
        PhysAddr.of(walk.physical()),
        steps.get(steps.size() - 1).permissions());
  }

  private static List<WalkStep> steps(PageWalk walk) {
    final boolean noExecute = walk.mode().noExecuteEnabled();
    final List<WalkStep> steps = new ArrayList<>(walk.mode().levels());
    Permissions permissions = new Permissions(true, true, true);
    PageTableLevel level = walk.mode().topLevel();
    while (true) {
      final PageTableEntry entry = new PageTableEntry(walk.entryAt(level));
      final PhysAddr address = PhysAddr.of(walk.entryAddressAt(level));
      permissions =
          new Permissions(
              permissions.writable() && entry.isWritable(),
              permissions.user() && entry.isUser(),
              permissions.executable() && !(noExecute && entry.isNoExecute()));
      steps.add(
          new WalkStep(
              level,
              PhysFrame.containing(address),
              level.index(walk.virtual()),
              address,
              entry,
              permissions));
      if (level == walk.level()) {
        return steps;
      }
      level = level.lower();
    }
  }
}
