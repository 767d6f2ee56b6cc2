package dev.framewalk.pagetable.frame;

import dev.framewalk.pagetable.addr.PhysFrame;

/** {@code count} frames that follow one another in physical memory; never empty. */
public record FrameRun(PhysFrame first, long count) {
  /**
   * @throws IllegalArgumentException if {@code count} is not positive
   */
  public FrameRun {
    if (count <= 0) {
      throw new IllegalArgumentException("empty run of frames: first=" + first);
    }
  }
}
