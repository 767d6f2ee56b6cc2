package dev.framewalk.emulator.kernel;

/**
 * A refusal that the guest sees as a negative result. It has no stack: refusing is ordinary work of
 * a kernel, and a bug of ours is never said this way.
 */
public final class ErrnoException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  /**
   * @param errno what the guest gets
   * @param why what the guest cannot be told, for the tracer: {@code what: key=value, …}
   */
  public ErrnoException(Errno errno, String why) {
    super(why, null, false, false);
    this.errno = errno;
  }

  /** What the guest gets. */
  public Errno errno() {
    return errno;
  }
}
