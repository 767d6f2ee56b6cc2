package dev.framewalk.pagetable.table;

/**
 * Counts the tables that it takes to split the large pages at the two edges of a range, so that a
 * change of the range cannot run out in the middle.
 */
final class EdgeSplits {
  private final PageWalk walk;
  private final PagingMode mode;

  EdgeSplits(PageWalk walk, PagingMode mode) {
    this.walk = walk;
    this.mode = mode;
  }

  long tables(long from, long last) {
    long tables = 0;
    long coveredTo = from - 1;
    if (walk.find(mode, from)) {
      final PageTableLevel level = walk.leafLevel();
      coveredTo = level.last(from);
      tables += tables(level, from, Math.min(last, coveredTo));
    }
    if (last > coveredTo && walk.find(mode, last)) {
      final PageTableLevel level = walk.leafLevel();
      tables += tables(level, Math.max(from, level.start(last)), last);
    }
    return tables;
  }

  /** Tables to split a leaf of {@code level}, of which only {@code from} to {@code last} change. */
  private static long tables(PageTableLevel level, long from, long last) {
    if (level == PageTableLevel.PT || (level.start(from) == from && level.last(from) == last)) {
      return 0;
    }
    if (level == PageTableLevel.PD) {
      return 1;
    }
    final PageTableLevel lower = level.lower();
    if (lower.start(from) == lower.start(last)) {
      return 1 + tables(lower, from, last);
    }
    return 1 + tables(lower, from, lower.last(from)) + tables(lower, lower.start(last), last);
  }
}
