package dev.framewalk.emulator.debug;

/** Names that guests and files chose, in a form that stays on its line of text. */
public final class Printable {
  private Printable() {}

  /** {@code lines} with each of them as {@link #of} has it, every one ended by a line feed. */
  public static String lines(String lines) {
    final StringBuilder printable = new StringBuilder(lines.length());
    lines.lines().forEach(line -> printable.append(of(line)).append('\n'));
    return printable.toString();
  }

  /**
   * {@code text} with what is not a character to look at as <code>&#92;u….</code>: control
   * characters, line ends included, what turns the direction of writing or takes no room (Unicode's
   * category Cf), and halves of surrogate pairs.
   */
  public static String of(String text) {
    return isPlain(text) ? text : escaped(text);
  }

  /** Whether there is nothing but ASCII to look at, as in most names. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static String escaped(String text) {
    final StringBuilder printable = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      final char c = text.charAt(i);
      final int whole = text.codePointAt(i);
      if (Character.isSupplementaryCodePoint(whole)
          && Character.getType(whole) != Character.FORMAT) {
        printable.append(c).append(text.charAt(i + 1));
        i++;
      } else if (Character.isISOControl(c)
          || Character.isSurrogate(c)
          || Character.getType(c) == Character.FORMAT
          || c == '\u2028'
          || c == '\u2029') {
        printable.append(String.format("\\u%04x", (int) c));
      } else {
        printable.append(c);
      }
    }
    return printable.toString();
  }
}
