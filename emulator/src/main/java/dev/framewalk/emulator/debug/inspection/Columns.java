package dev.framewalk.emulator.debug.inspection;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

/** Puts numbers and words into columns without a format string: there may be thousands of lines. */
final class Columns {
  private final StringBuilder out = new StringBuilder(1 << 12);
  private int lineStart;

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
    final int start = out.length();
    out.append(number);
    for (int i = out.length() - start; i < width; i++) {
      out.insert(start, ' ');
    }
    return this;
  }

  /** An address with its zeroes: the two halves of an address space sort and align. */
  @CanIgnoreReturnValue
  Columns address(long address) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      out.append(Character.forDigit((int) (address >>> shift) & 0xf, 16));
    }
    return this;
  }

  @CanIgnoreReturnValue
  Columns hex(long number) {
    out.append("0x").append(Long.toHexString(number));
    return this;
  }

  /** Blanks up to {@code column} of the line, one at least. */
  @CanIgnoreReturnValue
  Columns to(int column) {
    do {
      out.append(' ');
    } while (out.length() - lineStart < column);
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
