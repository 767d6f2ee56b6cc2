package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.frame.FrameReservation;
import java.util.Arrays;

/**
 * Takes the leaves of a range of 4 KiB pages somewhere else, and leaves no empty table behind.
 *
 * <p>A table can be one of both the range and the target: where the one ends and the other begins,
 * of each level at most one. It stays until all has moved, even when it is empty meanwhile: the
 * reservation counts on it.
 */
final class MovePass extends TableDescent {
  private final LiveTables live;
  private final OneTableEdit target;
  private final long distance;
  private final long targetFirst;
  private final long targetLast;
  private final FrameReservation tables;

  /** Addresses of the range, in tables that were left for the target. */
  private final long[] left = new long[PageTableLevel.values().length];

  private int leftCount;

  /** Where the target's entry for the page at {@link #tableStart} is; -1 when not known. */
  private long tableEntries = -1;

  private long tableStart;

  MovePass(LiveTables live, OneTableEdit target, PageRange from, Page to, FrameReservation tables) {
    super(live.memory());
    this.live = live;
    this.target = target;
    this.targetFirst = to.start().value();
    this.targetLast = targetFirst + from.bytes() - 1;
    this.distance = targetFirst - from.start().value();
    this.tables = tables;
  }

  @Override
  boolean passesOverEmpty() {
    return true;
  }

  @Override
  boolean enter(PageTableLevel level, long entryAddress, long entry, long from, long last) {
    if (live.isLeaf(level, entry)) {
      throw new IllegalStateException(
          "a large page cannot be moved: address=0x" + Long.toHexString(from));
    }
    return live.leadsToTable(level, entry);
  }

  @Override
  void span(long entryAddress, int count, long from) {
    for (int i = 0; i < count; i++) {
      final long address = entryAddress + (long) i * PageTableLevel.ENTRY_BYTES;
      if (memory.readWord(address) == 0) {
        continue;
      }
      final long old = memory.getAndSetWord(address, 0);
      if (live.isSmallLeaf(old)) {
        final long virtual = from + i * PageTableLevel.PT.bytes();
        live.oweIfAccessed(old, virtual, PageTableLevel.PT.last(virtual));
        // Where it comes to, nobody has used it.
        memory.writeWord(entryFor(virtual + distance), old & ~PageTableEntry.ACCESSED);
      }
    }
  }

  private long entryFor(long virtual) {
    if (tableEntries < 0 || PageTableLevel.PD.start(virtual) != tableStart) {
      try {
        final int missing = target.plan(virtual, PageTableLevel.PT, 1);
        if (missing > tables.remaining()) {
          throw new IllegalStateException("too few frames reserved for tables: " + tables);
        }
      } catch (MapException.AlreadyMapped e) {
        throw new IllegalStateException("moved to where something is mapped", e);
      }
      final long entry = target.commit(PageTableLevel.PT, PageTableEntry.USER, tables);
      tableStart = PageTableLevel.PD.start(virtual);
      tableEntries = PageTableEntry.tableAddress(entry);
    }
    return tableEntries + (long) PageTableLevel.PT.index(virtual) * PageTableLevel.ENTRY_BYTES;
  }

  @Override
  void leave(PageTableLevel level, long entryAddress, long from, long last) {
    if (level.start(from) <= targetLast && level.last(from) >= targetFirst) {
      left[leftCount] = from;
      leftCount++;
    } else {
      live.unlinkIfEmpty(level, entryAddress, from, last);
    }
  }

  /** Takes the tables away that were left for the target and that nothing came to. */
  void finish() {
    for (final long address : Arrays.copyOf(left, leftCount)) {
      target.freeEmptyTables(address);
    }
  }
}
