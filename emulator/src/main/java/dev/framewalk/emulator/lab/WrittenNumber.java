package dev.framewalk.emulator.lab;

import java.util.Locale;

/** Numbers as people write them: {@code 0x1f_2000}, {@code 4096}, {@code 0b101}. */
final class WrittenNumber {
  /** Room for 64 binary digits with underscores; more can only be a mistake. */
  private static final int MOST_DIGITS = 80;

  private WrittenNumber() {}

  /**
   * The 64 bits that {@code text} stands for; a number behind a minus sign is refused.
   *
   * @throws BadAnswer if it is no number of 64 bits; its message says what to write
   */
  static long parse(String text) throws BadAnswer {
    final String plain = text.toLowerCase(Locale.ROOT);
    final int radix = plain.startsWith("0x") ? 16 : plain.startsWith("0b") ? 2 : 10;
    final String digits = radix == 10 ? plain : plain.substring(2);
    if (digits.isEmpty() || digits.startsWith("_") || digits.endsWith("_")) {
      throw new BadAnswer("no number: " + shown(text) + "; write 0x and hexadecimal digits");
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) != '_' && digit(digits.charAt(i), radix) < 0) {
        throw refused(text, plain, digits.charAt(i));
      }
    }
    final String bare = digits.replace("_", "");
    if (radix == 10 && bare.length() > 1 && bare.charAt(0) == '0') {
      throw new BadAnswer(
          "decimal or hexadecimal? " + shown(text) + "; write 0x before hexadecimal digits");
    }
    try {
      if (digits.length() <= MOST_DIGITS) {
        return Long.parseUnsignedLong(bare, radix);
      }
    } catch (NumberFormatException e) {
      // Said below, as for what is too long to be tried.
    }
    throw new BadAnswer("more than 64 bits: " + shown(text) + "; no register holds that");
  }

  /** ASCII digits only: the digits of other scripts are not what tools print. */
  private static int digit(char c, int radix) {
    return c < 0x80 ? Character.digit(c, radix) : -1;
  }

  private static BadAnswer refused(String text, String plain, char wrong) {
    if (!plain.startsWith("0") && plain.matches("[0-9a-f_]+")) {
      return new BadAnswer("hexadecimal digits without 0x: write 0x" + shown(text));
    }
    if (plain.matches("[0-9a-f_]+h")) {
      return new BadAnswer(
          "write 0x" + shown(text.substring(0, text.length() - 1)) + ", not " + shown(text));
    }
    if (plain.startsWith("-")) {
      return new BadAnswer("a negative number: " + shown(text) + "; write the 64 bits with 0x");
    }
    final String radix =
        plain.startsWith("0x") ? "hexadecimal" : plain.startsWith("0b") ? "binary" : "decimal";
    return new BadAnswer(
        "no number: "
            + shown(text)
            + " ('"
            + shown(String.valueOf(wrong))
            + "' is no "
            + radix
            + " digit)");
  }

  /** As a person sees it, cut where it is long. */
  static String shown(String text) {
    return BadAnswer.shown(text);
  }

  /** As {@code 0x5027}. */
  static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }
}
