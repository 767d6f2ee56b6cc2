package dev.framewalk.emulator.kernel;

/** What the kernel makes of a page fault of ring 3. */
public enum FaultVerdict {
  /** The entry was made or mended: the instruction runs again. */
  RESOLVED,
  /** SIGSEGV, SEGV_MAPERR: no region there. */
  NOT_MAPPED,
  /** SIGSEGV, SEGV_ACCERR: the region does not allow the access. */
  NOT_ALLOWED,
  /** SIGBUS, BUS_ADRERR: the object ends before the page. */
  BEYOND_OBJECT,
  /** No frame is free for the page; Linux's out-of-memory killer sends SIGKILL. */
  OUT_OF_FRAMES;

  /**
   * The signal that follows.
   *
   * @throws IllegalStateException for {@link #RESOLVED}, which has none
   */
  public Signal signal() {
    return switch (this) {
      case NOT_MAPPED, NOT_ALLOWED -> Signal.SIGSEGV;
      case BEYOND_OBJECT -> Signal.SIGBUS;
      case OUT_OF_FRAMES -> Signal.SIGKILL;
      case RESOLVED -> throw new IllegalStateException("a resolved fault has no signal");
    };
  }
}
