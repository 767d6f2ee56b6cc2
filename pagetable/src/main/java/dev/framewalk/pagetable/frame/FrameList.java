package dev.framewalk.pagetable.frame;

import dev.framewalk.pagetable.addr.PhysFrame;

/**
 * The frames behind consecutive pages of one thing, in page order, kept as runs: a contiguous
 * object of any size is one run. Mutable at its end only.
 */
public final class FrameList {
  /** Frames in the list. */
  public long size() {
    throw new UnsupportedOperationException();
  }

  /**
   * The frame of page {@code index}.
   *
   * @throws IndexOutOfBoundsException if there is no such page
   */
  public PhysFrame get(long index) {
    throw new UnsupportedOperationException("get: index=" + index);
  }

  /** The longest run that starts at page {@code index}, cut to {@code limit} frames. */
  public FrameRun runAt(long index, long limit) {
    throw new UnsupportedOperationException("runAt: index=" + index + ", limit=" + limit);
  }

  /** Adds a run at the end, merging it with the last one when they touch. */
  public void append(FrameRun run) {
    throw new UnsupportedOperationException("append: run=" + run);
  }

  /**
   * Cuts the list to its first {@code size} frames and returns those that were cut off, in order.
   */
  public FrameList truncate(long size) {
    throw new UnsupportedOperationException("truncate: size=" + size);
  }

  /** How many runs the list consists of: 1 when contiguous. */
  public int runs() {
    throw new UnsupportedOperationException();
  }
}
