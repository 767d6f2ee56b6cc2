package dev.framewalk.emulator.debug.strace;

/** Numbers and strings in C's spelling. */
final class Texts {
  private static final String SHORT_ESCAPES = "\t\n\u000b\f\r";
  private static final String SHORT_NAMES = "tnvfr";

  private Texts() {}

  /** As {@code %#lx}: zero has no prefix. */
  static void hex(StringBuilder out, long value) {
    if (value == 0) {
      out.append('0');
    } else {
      out.append("0x").append(Long.toHexString(value));
    }
  }

  static String hex(long value) {
    return value == 0 ? "0" : "0x" + Long.toHexString(value);
  }

  /** A pointer. */
  static void address(StringBuilder out, long value) {
    if (value == 0) {
      out.append("NULL");
    } else {
      hex(out, value);
    }
  }

  /** File permissions: octal of three digits at least, with the 0 before them. */
  static void permissions(StringBuilder out, long value) {
    final String digits = Long.toOctalString(value);
    if (digits.length() < 3) {
      out.append("000", 0, 3 - digits.length());
      out.append(digits);
    } else {
      out.append('0').append(digits);
    }
  }

  /**
   * The first {@code length} bytes as a C string: what is not printable ASCII is octal, of three
   * digits only where a digit follows.
   */
  static void quote(StringBuilder out, byte[] bytes, int length) {
    out.append('"');
    for (int i = 0; i < length; i++) {
      final int c = bytes[i] & 0xff;
      final int known = SHORT_ESCAPES.indexOf(c);
      if (known >= 0) {
        out.append('\\').append(SHORT_NAMES.charAt(known));
      } else if (c == '"' || c == '\\') {
        out.append('\\').append((char) c);
      } else if (c >= ' ' && c < 0x7f) {
        out.append((char) c);
      } else {
        final String digits = Integer.toOctalString(c);
        final boolean digitFollows = i + 1 < length && bytes[i + 1] >= '0' && bytes[i + 1] <= '7';
        out.append('\\');
        if (digitFollows) {
          out.append("000", 0, 3 - digits.length());
        }
        out.append(digits);
      }
    }
    out.append('"');
  }

  /** The first {@code length} bytes, each as {@code \xNN}. */
  static void quoteHex(StringBuilder out, byte[] bytes, int length) {
    out.append('"');
    for (int i = 0; i < length; i++) {
      out.append("\\x").append(Character.forDigit(bytes[i] >> 4 & 0xf, 16));
      out.append(Character.forDigit(bytes[i] & 0xf, 16));
    }
    out.append('"');
  }
}
