package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameUse;

/**
 * The frames that are handed out, in use or not, which follow one another.
 *
 * @param first number of the first
 * @param end number of the one behind the last
 */
record OwnedFrames(long first, long end) {
  /**
   * Looks for the ends on both sides of a frame, by halves.
   *
   * @param known one that is handed out; there are none if it is not
   * @param memoryFrames how many frames the memory has
   */
  static OwnedFrames around(FrameUse use, long known, long memoryFrames) {
    if (!use.owns(PhysFrame.of(known))) {
      return new OwnedFrames(memoryFrames, memoryFrames);
    }
    long low = 0;
    long high = known;
    while (low < high) {
      final long middle = (low + high) >>> 1;
      if (use.owns(PhysFrame.of(middle))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    final long first = low;
    low = known;
    high = Math.max(known, memoryFrames);
    while (low < high) {
      final long middle = (low + high) >>> 1;
      if (use.owns(PhysFrame.of(middle))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return new OwnedFrames(first, low);
  }

  boolean contains(long frame) {
    return frame >= first && frame < end;
  }
}
