package dev.framewalk.emulator.kernel;

/** How a child's change is told to its parent (wait(2), sigaction(2) under SIGCHLD). */
public record ChildStatus(Process child, Kind kind, int value) {
  /** What has changed; {@link ChildStatus#value} is an exit status or a signal's number. */
  public enum Kind {
    EXITED(1),
    KILLED(2),
    DUMPED(3),
    STOPPED(5),
    CONTINUED(6);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** si_code: CLD_EXITED and the others. */
    public int code() {
      return code;
    }
  }

  private static final int STOPPED_MARK = 0x7f;
  private static final int CONTINUED_STATUS = 0xffff;
  private static final int CORE_FLAG = 0x80;

  /** That {@code child} has ended. */
  static ChildStatus ended(Process child) {
    return child.end().orElseThrow() instanceof ProcessEnd.Killed killed
        ? new ChildStatus(child, Kind.KILLED, killed.signal().number())
        : new ChildStatus(child, Kind.EXITED, child.end().orElseThrow().exitStatus());
  }

  /** The word that wait4(2) stores. */
  public int waitStatus() {
    return switch (kind) {
      case EXITED -> value << 8;
      case KILLED -> value;
      case DUMPED -> value | CORE_FLAG;
      case STOPPED -> value << 8 | STOPPED_MARK;
      case CONTINUED -> CONTINUED_STATUS;
    };
  }
}
