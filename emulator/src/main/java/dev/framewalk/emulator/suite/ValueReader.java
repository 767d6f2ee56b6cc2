package dev.framewalk.emulator.suite;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Takes the value of a directive apart, word by word. */
final class ValueReader {
  private static final String UNITS = "KMGT";
  private static final int HEXADECIMAL = 16;

  private final Directive directive;
  private final String text;
  private int next;

  ValueReader(Directive directive) {
    this.directive = directive;
    this.text = directive.value();
    skipBlanks();
  }

  private void skipBlanks() {
    while (next < text.length() && isBlank(text.charAt(next))) {
      next++;
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  boolean atEnd() {
    return next == text.length();
  }

  /** Where the next word begins. */
  Place place() {
    return placeOf(next);
  }

  private Place placeOf(int index) {
    return new Place(directive.valuePlace().line(), directive.valuePlace().column() + index);
  }

  /** The next word; empty at the end of the line. */
  Optional<Stated<String>> word() {
    if (atEnd()) {
      return Optional.empty();
    }
    final int start = next;
    while (next < text.length() && !isBlank(text.charAt(next))) {
      next++;
    }
    final Stated<String> word = new Stated<>(text.substring(start, next), placeOf(start));
    skipBlanks();
    return Optional.of(word);
  }

  /**
   * The next word.
   *
   * @throws Malformed if there is none; {@code what} says what is missing
   */
  Stated<String> word(String what) throws Malformed {
    final Place end = place();
    return word().orElseThrow(() -> missing(end, what));
  }

  private Malformed missing(Place end, String what) {
    return new Malformed(end, what + " is missing: # " + directive.name().form());
  }

  /** All words that are left; double quotes keep blanks in one, and a backslash any character. */
  List<Stated<String>> quotedWords() throws Malformed {
    final List<Stated<String>> words = new ArrayList<>();
    while (!atEnd()) {
      words.add(quotedWord());
      skipBlanks();
    }
    return words;
  }

  private Stated<String> quotedWord() throws Malformed {
    final int start = next;
    final StringBuilder word = new StringBuilder();
    boolean quoted = false;
    int opened = start;
    while (next < text.length() && (quoted || !isBlank(text.charAt(next)))) {
      final char c = text.charAt(next);
      if (c == '"') {
        quoted = !quoted;
        opened = next;
      } else if (c == '\\' && next + 1 < text.length()) {
        next++;
        word.append(text.charAt(next));
      } else {
        word.append(c);
      }
      next++;
    }
    if (quoted) {
      throw new Malformed(placeOf(opened), "this quote is not closed");
    }
    return new Stated<>(word.toString(), placeOf(start));
  }

  /** All that is left of the line, without blanks around it. */
  String rest() {
    final String rest = text.substring(next).strip();
    next = text.length();
    return rest;
  }

  /**
   * @throws Malformed if something is left
   */
  void end() throws Malformed {
    if (!atEnd()) {
      throw new Malformed(place(), "nothing more is expected here: # " + directive.name().form());
    }
  }

  /**
   * The value of a whole number that is not negative: decimal, or hexadecimal behind {@code 0x}.
   *
   * @param most the largest that is allowed
   * @throws Malformed if it is none, or larger
   */
  static long number(Stated<String> word, String what, long most) throws Malformed {
    final String text = word.value();
    final boolean hex = text.toLowerCase(Locale.ROOT).startsWith("0x");
    final String digits = hex ? text.substring(2) : text;
    if (!digits.matches(hex ? "[0-9a-fA-F]+" : "[0-9]+")) {
      throw new Malformed(word.place(), what + " is a number: 4096 or 0x1000, not '" + text + "'");
    }
    return checked(word, new BigInteger(digits, hex ? HEXADECIMAL : 10), what, most);
  }

  /**
   * The value of a number with K, M, G or T behind it, or without.
   *
   * @param thousand what K stands for
   * @throws Malformed if it is none, or larger than {@code most}
   */
  static long scaled(Stated<String> word, String what, long thousand, long most) throws Malformed {
    final String text = word.value();
    if (!text.matches("[0-9]+[KMGT]?")) {
      throw new Malformed(
          word.place(), what + " is a number, or one with K, M, G or T: 10M, not '" + text + "'");
    }
    final int unit = UNITS.indexOf(text.charAt(text.length() - 1)) + 1;
    final String digits = unit == 0 ? text : text.substring(0, text.length() - 1);
    final BigInteger value =
        new BigInteger(digits).multiply(BigInteger.valueOf(thousand).pow(unit));
    return checked(word, value, what, most);
  }

  private static long checked(Stated<String> word, BigInteger value, String what, long most)
      throws Malformed {
    final BigInteger limit = new BigInteger(Long.toUnsignedString(most));
    if (value.compareTo(limit) > 0) {
      throw new Malformed(word.place(), what + " is at most " + limit);
    }
    return value.longValue();
  }
}
