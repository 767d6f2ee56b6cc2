package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.debug.Printable;

/** An answer that cannot be read. The message says what is wrong with it and what to write. */
final class BadAnswer extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int MOST_SHOWN = 40;

  BadAnswer(String message) {
    super(message, null, false, false);
  }

  /** The message. */
  String text() {
    return String.valueOf(getMessage());
  }

  /** What somebody wrote, as a person sees it, cut where it is long. */
  static String shown(String text) {
    final String some =
        text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN - 3) + "...";
    return Printable.of(some);
  }
}
