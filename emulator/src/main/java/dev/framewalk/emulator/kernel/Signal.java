package dev.framewalk.emulator.kernel;

/** The signals that end a process of ours (Linux x86-64, signal(7)). */
public enum Signal {
  SIGILL(4),
  SIGTRAP(5),
  SIGBUS(7),
  SIGFPE(8),
  SIGKILL(9),
  SIGSEGV(11),
  SIGPIPE(13),
  SIGXFSZ(25);

  private final int number;

  Signal(int number) {
    this.number = number;
  }

  /** Linux's number. */
  public int number() {
    return number;
  }

  /** What a shell reports of a process that the signal ended: 128 + n. */
  public int exitStatus() {
    return 128 + number;
  }
}
