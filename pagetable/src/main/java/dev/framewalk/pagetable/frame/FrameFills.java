package dev.framewalk.pagetable.frame;

import dev.framewalk.pagetable.memory.PhysicalMemory;

/** Fills frames that are named in ascending order, neighbours in one go. */
final class FrameFills {
  private static final int SHIFT = 12;

  private final PhysicalMemory memory;
  private final long word;
  private long first;
  private long count;

  FrameFills(PhysicalMemory memory, long word) {
    this.memory = memory;
    this.word = word;
  }

  /** Adds the frames {@code base + i} for each bit {@code i} of {@code mask}. */
  void add(long base, long mask) {
    long rest = mask;
    while (rest != 0) {
      final int low = Long.numberOfTrailingZeros(rest);
      final int ones = Long.numberOfTrailingZeros(~(rest >>> low));
      if (count == 0 || first + count != base + low) {
        flush();
        first = base + low;
      }
      count += ones;
      rest = low + ones == Long.SIZE ? 0 : rest & -1L << (low + ones);
    }
  }

  /** Fills what is still waiting for a neighbour. */
  void flush() {
    if (count > 0) {
      memory.fill(first << SHIFT, count << SHIFT, word);
      count = 0;
    }
  }
}
