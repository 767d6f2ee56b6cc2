package dev.framewalk.emulator.debug;

/** Names that guests and files chose, in a form that stays on its line of text. */
public final class Printable {
  private Printable() {}

  /**
   * {@code text} with control characters, line ends included, and halves of surrogate pairs as
   * <code>&#92;u….</code>
   */
  public static String of(String text) {
    final StringBuilder printable = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      final char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        printable.append(c).append(text.charAt(i + 1));
        i++;
      } else if (Character.isISOControl(c)
          || Character.isSurrogate(c)
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
