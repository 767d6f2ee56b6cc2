package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.memory.PhysicalMemory;

/**
 * The descent through the tables over a range of addresses, in address order, that everything which
 * touches more than one page is made of. {@link PageWalk} is the same for one address.
 *
 * <p>Entries above the PT come one by one; the entries of a PT come as one span, so that a subclass
 * can treat them in bulk.
 */
abstract class TableDescent {
  /** Entries that are looked at together to see whether there is anything among them. */
  static final int STRETCH = 64;

  private static final int STRETCH_BYTES = STRETCH * PageTableLevel.ENTRY_BYTES;

  final PhysicalMemory memory;

  TableDescent(PhysicalMemory memory) {
    this.memory = memory;
  }

  /**
   * Descends from {@code table}, of level {@code level}, over addresses {@code from} to {@code
   * last}, both inclusive and in one half of the address space.
   */
  final void descend(PageTableLevel level, long table, long from, long last) {
    long entryAddress = table + (long) level.index(from) * PageTableLevel.ENTRY_BYTES;
    if (level == PageTableLevel.PT) {
      span(entryAddress, (int) ((last >>> level.shift()) - (from >>> level.shift())) + 1, from);
      return;
    }
    long at = from;
    while (true) {
      if (passesOverEmpty() && isEmptyStretch(entryAddress, level.index(last) - level.index(at))) {
        if (level.index(last) - level.index(at) < STRETCH) {
          return;
        }
        at = level.start(at) + STRETCH * level.bytes();
        entryAddress += STRETCH_BYTES;
        continue;
      }
      final boolean lastEntry = level.last(at) >= last;
      final long to = lastEntry ? last : level.last(at);
      if (enter(level, entryAddress, memory.readWord(entryAddress), at, to)) {
        // Read again: enter may have put the table there.
        final long below = PageTableEntry.tableAddress(memory.readWord(entryAddress));
        descend(level.lower(), below, at, to);
        leave(level, entryAddress, at, to);
      }
      if (lastEntry) {
        return;
      }
      at = to + 1;
      entryAddress += PageTableLevel.ENTRY_BYTES;
    }
  }

  /** Whether a stretch begins at an entry, with {@code more} behind it, and holds nothing. */
  final boolean isEmptyStretch(long entryAddress, int more) {
    return entryAddress % STRETCH_BYTES == 0
        && more >= STRETCH - 1
        && memory.isZero(entryAddress, STRETCH_BYTES);
  }

  /** Whether entries that are 0 are nothing to it, so that it need not be called with them. */
  boolean passesOverEmpty() {
    return false;
  }

  /**
   * Called with an entry above the PT, for the part of the range that it covers.
   *
   * @return whether to descend into the table that the entry at {@code entryAddress} now leads to
   */
  abstract boolean enter(PageTableLevel level, long entryAddress, long entry, long from, long last);

  /** Called when the table that the entry led to has been treated. */
  void leave(PageTableLevel level, long entryAddress, long from, long last) {}

  /** Called with neighbouring entries of one PT, {@code from} being the first one's address. */
  abstract void span(long entryAddress, int count, long from);
}
