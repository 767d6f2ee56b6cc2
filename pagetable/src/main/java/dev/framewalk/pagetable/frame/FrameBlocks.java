package dev.framewalk.pagetable.frame;

import dev.framewalk.pagetable.addr.PhysFrame;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The blocks of an allocator, and which of them have free frames. */
final class FrameBlocks {
  private final long first;
  private final long end;

  /** Number of the first frame of block 0: {@code first} rounded down to a block. */
  private final long base;

  private final @Nullable FrameBlock[] blocks;

  // One bit a block. A block without free frames is in neither.
  private final long[] partlyFree;
  private final long[] whollyFree;

  // Below these words of the bitmaps above, no bit is set.
  private int partlyFreeFrom;
  private int whollyFreeFrom;

  private final FreeSpans spans;

  /** The frames {@code first} to {@code end - 1}, all free. */
  FrameBlocks(long first, long end) {
    this.first = first;
    this.end = end;
    this.base = first & -FrameBlock.FRAMES;
    final int count = (int) ((end - base + FrameBlock.FRAMES - 1) / FrameBlock.FRAMES);
    this.blocks = new FrameBlock[count];
    final int words = (count + Long.SIZE - 1) / Long.SIZE;
    this.partlyFree = new long[words];
    this.whollyFree = new long[words];
    this.spans = new FreeSpans(base, blocks, partlyFree, whollyFree);
    Arrays.fill(whollyFree, -1L);
    whollyFree[words - 1] = -1L >>> (words * Long.SIZE - count);
    makeCutBlock(0);
    makeCutBlock(count - 1);
  }

  /** Makes the record of a block of which only a part belongs to the allocator. */
  private void makeCutBlock(int index) {
    final long start = startOf(index);
    if (blocks[index] == null && (start < first || start + FrameBlock.FRAMES > end)) {
      final FrameBlock block =
          new FrameBlock(
              (int) Math.max(first - start, 0), (int) Math.min(end - start, FrameBlock.FRAMES));
      blocks[index] = block;
      summarize(index, block);
    }
  }

  boolean owns(long number) {
    return number >= first && number < end;
  }

  /** {@code number}, or the first frame there is if that is higher. */
  long clampStart(long number) {
    return Math.max(number, first);
  }

  /** {@code number}, or the one behind the last frame there is if that is lower. */
  long clampStop(long number) {
    return Math.min(number, end);
  }

  int indexOf(long number) {
    return (int) ((number - base) / FrameBlock.FRAMES);
  }

  static int indexInBlock(long number) {
    return (int) (number % FrameBlock.FRAMES);
  }

  /** Number of the first frame of block {@code index}. */
  long startOf(int index) {
    return base + (long) index * FrameBlock.FRAMES;
  }

  /** Block {@code index}, made if need be. */
  FrameBlock touch(int index) {
    FrameBlock block = blocks[index];
    if (block == null) {
      block = new FrameBlock(0, FrameBlock.FRAMES);
      blocks[index] = block;
    }
    return block;
  }

  /** The block that a single frame is best taken from: the lowest broken one. One must be free. */
  int lowestForOne() {
    partlyFreeFrom = firstSet(partlyFree, partlyFreeFrom);
    if (partlyFreeFrom < partlyFree.length) {
      return partlyFreeFrom * Long.SIZE + Long.numberOfTrailingZeros(partlyFree[partlyFreeFrom]);
    }
    whollyFreeFrom = firstSet(whollyFree, whollyFreeFrom);
    return whollyFreeFrom * Long.SIZE + Long.numberOfTrailingZeros(whollyFree[whollyFreeFrom]);
  }

  private static int firstSet(long[] words, int from) {
    int word = from;
    while (word < words.length && words[word] == 0) {
      word++;
    }
    return word;
  }

  /** The free spans from the lowest one on. */
  FreeSpans spans() {
    spans.startAt(Math.min(partlyFreeFrom, whollyFreeFrom));
    return spans;
  }

  /** Brings the summary bits of a block up to date after frames were taken or freed. */
  void summarize(int index, FrameBlock block) {
    final int word = index / Long.SIZE;
    final long bit = 1L << index;
    partlyFree[word] &= ~bit;
    whollyFree[word] &= ~bit;
    if (block.freeCount == FrameBlock.FRAMES) {
      whollyFree[word] |= bit;
      whollyFreeFrom = Math.min(whollyFreeFrom, word);
    } else if (block.freeCount > 0) {
      partlyFree[word] |= bit;
      partlyFreeFrom = Math.min(partlyFreeFrom, word);
    }
  }

  /**
   * The block of a frame, or null while none of its frames has been used.
   *
   * @throws IllegalStateException if the frame is not the allocator's
   */
  @Nullable FrameBlock find(long number) {
    if (!owns(number)) {
      throw new IllegalStateException(
          "not a frame of this allocator: frame=0x"
              + Long.toHexString(number)
              + ", first=0x"
              + Long.toHexString(first)
              + ", last=0x"
              + Long.toHexString(end - 1));
    }
    return blocks[indexOf(number)];
  }

