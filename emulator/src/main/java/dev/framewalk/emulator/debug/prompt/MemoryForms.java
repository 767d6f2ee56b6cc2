package dev.framewalk.emulator.debug.prompt;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes of memory as gdb's {@code x} shows them.
 *
 * @param count how many units
 * @param letter {@code x d u o t c s}: how each is written
 * @param unit bytes of each: 1, 2, 4 or 8
 */
record MemoryForms(int count, char letter, int unit) {
  private static final int MOST_BYTES = 1 << 16;
  private static final int LINE_BYTES = 16;
  private static final Pattern FORM = Pattern.compile("/([0-9]{0,5})([a-z]{0,2})");

  /**
   * The form that {@code word} asks for: {@code /4xg}.
   *
   * @throws InspectionFailure if it is none
   */
  static MemoryForms of(String word) throws InspectionFailure {
    final Matcher form = FORM.matcher(word);
    int count = 0;
    char letter = 'x';
    int unit = 8;
    boolean good = form.matches();
    if (good) {
      count = form.group(1).isEmpty() ? 1 : Integer.parseInt(form.group(1));
      for (final char c : form.group(2).toCharArray()) {
        switch (c) {
          case 'b' -> unit = 1;
          case 'h' -> unit = 2;
          case 'w' -> unit = 4;
          case 'g' -> unit = 8;
          case 'x', 'd', 'u', 'o', 't' -> letter = c;
          case 'c', 's' -> {
            letter = c;
            unit = 1;
          }
          default -> good = false;
        }
      }
    }
    if (!good || count < 1 || count * unit > MOST_BYTES) {
      throw new InspectionFailure(
          "no format: "
              + Printable.of(word)
              + "; give /[COUNT][x|d|u|o|t|c|s][b|h|w|g], as /4xg, of at most 65536 bytes");
    }
    return new MemoryForms(count, letter, unit);
  }

  int bytes() {
    return letter == 's' ? MOST_BYTES >> 4 : count * unit;
  }

  /**
   * What is shown of {@code bytes}, which are fewer where memory ends.
   *
   * @param names the name of an address, if it has one
   */
  Shown show(String schema, long address, byte[] bytes, LongFunction<Optional<String>> names)
      throws InspectionFailure {
    if (bytes.length < unit) {
      throw new InspectionFailure("no memory at 0x" + Long.toHexString(address));
    }
    final ObjectNode json =
        Answer.schema(schema).put("address", Answer.hex(address)).put("unit", unit);
    final ArrayNode values = json.putArray("values");
    final StringBuilder text = new StringBuilder();
    if (letter == 's') {
      final String string = string(bytes);
      values.add(string);
      head(text, address, names).append(" \"").append(Printable.of(string)).append("\"\n");
      return Answer.of(text.toString(), json);
    }
    final int whole = Math.min(count, bytes.length / unit);
    for (int i = 0; i < whole; i++) {
      if (i * unit % LINE_BYTES == 0) {
        if (i > 0) {
          text.append('\n');
        }
        head(text, address + (long) i * unit, names);
      }
      final String value = value(bytes, i * unit);
      text.append(' ').append(value);
      values.add(value);
    }
    text.append('\n');
    if (whole < count) {
      text.append("no memory from 0x")
          .append(Long.toHexString(address + (long) whole * unit))
          .append(" on\n");
      json.put("endsAt", Answer.hex(address + (long) whole * unit));
    }
    return Answer.of(text.toString(), json);
  }

  @CanIgnoreReturnValue
  private static StringBuilder head(
      StringBuilder text, long address, LongFunction<Optional<String>> names) {
    text.append("0x").append(Long.toHexString(address));
    names.apply(address).ifPresent(name -> text.append(" <").append(name).append('>'));
    return text.append(':');
  }

  private String string(byte[] bytes) {
    final StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length && bytes[i] != 0; i++) {
      text.append((char) (bytes[i] & 0xff));
    }
    return text.toString();
  }

  private String value(byte[] bytes, int at) {
    long value = 0;
    for (int i = unit - 1; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return switch (letter) {
      case 'd' -> Long.toString(value << 64 - 8 * unit >> 64 - 8 * unit);
      case 'u' -> Long.toUnsignedString(value);
      case 'o' -> "0" + Long.toOctalString(value);
      case 't' -> padded(Long.toBinaryString(value), 8 * unit);
      case 'c' -> "'" + Printable.of(Character.toString((char) value)) + "'";
      default -> "0x" + padded(Long.toHexString(value), 2 * unit);
    };
  }

  private static String padded(String digits, int width) {
    return "0".repeat(Math.max(0, width - digits.length())) + digits;
  }
}
