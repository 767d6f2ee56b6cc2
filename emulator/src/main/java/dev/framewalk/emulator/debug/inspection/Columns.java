package dev.framewalk.emulator.debug.inspection;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

/** Puts numbers and words into columns without a format string: there may be thousands of lines. */
final class Columns {
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();
  private static final char[] BLANKS = " ".repeat(128).toCharArray();
  private static final int ADDRESS_DIGITS = 16;

  private final StringBuilder out;
  private final char[] digits = new char[ADDRESS_DIGITS];
  private int lineStart;

  Columns() {
    this(1 << 12);
  }

  /**
   * @param characters how many there will be, roughly
   */
  Columns(int characters) {
    out = new StringBuilder(characters);
  }

  @CanIgnoreReturnValue
  Columns add(String text) {
    out.append(text);
    return this;
  }

  @CanIgnoreReturnValue
  Columns add(long number) {
    out.append(number);
    return this;
  }

  /** A number at the right of {@code width} places. */
  @CanIgnoreReturnValue
  Columns right(long number, int width) {
    int places = number < 0 ? 2 : 1;
    for (long rest = number / 10; rest != 0; rest /= 10) {
      places++;
    }
    blanks(width - places);
    out.append(number);
    return this;
  }

  /** An address with its zeroes: the two halves of an address space sort and align. */
  @CanIgnoreReturnValue
  Columns address(long address) {
    digits(address, ADDRESS_DIGITS);
    return this;
  }

  private void digits(long number, int count) {
    long rest = number;
    for (int i = count - 1; i >= 0; i--) {
      digits[i] = DIGITS[(int) rest & 0xf];
      rest >>>= 4;
    }
    out.append(digits, 0, count);
  }

  private void blanks(int count) {
    int left = count;
    while (left > 0) {
      final int some = Math.min(left, BLANKS.length);
      out.append(BLANKS, 0, some);
      left -= some;
    }
  }

  @CanIgnoreReturnValue
  Columns hex(long number) {
    out.append("0x");
    digits(number, Math.max(1, (Long.SIZE + 3 - Long.numberOfLeadingZeros(number)) / 4));
    return this;
  }

  /** Blanks up to {@code column} of the line, one at least. */
  @CanIgnoreReturnValue
  Columns to(int column) {
    blanks(Math.max(1, column - (out.length() - lineStart)));
    return this;
  }

  @CanIgnoreReturnValue
  Columns line() {
    out.append('\n');
    lineStart = out.length();
    return this;
  }

  /** Marks do not count as width: what has been added since {@code start} gets them. */
  int place() {
    return out.length();
  }

  /** Replaces what stands from {@code start} on, by a text that is as wide to look at. */
  @CanIgnoreReturnValue
  Columns replaceFrom(int start, String marked) {
    final int shown = out.length() - start;
    out.setLength(start);
    out.append(marked);
    lineStart += marked.length() - shown;
    return this;
  }

  String sinceThen(int start) {
    return out.substring(start);
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
