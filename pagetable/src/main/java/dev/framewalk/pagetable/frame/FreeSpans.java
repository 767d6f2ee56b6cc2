package dev.framewalk.pagetable.frame;

import org.jspecify.annotations.Nullable;

/**
 * Steps through the free frames of an allocator as maximal spans, in address order. Whole blocks
 * are skipped or taken by their summary bits; taking frames behind the cursor is allowed.
 */
final class FreeSpans {
  private final long base;
  private final @Nullable FrameBlock[] blocks;
  private final long[] partlyFree;
  private final long[] whollyFree;

  // These count frames from the start of block 0.
  private long rewindTo;
  private long position;
  private long start;
  private long length;

  FreeSpans(long base, @Nullable FrameBlock[] blocks, long[] partlyFree, long[] whollyFree) {
    this.base = base;
    this.blocks = blocks;
    this.partlyFree = partlyFree;
    this.whollyFree = whollyFree;
  }

  /** Starts at the first block of summary word {@code word}. */
  void startAt(int word) {
    rewindTo = (long) word * Long.SIZE * FrameBlock.FRAMES;
    position = rewindTo;
  }

  /** Goes back to where the scan started. */
  void rewind() {
    position = rewindTo;
  }

  /** Number of the first frame of the span. */
  long start() {
    return base + start;
  }

  /** Frames in the span. */
  long length() {
    return length;
  }

  /**
   * Looks for {@code count} free frames in one piece, on a block boundary if they fill a block and
   * there is such a place; {@link #start()} is then the first of them.
   */
  boolean findRun(long count) {
    final boolean align = count >= FrameBlock.FRAMES;
    long unaligned = 0;
    boolean found = false;
    while (next(align ? count + FrameBlock.FRAMES - 1 : count)) {
      if (length >= count) {
        final long aligned = (start + FrameBlock.FRAMES - 1) & -FrameBlock.FRAMES;
        if (!align) {
          return true;
        }
        if (aligned + count <= start + length) {
          start = aligned;
          return true;
        }
        if (!found) {
          unaligned = start;
          found = true;
        }
      }
    }
    start = unaligned;
    return found;
  }

  /**
   * Moves to the next span; says whether there is one. A span of {@code enough} frames or more may
   * be cut short behind them; the rest is then the next span.
   */
  boolean next(long enough) {
    length = 0;
    final long end = (long) blocks.length * FrameBlock.FRAMES;
    while (position < end) {
      final int block = (int) (position / FrameBlock.FRAMES);
      final long bit = 1L << block;
      if ((whollyFree[block / Long.SIZE] & bit) != 0) {
        extend(FrameBlock.FRAMES - (int) (position % FrameBlock.FRAMES));
      } else if ((partlyFree[block / Long.SIZE] & bit) != 0) {
        if (scanBlock(block)) {
          return true;
        }
      } else if (length > 0) {
        return true;
      } else {
        skipUsedBlocks(block);
      }
      if (length >= enough) {
        return true;
      }
    }
    return length > 0;
  }

  private void extend(int frames) {
    if (length == 0) {
      start = position;
    }
    length += frames;
    position += frames;
  }

  /** Scans the rest of a partly free block; says whether a span ended inside it. */
  private boolean scanBlock(int index) {
    final FrameBlock block = blocks[index];
    if (block == null) {
      throw new IllegalStateException("partly free block without its record: block=" + index);
    }
    final long blockEnd = (index + 1L) * FrameBlock.FRAMES;
    while (position < blockEnd) {
      final int in = (int) (position % FrameBlock.FRAMES);
      final int shift = in % Long.SIZE;
      final long bits = block.free[in / Long.SIZE] >>> shift;
      final int left = Long.SIZE - shift;
      if ((bits & 1) != 0) {
        extend(Math.min(left, Long.numberOfTrailingZeros(~bits)));
      } else if (length > 0) {
        return true;
      } else {
        position += Math.min(left, Long.numberOfTrailingZeros(bits));
      }
    }
    return false;
  }

  private void skipUsedBlocks(int block) {
    final int word = block / Long.SIZE;
    final long ahead = (partlyFree[word] | whollyFree[word]) >>> block;
    final int skip = ahead == 0 ? Long.SIZE - block % Long.SIZE : Long.numberOfTrailingZeros(ahead);
    position = ((long) block + skip) * FrameBlock.FRAMES;
  }
}
