package dev.framewalk.emulator.cli;

/**
 * The command cannot be carried out. The message goes to standard error as it is: what is wrong,
 * then what to do.
 */
final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  CommandFailure(ExitCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** Something that the user wrote is wrong. */
  static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }

  ExitCode code() {
    return code;
  }
}
