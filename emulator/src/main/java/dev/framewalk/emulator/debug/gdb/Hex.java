package dev.framewalk.emulator.debug.gdb;

import java.nio.charset.StandardCharsets;

/** Bytes and numbers as the protocol writes them: two digits a byte, numbers without prefix. */
final class Hex {
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  private Hex() {}

  static String of(byte[] bytes) {
    final char[] text = new char[2 * bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      text[2 * i] = DIGITS[bytes[i] >> 4 & 0xf];
      text[2 * i + 1] = DIGITS[bytes[i] & 0xf];
    }
    return new String(text);
  }

  /** The bytes of {@code text} in UTF-8. */
  static String ofText(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @throws GdbError if these are no pairs of digits
   */
  static byte[] bytes(String text) throws GdbError {
    if (text.length() % 2 != 0) {
      throw GdbError.INVALID;
    }
    final byte[] bytes = new byte[text.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (digit(text.charAt(2 * i)) << 4 | digit(text.charAt(2 * i + 1)));
    }
    return bytes;
  }

  /**
   * All 64 bits of a number.
   *
   * @throws GdbError if it is none, or larger
   */
  static long number(String text) throws GdbError {
    if (text.isEmpty() || text.length() > 16) {
      throw GdbError.INVALID;
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      value = value << 4 | digit(text.charAt(i));
    }
    return value;
  }

  /**
   * A number from 0 to 2^31-1.
   *
   * @throws GdbError if it is none
   */
  static int small(String text) throws GdbError {
    final long value = number(text);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw GdbError.INVALID;
    }
    return (int) value;
  }

  private static int digit(char c) throws GdbError {
    final int digit = c < 0x80 ? Character.digit(c, 16) : -1;
    if (digit < 0) {
      throw GdbError.INVALID;
    }
    return digit;
  }
}
