package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameRun;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Frames in ascending order, kept as runs; each has an ordinal among them, from 0. */
final class FrameRuns {
  /** What {@link #ordinalOf} says of a frame that is not among them. */
  static final long ABSENT = -1;

  // Run i has the frames first[i] on, with the ordinals ordinal[i] to ordinal[i + 1] - 1.
  private long[] first = new long[4];
  private long[] ordinal = new long[5];
  private int runs;

  /**
   * Adds frames behind those that there are.
   *
   * @throws IllegalArgumentException if they are not behind them, or there is none
   */
  void append(long number, long count) {
    if (count <= 0 || number < end()) {
      throw new IllegalArgumentException(
          "runs of frames out of order: frame=0x" + Long.toHexString(number) + ", count=" + count);
    }
    if (runs > 0 && number == end()) {
      ordinal[runs] += count;
      return;
    }
    if (runs == first.length) {
      first = Arrays.copyOf(first, runs * 2);
      ordinal = Arrays.copyOf(ordinal, runs * 2 + 1);
    }
    first[runs] = number;
    ordinal[runs + 1] = ordinal[runs] + count;
    runs++;
  }

  /** The number behind the last frame; 0 without any. */
  long end() {
    return runs == 0 ? 0 : first[runs - 1] + (ordinal[runs] - ordinal[runs - 1]);
  }

  /** How many frames. */
  long size() {
    return ordinal[runs];
  }

  /** How many runs. */
  int runs() {
    return runs;
  }

  /** Run {@code index}. */
  FrameRun run(int index) {
    return new FrameRun(PhysFrame.of(first[index]), ordinal[index + 1] - ordinal[index]);
  }

  /** The ordinal of the frame with this number, or {@link #ABSENT}. */
  long ordinalOf(long number) {
    final int at = Arrays.binarySearch(first, 0, runs, number);
    final int run = at >= 0 ? at : -at - 2;
    if (run < 0) {
      return ABSENT;
    }
    final long inRun = number - first[run];
    return inRun < ordinal[run + 1] - ordinal[run] ? ordinal[run] + inRun : ABSENT;
  }

  /** The number of the frame with this ordinal. */
  long frameAt(long ordinalOfFrame) {
    final int at = Arrays.binarySearch(ordinal, 0, runs, ordinalOfFrame);
    final int run = at >= 0 ? at : -at - 2;
    return first[run] + (ordinalOfFrame - ordinal[run]);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FrameRuns that
        && runs == that.runs
        && Arrays.equals(first, 0, runs, that.first, 0, runs)
        && Arrays.equals(ordinal, 0, runs + 1, that.ordinal, 0, runs + 1);
  }

  @Override
  public int hashCode() {
    return 31 * runs + Long.hashCode(ordinal[runs]);
  }
}
