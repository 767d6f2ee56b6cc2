package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.debug.Printable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A text file that somebody handed in: its lines, and errors that point into them. Nobody knows
 * what is in it until it has been looked at: it may be missing, empty, huge, or no text.
 *
 * @param lines without line feeds, their tabs as blanks
 * @param refusal why it is not read at all, one line; the lines are none then
 */
record TextFile(String name, List<String> lines, Optional<String> refusal) {
  private static final int MOST_CHARACTERS = 64 << 10;
  private static final int MOST_LINES = 2000;
  private static final int MOST_IN_A_LINE = 400;
  private static final int MOST_SHOWN = 100;

  TextFile {
    lines = List.copyOf(lines);
  }

  /** The file {@code name} of {@code submission}. */
  static TextFile of(Map<String, String> submission, String name) {
    final String text = submission.get(name);
    if (text == null) {
      return refused(name, "is missing: hand it in beside the other files");
    }
    if (text.length() > MOST_CHARACTERS) {
      return refused(
          name, "has " + text.length() + " characters; " + MOST_CHARACTERS + " are enough");
    }
    if (text.isBlank()) {
      return refused(name, "is empty: `framewalk lab new` writes one to begin with");
    }
    final List<String> lines = text.replace('\t', ' ').lines().toList();
    if (lines.size() > MOST_LINES) {
      return refused(name, "has " + lines.size() + " lines; " + MOST_LINES + " are enough");
    }
    for (int at = 0; at < lines.size(); at++) {
      final String line = lines.get(at);
      final Optional<Integer> odd = notText(line);
      if (odd.isPresent()) {
        return refused(
            name,
            String.format(
                "is no text: line %d has the character U+%04X; save it as plain UTF-8 text",
                at + 1, odd.get()));
      }
      if (line.length() > MOST_IN_A_LINE) {
        return refused(
            name,
            "line "
                + (at + 1)
                + " has "
                + line.length()
                + " characters; "
                + MOST_IN_A_LINE
                + " are enough");
      }
    }
    return new TextFile(name, lines, Optional.empty());
  }

  private static TextFile refused(String name, String why) {
    return new TextFile(name, List.of(), Optional.of(name + " " + why));
  }

  /** A character that no editor writes into a text: what is not UTF-8 was read as U+FFFD. */
  private static Optional<Integer> notText(String line) {
    return line.codePoints()
        .filter(c -> Character.isISOControl(c) || c == 0xfffd)
        .boxed()
        .findFirst();
  }

  /**
   * An error with the line and a caret below it.
   *
   * @param line from 0
   * @param column from 0
   */
  String error(int line, int column, String what) {
    final String text = lines.get(line);
    // The part around the caret of a line that is too long to be shown.
    final int from = column < MOST_SHOWN ? 0 : column - MOST_SHOWN / 2;
    final String shown =
        Printable.of(text.substring(from, Math.min(text.length(), from + MOST_SHOWN)));
    final int caret = Printable.of(text.substring(from, Math.min(text.length(), column))).length();
    return name
        + ":"
        + (line + 1)
        + ": "
        + what
        + "\n  "
        + shown
        + "\n  "
        + " ".repeat(caret)
        + "^";
  }
}
