package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameUse;
import java.util.Arrays;

/**
 * What an audit knows of each frame: what it is used for with how many references, and how many
 * entries or objects were seen to lead to it. Two plain numbers a frame, in pieces of 2 MiB of
 * memory, made for pieces that are in use.
 */
final class FrameLedger {
  /** The state of a frame that is free or never handed out. */
  static final int UNUSED = 0;

  private static final int CHUNK_SHIFT = 9;
  private static final int CHUNK = 1 << CHUNK_SHIFT;
  private static final int REFERENCE_BITS = 28;
  private static final int[] NONE = new int[0];
  private static final FramePurpose[] PURPOSES = FramePurpose.values();

  private final FrameUse frames;
  private final long count;
  private final int[][] states;
  private final int[][] seen;

  /**
   * @param count how many frames the memory has
   */
  FrameLedger(FrameUse frames, long count) {
    this.frames = frames;
    this.count = count;
    final int chunks = (int) (count + CHUNK - 1 >>> CHUNK_SHIFT);
    this.states = new int[chunks][];
    this.seen = new int[chunks][];
    Arrays.fill(states, NONE);
    Arrays.fill(seen, NONE);
    frames.forEachUsed(
        (run, purpose, references) ->
            fill(
                run.first().number(),
                run.count(),
                purpose.ordinal() + 1 << REFERENCE_BITS | references));
  }

  private void fill(long first, long length, int state) {
    for (long frame = first; frame < first + length; ) {
      final int chunk = (int) (frame >>> CHUNK_SHIFT);
      if (states[chunk].length == 0) {
        states[chunk] = new int[CHUNK];
        seen[chunk] = new int[CHUNK];
      }
      final int from = (int) frame & CHUNK - 1;
      final int to = (int) Math.min(CHUNK, from + (first + length - frame));
      Arrays.fill(states[chunk], from, to, state);
      frame += to - from;
    }
  }

  /** Frames in the memory. */
  long count() {
    return count;
  }

  /** The state of a frame that is in the memory. */
  int state(long frame) {
    final int[] chunk = states[(int) (frame >>> CHUNK_SHIFT)];
    return chunk.length == 0 ? UNUSED : chunk[(int) frame & CHUNK - 1];
  }

  /** Whether a frame in this state is in use for {@code purpose}. */
  static boolean isFor(int state, FramePurpose purpose) {
    return state >>> REFERENCE_BITS == purpose.ordinal() + 1;
  }

  /** The references to a frame in this state. */
  static int references(int state) {
    return state & (1 << REFERENCE_BITS) - 1;
  }

  /** Notes that an entry, or an object, leads to a frame, which is in use. */
  void see(long frame) {
    seen[(int) (frame >>> CHUNK_SHIFT)][(int) frame & CHUNK - 1]++;
  }

  /** How a frame is used, in words. */
  String describe(long frame) {
    final int state = state(frame);
    if (state == UNUSED) {
      return frames.owns(PhysFrame.of(frame)) ? "free" : "never handed out";
    }
    return switch (PURPOSES[(state >>> REFERENCE_BITS) - 1]) {
      case PAGE_TABLE -> "a page table";
      case SHARED_OBJECT -> "a page of an object";
      case PRIVATE -> "a private page";
      case KERNEL -> "the kernel's";
    };
  }

  /** Adds to {@code findings} the frames that were seen more or less often than they should be. */
  void settle(Findings findings) {
    frames.forEachUsed(
        (run, purpose, references) -> {
          if (purpose != FramePurpose.KERNEL) {
            settle(run.first().number(), run.count(), purpose, references, findings);
          }
        });
  }

  private void settle(
      long first, long length, FramePurpose purpose, int references, Findings findings) {
    for (long frame = first; frame < first + length; ) {
      final int times = seen[(int) (frame >>> CHUNK_SHIFT)][(int) frame & CHUNK - 1];
      long next = frame + 1;
      if (times != references) {
        while (next < first + length
            && seen[(int) (next >>> CHUNK_SHIFT)][(int) next & CHUNK - 1] == times) {
          next++;
        }
        tell(frame, next - frame, purpose, references, times, findings);
      }
      frame = next;
    }
  }

  private void tell(
      long frame, long length, FramePurpose purpose, int references, int times, Findings findings) {
    final boolean one = length == 1;
    final String which =
        one
            ? "frame 0x" + Long.toHexString(frame)
            : "frames 0x"
                + Long.toHexString(frame)
                + " to 0x"
                + Long.toHexString(frame + length - 1);
    if (times == 0) {
      findings.frames(
          AuditRule.UNREACHABLE_FRAME,
          frame,
          length,
          which
              + (one ? " is " : " are each ")
              + describe(frame)
              + " that no "
              + leaders(purpose, 1)
              + " to, with "
              + counted(references, "reference"));
    } else {
      findings.frames(
          AuditRule.REFERENCE_COUNT,
          frame,
          length,
          which
              + (one ? " has " : " have each ")
              + counted(references, "reference")
              + ", but "
              + times
              + " "
              + leaders(purpose, times)
              + " there");
    }
  }

  private static String leaders(FramePurpose purpose, int times) {
    final boolean one = times == 1;
    return purpose == FramePurpose.SHARED_OBJECT
        ? one ? "object leads" : "objects lead"
        : one ? "entry leads" : "entries lead";
  }

  private static String counted(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
