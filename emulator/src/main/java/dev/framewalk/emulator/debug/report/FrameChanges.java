package dev.framewalk.emulator.debug.report;

/** Compares two lists of runs of frames. */
final class FrameChanges {
  private FrameChanges() {}

  /**
   * The runs whose use is another in {@code after}; both in address order, as {@link
   * MemoryState#frames} has them.
   */
  static long[] between(long[] before, long[] after) {
    final Longs changes = new Longs();
    long at = 0;
    int b = 0;
    int a = 0;
    while (b < before.length || a < after.length) {
      // Up to the next place where either list begins or ends a run.
      final long useBefore = useAt(before, b, at);
      final long useAfter = useAt(after, a, at);
      final long next = Math.min(nextEdge(before, b, at), nextEdge(after, a, at));
      if (useBefore != useAfter) {
        append(changes, at, next - at, useAfter);
      }
      at = next;
      b = skip(before, b, at);
      a = skip(after, a, at);
    }
    return changes.toArray();
  }

  private static long useAt(long[] runs, int run, long at) {
    return run < runs.length && runs[run] <= at ? runs[run + 2] : 0;
  }

  private static long nextEdge(long[] runs, int run, long at) {
    if (run >= runs.length) {
      return Long.MAX_VALUE;
    }
    return runs[run] > at ? runs[run] : runs[run] + runs[run + 1];
  }

  private static int skip(long[] runs, int run, long at) {
    return run < runs.length && runs[run] + runs[run + 1] <= at
        ? run + MemoryState.FRAME_WORDS
        : run;
  }

  private static void append(Longs changes, long first, long count, long use) {
    final int last = changes.size() - MemoryState.FRAME_WORDS;
    if (last >= 0
        && changes.get(last) + changes.get(last + 1) == first
        && changes.get(last + 2) == use) {
      changes.set(last + 1, changes.get(last + 1) + count);
      return;
    }
    changes.add(first);
    changes.add(count);
    changes.add(use);
  }
}
