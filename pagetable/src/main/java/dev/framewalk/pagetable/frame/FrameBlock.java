package dev.framewalk.pagetable.frame;

import dev.framewalk.pagetable.addr.PhysFrame;
import java.util.Arrays;

/**
 * What the allocator knows of 512 frames that make up one aligned 2 MiB of physical memory. It is
 * made when the first of them is handed out: until then all are free and have never been written.
 */
final class FrameBlock {
  static final int FRAMES = 512;
  static final int WORDS = FRAMES / Long.SIZE;

  private static final int REFERENCE_BITS = 28;
  static final int MAX_REFERENCES = (1 << REFERENCE_BITS) - 1;
  private static final int[] NO_STATES = {};
  private static final FramePurpose[] PURPOSES = FramePurpose.values();

  /** One bit a frame: free. */
  final long[] free = new long[WORDS];

  /** One bit a frame: may hold something other than zeroes, so it is zeroed when handed out. */
  final long[] dirty = new long[WORDS];

  /**
   * The state that all frames have, or that of each while {@link #uniform} does not hold.
   *
   * <p>A state is references in the low 28 bits, above them the ordinal of the purpose and one. A
   * freed frame has no references and keeps its last purpose; a frame that was never used has 0.
   * Blocks that are taken and freed whole, as long runs are, never need a state for each frame.
   */
  private int sharedState;

  private int[] states = NO_STATES;
  private boolean uniform = true;

  int freeCount;

  /** A block of which frames {@code from} to {@code to - 1} exist, free. */
  FrameBlock(int from, int to) {
    for (int word = 0; word < WORDS; word++) {
      free[word] = mask(word, from, to);
    }
    freeCount = to - from;
  }

  /** The bits of {@code word} that belong to frames {@code from} to {@code to - 1}. */
  static long mask(int word, int from, int to) {
    final int low = Math.max(from - word * Long.SIZE, 0);
    final int high = Math.min(to - word * Long.SIZE, Long.SIZE);
    return low >= high ? 0 : (-1L >>> (Long.SIZE - (high - low))) << low;
  }

  private int stateOf(int index) {
    return uniform ? sharedState : states[index];
  }

  /** The states of the frames, each by itself from now on. */
  private int[] singleStates() {
    if (uniform) {
      if (states.length == 0) {
        states = new int[FRAMES];
      }
      Arrays.fill(states, sharedState);
      uniform = false;
    }
    return states;
  }

  int references(int index) {
    return stateOf(index) & MAX_REFERENCES;
  }

  /** The purpose of a frame in use, or the last one of a frame that was in use. */
  FramePurpose purpose(int index) {
    return PURPOSES[(stateOf(index) >>> REFERENCE_BITS) - 1];
  }

  boolean wasUsed(int index) {
    return stateOf(index) != 0;
  }

  private static int state(FramePurpose purpose) {
    return (purpose.ordinal() + 1) << REFERENCE_BITS | 1;
  }

  /** Whether the two frames have the same purpose and as many references. */
  boolean sameState(int index, FrameBlock other, int otherIndex) {
    return stateOf(index) == other.stateOf(otherIndex);
  }

  int takeFirst(FramePurpose purpose) {
    int word = 0;
    while (free[word] == 0) {
      word++;
    }
    final int bit = Long.numberOfTrailingZeros(free[word]);
    free[word] &= free[word] - 1;
    freeCount--;
    final int index = word * Long.SIZE + bit;
    singleStates()[index] = state(purpose);
    return index;
  }

  void take(int from, int to, FramePurpose purpose) {
    for (int word = from / Long.SIZE; word * Long.SIZE < to; word++) {
      free[word] &= ~mask(word, from, to);
    }
    freeCount -= to - from;
    if (to - from == FRAMES) {
      uniform = true;
      sharedState = state(purpose);
    } else {
      Arrays.fill(singleStates(), from, to, state(purpose));
    }
  }

  boolean isDirty(int index) {
    return (dirty[index / Long.SIZE] >>> index & 1) != 0;
  }

  void retain(int index, long frame) {
    if (references(index) == MAX_REFERENCES) {
      throw new IllegalStateException("too many references: " + PhysFrame.of(frame));
    }
    singleStates()[index]++;
  }

  /** Adds a reference to those of frames {@code from} to {@code to - 1} in use for a purpose. */
  void retainUsedFor(FramePurpose purpose, int from, int to, long blockStart) {
    final int kind = purpose.ordinal() + 1;
    if (uniform && sharedState >>> REFERENCE_BITS != kind) {
      return;
    }
    final int[] all = singleStates();
    for (int i = from; i < to; i++) {
      final int state = all[i];
      if (state >>> REFERENCE_BITS == kind && (state & MAX_REFERENCES) != 0) {
        if ((state & MAX_REFERENCES) == MAX_REFERENCES) {
          throw new IllegalStateException("too many references: " + PhysFrame.of(blockStart + i));
        }
        all[i] = state + 1;
      }
    }
  }

  /**
   * Takes a reference away from those of frames {@code from} to {@code to - 1} that are in word
   * {@code word} and in use for a purpose.
   *
   * @return the bits of those that have lost their last one
   */
  long releaseUsedFor(FramePurpose purpose, int word, int from, int to) {
    final int kind = purpose.ordinal() + 1;
    if (uniform && sharedState >>> REFERENCE_BITS != kind) {
      return 0;
    }
    final int[] all = singleStates();
    final int stop = Math.min(to, (word + 1) * Long.SIZE);
    long freed = 0;
    for (int i = Math.max(from, word * Long.SIZE); i < stop; i++) {
      final int state = all[i];
      final int references = state & MAX_REFERENCES;
      if (state >>> REFERENCE_BITS == kind && references != 0) {
        all[i] = state - 1;
        if (references == 1) {
          freed |= 1L << i;
        }
      }
    }
    return freed;
  }

  /** Takes a reference away; says whether it was the last one. The free bit is the caller's. */
  boolean release(int index) {
    return (--singleStates()[index] & MAX_REFERENCES) == 0;
  }

  /**
   * Takes a reference away from all frames at once, if all have the same state.
   *
   * @return whether they had; otherwise nothing has been done
   */
  boolean releaseUniform() {
    if (uniform) {
      sharedState--;
    }
    return uniform;
  }
}
