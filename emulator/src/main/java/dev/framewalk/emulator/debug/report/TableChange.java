package dev.framewalk.emulator.debug.report;

import dev.framewalk.pagetable.addr.PhysFrame;

/**
 * What became of one page table between two looks at it, as runs: entries that follow one another
 * and whose addresses grow evenly, everything else in them being equal. A table that maps a
 * contiguous object is one run.
 *
 * @param table the number of the table's frame
 * @param runs {@link #WORDS} numbers a run: entries that stay as they were since the last run's
 *     end, entries in the run, the first entry, and how many frames the address grows by from each
 *     to the next
 */
record TableChange(long table, long[] runs) {
  static final int WORDS = 4;
  static final int ENTRIES = 512;

  private static final int FRAME_SHIFT = 12;

  /** Bits 51 to 12, where an entry has its address. */
  private static final long ADDRESS = (1L << 52) - PhysFrame.BYTES;

  /** The change that makes {@code before} (all zero for a new table) into {@code after}. */
  static TableChange between(long table, long[] before, long[] after) {
    final Longs runs = new Longs();
    int end = 0;
    int at = 0;
    while (at < ENTRIES) {
      if (before[at] == after[at]) {
        at++;
        continue;
      }
      final int first = at;
      at++;
      long stride = 0;
      if (at < ENTRIES && before[at] != after[at] && even(after[first], after[at])) {
        stride = after[at] - after[first];
        at++;
        while (at < ENTRIES
            && before[at] != after[at]
            && after[at] - after[at - 1] == stride
            && even(after[at - 1], after[at])) {
          at++;
        }
      }
      runs.add(first - end);
      runs.add(at - first);
      runs.add(after[first]);
      runs.add(stride >> FRAME_SHIFT);
      end = at;
    }
    return new TableChange(table, runs.toArray());
  }

  /** Whether two entries differ in their addresses only. */
  private static boolean even(long one, long next) {
    return ((one ^ next) & ~ADDRESS) == 0;
  }

  /** How many runs. */
  int count() {
    return runs.length / WORDS;
  }
}
