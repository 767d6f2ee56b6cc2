package dev.framewalk.pagetable.frame;

import dev.framewalk.pagetable.addr.PhysFrame;
import java.util.Arrays;
import java.util.Objects;

/**
 * The frames behind consecutive pages of one thing, in page order, kept as runs: a contiguous
 * object of any size is one run. Mutable at its end only.
 */
public final class FrameList {
  // Run i holds pages start[i] to start[i + 1] - 1; start[runs] is the size.
  private long[] start = new long[2];
  private long[] first = new long[1];
  private int runs;

  // The run found last: pages are mostly asked for in order.
  private int recent;

  /** The list of one run. */
  public static FrameList of(FrameRun run) {
    final FrameList list = new FrameList();
    list.append(run);
    return list;
  }

  /** Frames in the list. */
  public long size() {
    return start[runs];
  }

  /**
   * The frame of page {@code index}.
   *
   * @throws IndexOutOfBoundsException if there is no such page
   */
  public PhysFrame get(long index) {
    return PhysFrame.of(numberAt(index));
  }

  /**
   * The number of the frame of page {@code index}: {@link #get} for inner loops.
   *
   * @throws IndexOutOfBoundsException if there is no such page
   */
  public long numberAt(long index) {
    final int run = runHolding(index);
    return first[run] + (index - start[run]);
  }

  /**
   * How many frames from page {@code index} on follow one another in physical memory: the length of
   * {@link #runAt} without a limit, for inner loops.
   *
   * @throws IndexOutOfBoundsException if there is no such page
   */
  public long runLengthAt(long index) {
    return start[runHolding(index) + 1] - index;
  }

  /**
   * The longest run that starts at page {@code index}, cut to {@code limit} frames.
   *
   * @throws IndexOutOfBoundsException if there is no such page
   * @throws IllegalArgumentException if {@code limit} is not positive
   */
  public FrameRun runAt(long index, long limit) {
    final int run = runHolding(index);
    return new FrameRun(
        PhysFrame.of(first[run] + (index - start[run])), Math.min(limit, start[run + 1] - index));
  }

  /** Adds a run at the end, merging it with the last one when they touch. */
  public void append(FrameRun run) {
    append(run.first().number(), run.count());
  }

  /** Adds another list's frames, in order, at the end. */
  public void append(FrameList other) {
    // Read the length once: other may be this list.
    final int otherRuns = other.runs;
    for (int i = 0; i < otherRuns; i++) {
      append(other.first[i], other.start[i + 1] - other.start[i]);
    }
  }

  void append(long number, long count) {
    if (runs > 0 && first[runs - 1] + (start[runs] - start[runs - 1]) == number) {
      start[runs] += count;
      return;
    }
    if (runs == first.length) {
      first = Arrays.copyOf(first, runs * 2);
      start = Arrays.copyOf(start, runs * 2 + 1);
    }
    first[runs] = number;
    start[runs + 1] = start[runs] + count;
    runs++;
  }

  /**
   * Cuts the list to its first {@code size} frames and returns those that were cut off, in order.
   *
   * @throws IndexOutOfBoundsException if {@code size} is negative or over {@link #size()}
   */
  public FrameList truncate(long size) {
    final long oldSize = size();
    Objects.checkFromToIndex(0L, size, oldSize);
    final FrameList cut = new FrameList();
    if (size == oldSize) {
      return cut;
    }
    final int run = runHolding(size);
    cut.append(first[run] + (size - start[run]), start[run + 1] - size);
    for (int i = run + 1; i < runs; i++) {
      cut.append(first[i], start[i + 1] - start[i]);
    }
    runs = start[run] == size ? run : run + 1;
    start[runs] = size;
    return cut;
  }

  /** How many runs the list consists of: 1 when contiguous. */
  public int runs() {
    return runs;
  }

  private int runHolding(long index) {
    Objects.checkIndex(index, start[runs]);
    int run = Math.min(recent, runs - 1);
    if (index < start[run] || index >= start[run + 1]) {
      run++;
      if (run >= runs || index < start[run] || index >= start[run + 1]) {
        final int at = Arrays.binarySearch(start, 0, runs, index);
        run = at >= 0 ? at : -at - 2;
      }
      recent = run;
    }
    return run;
  }

  @Override
  public String toString() {
    final StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < runs; i++) {
      text.append(i == 0 ? "0x" : ", 0x").append(Long.toHexString(first[i]));
      text.append(" x ").append(start[i + 1] - start[i]);
    }
    return text.append(']').toString();
  }
}
