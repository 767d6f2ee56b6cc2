package dev.framewalk.emulator.debug.gdb;

import java.nio.charset.StandardCharsets;

/**
 * How a packet lies on the line (Debugging with GDB, E.1 "Overview").
 *
 * <pre>
 *   $ payload # checksum      the checksum: two digits, the sum of the payload's bytes modulo 256
 *   } c                       in a payload: the byte c ^ 0x20, which would mean something else
 *   c * n                     in a reply: c, and n - 29 times more
 * </pre>
 *
 * Payloads are strings of one char a byte.
 */
final class Framing {
  static final char START = '$';
  static final char END = '#';
  static final char ESCAPE = '}';
  static final char RUN = '*';
  static final int ESCAPED = 0x20;

  private static final int RUN_BIAS = 29;
  private static final int LEAST_RUN = 3;
  private static final int MOST_RUN = 126 - RUN_BIAS;

  private Framing() {}

  /** A packet of a reply in printable characters, in which none but runs need a mark. */
  static byte[] text(String payload) {
    return frame(withRuns(payload));
  }

  /** A packet of a reply of any bytes. */
  static byte[] binary(String payload) {
    final StringBuilder escaped = new StringBuilder(payload.length() + 16);
    for (int i = 0; i < payload.length(); i++) {
      final char c = payload.charAt(i);
      if (c == START || c == END || c == ESCAPE || c == RUN) {
        escaped.append(ESCAPE).append((char) (c ^ ESCAPED));
      } else {
        escaped.append(c);
      }
    }
    return frame(escaped);
  }

  private static byte[] frame(CharSequence body) {
    int sum = 0;
    for (int i = 0; i < body.length(); i++) {
      sum += body.charAt(i);
    }
    final String framed = START + body.toString() + END + String.format("%02x", sum & 0xff);
    return framed.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** {@code payload} with runs of a character written short. */
  static CharSequence withRuns(String payload) {
    final StringBuilder text = new StringBuilder(payload.length());
    int at = 0;
    while (at < payload.length()) {
      final char c = payload.charAt(at);
      int more = 0;
      while (at + 1 + more < payload.length()
          && more < MOST_RUN
          && payload.charAt(at + 1 + more) == c) {
        more++;
      }
      while (more >= LEAST_RUN && isMark((char) (more + RUN_BIAS))) {
        more--;
      }
      text.append(c);
      if (more >= LEAST_RUN) {
        text.append(RUN).append((char) (more + RUN_BIAS));
        at += 1 + more;
      } else {
        at++;
      }
    }
    return text;
  }

  private static boolean isMark(char c) {
    return c == START || c == END || c == '+' || c == '-';
  }
}
