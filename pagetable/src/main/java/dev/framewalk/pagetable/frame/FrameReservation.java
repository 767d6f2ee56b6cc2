package dev.framewalk.pagetable.frame;

import dev.framewalk.pagetable.addr.PhysFrame;

/**
 * Frames that are promised but not yet taken, so that a commit that follows cannot run out. What is
 * not taken goes back on {@link #close()}.
 */
public interface FrameReservation extends AutoCloseable {
  /** Frames still promised. */
  long remaining();

  /**
   * Takes one zeroed frame out of the reservation.
   *
   * @throws IllegalStateException if nothing is left: the caller reserved too few, a bug
   */
  PhysFrame take(FramePurpose purpose);

  @Override
  void close();
}
