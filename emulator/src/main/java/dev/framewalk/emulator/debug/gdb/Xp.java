package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code x} and {@code xp} of QEMU's monitor print: {@code /4xg}, a count, a format of {@code
 * x d u o c} and a size of {@code b h w g}, each of which may be missing.
 */
record Xp(int count, char format, int size) {
  private static final Pattern FORM = Pattern.compile("/(\\d*)([xduoc]?)([bhwg]?)([xduoc]?)");
  private static final int MOST_BYTES = 1 << 16;

  /** One word in hexadecimal. */
  static final Xp DEFAULT = new Xp(1, 'x', 4);

  /**
   * Reads {@code /FMT}.
   *
   * @throws InspectionFailure if it is none, or too much
   */
  static Xp parse(String text) throws InspectionFailure {
    final Matcher form = FORM.matcher(text);
    if (!form.matches() || (!form.group(2).isEmpty() && !form.group(4).isEmpty())) {
      throw new InspectionFailure(
          "not a format: " + text + "; give /COUNT, one of x d u o c, and one of b h w g: /4xg");
    }
    final String format = form.group(2) + form.group(4);
    final char kind = format.isEmpty() ? 'x' : format.charAt(0);
    final int size =
        switch (form.group(3)) {
          case "b" -> 1;
          case "h" -> 2;
          case "w" -> 4;
          case "g" -> 8;
          default -> kind == 'c' ? 1 : 4;
        };
    final String count = form.group(1).isEmpty() ? "1" : form.group(1);
    if (count.length() > 5 || Integer.parseInt(count) * size > MOST_BYTES) {
      throw new InspectionFailure("more than " + MOST_BYTES + " bytes: " + text);
    }
    return new Xp(Integer.parseInt(count), kind, size);
  }

  /** Bytes that it shows. */
  int bytes() {
    return count * size;
  }

  /**
   * Lines for {@code bytes} that begin at {@code address}; a rest that is no whole item is left.
   */
  String text(long address, byte[] bytes) {
    final int line = size == 1 ? 8 : 16;
    final StringBuilder text = new StringBuilder();
    for (int at = 0; at + size <= bytes.length; at += size) {
      if (at % line == 0) {
        text.append(at == 0 ? "" : "\n").append(String.format("%016x:", address + at));
      }
      text.append(' ').append(item(bytes, at));
    }
    return text.append('\n').toString();
  }

  private String item(byte[] bytes, int at) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    // The widths are QEMU's: as many as the largest number needs.
    return switch (format) {
      case 'x' -> String.format("0x%0" + 2 * size + "x", value);
      case 'o' -> padded((value == 0 ? "" : "0") + Long.toOctalString(value), (8 * size + 2) / 3);
      case 'u' -> padded(Long.toUnsignedString(value), (8 * size * 10 + 32) / 33);
      case 'd' -> {
        final int unused = Long.SIZE - 8 * size;
        yield padded(Long.toString(value << unused >> unused), (8 * size * 10 + 32) / 33);
      }
      default -> character((int) value & 0xff);
    };
  }

  private static String padded(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  private static String character(int c) {
    return switch (c) {
      case '\'' -> "'\\''";
      case '\\' -> "'\\\\'";
      case '\n' -> "'\\n'";
      case '\r' -> "'\\r'";
      default -> c >= ' ' && c < 0x7f ? "'" + (char) c + "'" : String.format("'\\x%02x'", c);
    };
  }
}