  /**
   * The block of a frame that is in use.
   *
   * @throws IllegalStateException if it is free or not the allocator's
   */
  FrameBlock inUse(long number) {
    final FrameBlock block = find(number);
    if (block == null || block.references(indexInBlock(number)) == 0) {
      throw notInUse(number);
    }
    return block;
  }

  /**
   * Checks a run of frames before any of them is changed.
   *
   * @throws IllegalStateException if one of them is free or not the allocator's
   */
  void checkInUse(long from, long to) {
    if (!owns(to - 1)) {
      throw notInUse(to - 1);
    }
    for (long number = from; number < to; ) {
      final FrameBlock block = inUse(number);
      final int in = indexInBlock(number);
      final int word = in / Long.SIZE;
      final long left = Math.min(to - number, Long.SIZE - in % Long.SIZE);
      final long free = block.free[word] & FrameBlock.mask(word, in, in + (int) left);
      if (free != 0) {
        throw notInUse(number - in + word * Long.SIZE + Long.numberOfTrailingZeros(free));
      }
      number += left;
    }
  }

  private IllegalStateException notInUse(long number) {
    final FrameBlock block = find(number);
    final int index = indexInBlock(number);
    final String last =
        block == null || !block.wasUsed(index)
            ? "never allocated"
            : "freed, last purpose=" + block.purpose(index);
    return new IllegalStateException(
        "frame is not in use: frame=0x" + Long.toHexString(number) + ", " + last);
  }

  /** Shows the frames in use as maximal runs of equal state. */
  void forEachUsed(FrameVisitor visitor) {
    long start = 0;
    long length = 0;
    for (int i = 0; i < blocks.length; i++) {
      final FrameBlock block = blocks[i];
      if (block == null) {
        continue;
      }
      for (int index = 0; index < FrameBlock.FRAMES; index++) {
        if (block.references(index) == 0) {
          continue;
        }
        final long number = startOf(i) + index;
        if (length > 0 && start + length == number && sameState(number - 1, number)) {
          length++;
          continue;
        }
        show(start, length, visitor);
        start = number;
        length = 1;
      }
    }
    show(start, length, visitor);
  }

  /** Shows the frames that are free and were in use before as maximal runs. */
  void forEachReturned(Consumer<FrameRun> visitor) {
    long start = 0;
    long length = 0;
    for (int i = 0; i < blocks.length; i++) {
      final FrameBlock block = blocks[i];
      for (int index = 0; block != null && index < FrameBlock.FRAMES; index++) {
        if (block.references(index) > 0 || !block.wasUsed(index)) {
          continue;
        }
        final long number = startOf(i) + index;
        if (length > 0 && start + length != number) {
          visitor.accept(new FrameRun(PhysFrame.of(start), length));
          length = 0;
        }
        start = length == 0 ? number : start;
        length++;
      }
    }
    if (length > 0) {
      visitor.accept(new FrameRun(PhysFrame.of(start), length));
    }
  }

  /** All frames there are. */
  FrameRun all() {
    return new FrameRun(PhysFrame.of(first), end - first);
  }

  /** Shows the frames in use and those that are dirty, as maximal runs within a word of a block. */
  void forEachTouched(Consumer<FrameRun> visitor) {
    for (int i = 0; i < blocks.length; i++) {
      final FrameBlock block = blocks[i];
      if (block == null) {
        continue;
      }
      final int from = (int) Math.max(first - startOf(i), 0);
      final int to = (int) Math.min(end - startOf(i), FrameBlock.FRAMES);
      for (int word = 0; word < FrameBlock.WORDS; word++) {
        final long touched =
            (~block.free[word] | block.dirty[word]) & FrameBlock.mask(word, from, to);
        showRuns(startOf(i) + word * Long.SIZE, touched, visitor);
      }
    }
  }

  private static void showRuns(long base, long mask, Consumer<FrameRun> visitor) {
    long rest = mask;
    while (rest != 0) {
      final int low = Long.numberOfTrailingZeros(rest);
      final int ones = Long.numberOfTrailingZeros(~(rest >>> low));
      visitor.accept(new FrameRun(PhysFrame.of(base + low), ones));
      rest = low + ones == Long.SIZE ? 0 : rest & -1L << (low + ones);
    }
  }

  private boolean sameState(long a, long b) {
    return inUse(a).sameState(indexInBlock(a), inUse(b), indexInBlock(b));
  }

  private void show(long start, long length, FrameVisitor visitor) {
    if (length > 0) {
      final FrameBlock block = inUse(start);
      final int index = indexInBlock(start);
      visitor.visit(
          new FrameRun(PhysFrame.of(start), length), block.purpose(index), block.references(index));
    }
  }
}
