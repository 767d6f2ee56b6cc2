package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameRun;
import dev.framewalk.pagetable.frame.FrameUse;
import java.util.Arrays;

/** The runs of frames in use, by address, as plain arrays that are searched without an object. */
final class UsedRuns {
  private static final FramePurpose[] PURPOSES = FramePurpose.values();

  private long[] first = new long[64];
  private long[] end = new long[64];
  private byte[] purposes = new byte[64];
  private int[] references = new int[64];
  private int count;

  // The run found last: frames are mostly asked for in order.
  private int recent;

  static UsedRuns of(FrameUse frames) {
    final UsedRuns runs = new UsedRuns();
    frames.forEachUsed(runs::add);
    return runs;
  }

  private void add(FrameRun run, FramePurpose purpose, int each) {
    if (count == first.length) {
      first = Arrays.copyOf(first, count * 2);
      end = Arrays.copyOf(end, count * 2);
      purposes = Arrays.copyOf(purposes, count * 2);
      references = Arrays.copyOf(references, count * 2);
    }
    first[count] = run.first().number();
    end[count] = run.first().number() + run.count();
    purposes[count] = (byte) purpose.ordinal();
    references[count] = each;
    count++;
  }

  int count() {
    return count;
  }

  long first(int run) {
    return first[run];
  }

  long end(int run) {
    return end[run];
  }

  FramePurpose purpose(int run) {
    return PURPOSES[purposes[run]];
  }

  int references(int run) {
    return references[run];
  }

  /** The run that holds {@code frame}; {@link #count} when the frame is free. */
  int find(long frame) {
    if (recent < count && frame >= first[recent] && frame < end[recent]) {
      return recent;
    }
    final int at = Arrays.binarySearch(first, 0, count, frame);
    final int run = at >= 0 ? at : -at - 2;
    if (run < 0 || frame >= end[run]) {
      return count;
    }
    recent = run;
    return run;
  }
}
