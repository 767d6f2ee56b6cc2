package dev.framewalk.pagetable.frame;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.memory.PhysicalMemory;

/**
 * Hands out the frames of one physical memory, counts references to them and takes them back.
 *
 * <p>Frames are handed out zeroed, with one reference. A freed frame is filled with a poison
 * pattern where {@link Poison} says so. A frame that is not allocated, or not this allocator's, is
 * refused with an {@link IllegalStateException} that names it: that is a bug of the caller's.
 */
public final class FrameAllocator {
  /** Whether freed frames are overwritten, so that a use after free shows. */
  public enum Poison {
    ON_FREE,
    NEVER
  }

  /** The word that a poisoned frame is filled with. */
  public static final long POISON_WORD = 0xdeadf4a3_dead_f4a3L;

  /**
   * An allocator of the frames {@code first} to {@code first + count - 1} of {@code memory}, which
   * is all zero there.
   */
  public FrameAllocator(PhysicalMemory memory, PhysFrame first, long count, Poison poison) {
    throw new UnsupportedOperationException("" + memory + first + count + poison);
  }

  /** One zeroed frame with one reference. */
  public PhysFrame allocate(FramePurpose purpose) throws OutOfFramesException {
    throw new OutOfFramesException(1, 0);
  }

  /**
   * {@code count} zeroed frames with one reference each: one contiguous run, on a 2 MiB boundary if
   * it is that long, when there is such a run; otherwise as few runs as are at hand.
   */
  public FrameList allocate(long count, FramePurpose purpose) throws OutOfFramesException {
    throw new OutOfFramesException(count, 0);
  }

  /** Promises {@code count} frames (0 is allowed) to a commit that follows. */
  public FrameReservation reserve(long count) throws OutOfFramesException {
    throw new OutOfFramesException(count, 0);
  }

  /** Adds a reference to an allocated frame. */
  public void retain(PhysFrame frame) {
    throw new UnsupportedOperationException("retain: " + frame);
  }

  /**
   * Takes one reference away; the last one frees the frame.
   *
   * @return whether the frame was freed
   */
  public boolean release(PhysFrame frame) {
    throw new UnsupportedOperationException("release: " + frame);
  }

  /** Takes one reference away from each frame of the list. */
  public void release(FrameList frames) {
    throw new UnsupportedOperationException("release: " + frames);
  }

  /** References to {@code frame}; 0 when it is free. */
  public int references(PhysFrame frame) {
    throw new UnsupportedOperationException("references: " + frame);
  }

  /** Frames neither in use nor reserved. */
  public long available() {
    throw new UnsupportedOperationException();
  }

  /** Frames in use. */
  public long used() {
    throw new UnsupportedOperationException();
  }

  /** Frames in use for {@code purpose}. */
  public long used(FramePurpose purpose) {
    throw new UnsupportedOperationException("used: " + purpose);
  }
}
