package dev.framewalk.guest.junit;

/** Where two texts part, in lines for a person. */
final class Difference {
  /** What is shown of a line before the place where it differs. */
  private static final int BEFORE = 40;

  private Difference() {}

  /** The first line that differs, expected and printed. */
  static String text(String expected, String printed) {
    final String[] wanted = lines(expected);
    final String[] found = lines(printed);
    int line = 0;
    while (line < wanted.length && line < found.length && wanted[line].equals(found[line])) {
      line++;
    }
    final int from =
        line < wanted.length && line < found.length ? common(wanted[line], found[line]) : 0;
    return " from line "
        + (line + 1)
        + (from > BEFORE ? ", character " + (from + 1) + "," : "")
        + " on:\n    expected: "
        + at(wanted, line, from)
        + "\n    printed:  "
        + at(found, line, from);
  }

  /** Each with its line feed. */
  private static String[] lines(String text) {
    return text.isEmpty() ? new String[0] : text.split("(?<=\n)", -1);
  }

  private static int common(String a, String b) {
    int length = 0;
    while (length < a.length() && length < b.length() && a.charAt(length) == b.charAt(length)) {
      length++;
    }
    return length;
  }

  private static String at(String[] lines, int line, int from) {
    if (line >= lines.length || lines[line].isEmpty()) {
      return "nothing more";
    }
    return from > BEFORE
        ? "..." + StateText.shortened(lines[line].substring(from - BEFORE / 2))
        : StateText.shortened(lines[line]);
  }
}
