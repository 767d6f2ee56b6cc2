package dev.framewalk.emulator.cli;

/** {@code --jobs}: how much is done at a time. */
final class Jobs {
  static final String OPTION = "--jobs";
  private static final int MOST = 1024;

  private Jobs() {}

  /**
   * What the line says, or as many as there are cores.
   *
   * @throws CommandFailure if it is no number
   */
  static int of(ParsedLine line) throws CommandFailure {
    if (!line.has(OPTION)) {
      return Runtime.getRuntime().availableProcessors();
    }
    final String text = line.value(OPTION);
    if (!text.matches("\\d{1,4}") || text.matches("0+") || Integer.parseInt(text) > MOST) {
      throw CommandFailure.usage(OPTION + " " + text + ": give a number from 1 to " + MOST);
    }
    return Integer.parseInt(text);
  }
}
