package dev.framewalk.emulator.cli;

/** What the program's exit status says. */
enum ExitCode {
  /** Every guest exited with status 0. */
  GOOD(0),
  /** A guest exited with another status, was killed, or the budget was used up. */
  GUEST_FAILED(1),
  /** The command line is wrong, or a file that it names is. */
  USAGE(2),
  /** The machine could not be made or could not go on; or a prerequisite is missing. */
  MACHINE_ERROR(3),
  /** Nobody reads our output any more: 128 + SIGPIPE, as of a program that the signal ends. */
  OUTPUT_CLOSED(141);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  int status() {
    return status;
  }
}
