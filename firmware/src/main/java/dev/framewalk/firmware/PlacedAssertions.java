package dev.framewalk.firmware;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells the assertions of a source where they are, because GNU as has no word for that: in front of
 * each stands {@code .set .Lfw_line, 41;} then. Lines stay where they are, and a line marker keeps
 * the name of the source in messages and debug information.
 */
final class PlacedAssertions {
  private static final Pattern INCLUSION =
      Pattern.compile("^[ \\t]*\\.include[ \\t]+\"", Pattern.MULTILINE);

  /** A statement that is an assertion or holds one; what may stand before it is group 1. */
  private static final Pattern ASSERTION =
      Pattern.compile(
          "((?:^|;)[ \\t]*+(?:[\\w.$]++:[ \\t]*+)*+)"
              + "((?:assert_(?:eq|ne|below|ok|errno)|fail|shm_create|shm_join|fork_child|wait_child)(?![\\w.$:]))");

  private PlacedAssertions() {}

  /**
   * The source with its assertions told their lines.
   *
   * @param file its name
   * @param text its bytes, a character each
   * @return empty if there is nothing to tell
   */
  static Optional<String> in(String file, String text) {
    if (!INCLUSION.matcher(text).find()) {
      return Optional.empty();
    }
    StringBuilder placed = new StringBuilder(text.length() + 256);
    String name = literal(file);
    placed.append("# 1 ").append(name).append('\n');
    placed.append(".pushsection .rodata.str1.1, \"aMS\", @progbits, 1; .Lfw_file: .asciz ");
    placed.append(name).append("; .popsection; .set .Lfw_line, 0\n");
    placed.append("# 1 ").append(name).append('\n');
    boolean any = false;
    int line = 0;
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end + 1;
      line++;
      any |= place(text.substring(start, end), line, placed);
      start = end;
    }
    return any ? Optional.of(placed.toString()) : Optional.empty();
  }

  private static boolean place(String line, int number, StringBuilder placed) {
    Matcher assertion = ASSERTION.matcher(line);
    int quote = line.indexOf('"');
    int copied = 0;
    boolean any = false;
    while (assertion.find() && (quote < 0 || assertion.start(2) < quote)) {
      placed.append(line, copied, assertion.start(2));
      placed.append(".set .Lfw_line, ").append(number).append("; ");
      copied = assertion.start(2);
      any = true;
    }
    placed.append(line, copied, line.length());
    return any;
  }

  /** A string of GNU as; the name's bytes are a character each, as the text's. */
  private static String literal(String file) {
    StringBuilder literal = new StringBuilder("\"");
    for (byte each : file.getBytes(StandardCharsets.UTF_8)) {
      int c = Byte.toUnsignedInt(each);
      if (c == '"' || c == '\\') {
        literal.append('\\').append((char) c);
      } else if (c < ' ') {
        literal.append(String.format("\\%03o", c));
      } else {
        literal.append((char) c);
      }
    }
    return literal.append('"').toString();
  }
}
