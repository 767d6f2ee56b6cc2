package dev.framewalk.emulator.debug;

import dev.framewalk.emulator.unicorn.CpuAccess;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PageWalk;
import dev.framewalk.pagetable.table.WalkEnd;

/** The entries that a walk has passed, to be put back after the CPU was asked for the same. */
final class WalkedEntries {
  // Address and value of each entry, in pairs; address 0 for none.
  private final long[] entries;

  private WalkedEntries(long[] entries) {
    this.entries = entries;
  }

  /** The entries of the last walk of {@code walk}. */
  static WalkedEntries of(PageWalk walk) {
    if (walk.end() == WalkEnd.NOT_CANONICAL) {
      return new WalkedEntries(new long[0]);
    }
    final PageTableLevel[] levels = PageTableLevel.values();
    final long[] entries = new long[2 * levels.length];
    final PageTableLevel top = walk.mode().topLevel();
    for (int i = walk.level().ordinal(); i <= top.ordinal(); i++) {
      entries[2 * i] = walk.entryAddressAt(levels[i]);
      entries[2 * i + 1] = walk.entryAt(levels[i]);
    }
    return new WalkedEntries(entries);
  }

  /** Puts back what asking has set; says whether it had set anything. */
  boolean restore(PhysicalMemory memory) {
    boolean changed = false;
    for (int i = 0; i < entries.length; i += 2) {
      if (entries[i] != 0 && memory.readWord(entries[i]) != entries[i + 1]) {
        memory.writeWord(entries[i], entries[i + 1]);
        changed = true;
      }
    }
    return changed;
  }

  static CpuAccess onCpu(Access access) {
    return switch (access) {
      case READ -> CpuAccess.READ;
      case WRITE -> CpuAccess.WRITE;
      case FETCH -> CpuAccess.FETCH;
    };
  }
}
