package dev.framewalk.pagetable.frame;

/** Fewer frames are free than were asked for. Nothing was allocated. */
public final class OutOfFramesException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param wanted frames asked for
   * @param available frames free and not reserved
   */
  public OutOfFramesException(long wanted, long available) {
    super("out of frames: wanted=" + wanted + ", available=" + available, null, false, false);
  }
}
