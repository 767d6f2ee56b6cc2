package dev.framewalk.guest.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the comment at the head of a guest program says that the program does:
 *
 * <pre>
 * # What it shows.
 * #
 * # Exit: 139 (SIGSEGV)
 * # Output:
 * #   | the lines that it prints, each behind a bar and a space
 * </pre>
 *
 * <p>{@code Output: none} where it prints nothing; {@code Output when SELF is N:} where that hangs
 * on its first argument.
 */
final class Documentation {
  private static final Pattern EXIT = Pattern.compile("# Exit: (\\d+)( \\(SIG[A-Z]+\\))?");
  private static final Pattern OUTPUT =
      Pattern.compile("# Output( when SELF is (?<self>\\d+))?:(?<none> none)?");
  private static final Pattern LINE = Pattern.compile("#   \\| ?(?<text>.*)");
  private static final String ALWAYS = "";

  private final String summary;
  private final int exitStatus;
  private final Map<String, String> outputs;

  private Documentation(String summary, int exitStatus, Map<String, String> outputs) {
    this.summary = summary;
    this.exitStatus = exitStatus;
    this.outputs = outputs;
  }

  /**
   * Reads the comment at the head of {@code source}.
   *
   * @throws IllegalArgumentException if it does not say how the program ends and what it prints
   */
  static Documentation of(Path source) throws IOException {
    List<String> comment =
        Files.readAllLines(source, StandardCharsets.UTF_8).stream()
            .takeWhile(line -> line.startsWith("#"))
            .toList();
    OptionalInt exit = OptionalInt.empty();
    Map<String, String> outputs = new HashMap<>();
    String self = ALWAYS;
    for (String line : comment) {
      Matcher exits = EXIT.matcher(line);
      Matcher output = OUTPUT.matcher(line);
      Matcher printed = LINE.matcher(line);
      if (exits.matches()) {
        exit = OptionalInt.of(Integer.parseInt(exits.group(1)));
      } else if (output.matches()) {
        self = output.group("self") == null ? ALWAYS : output.group("self");
        outputs.put(self, "");
      } else if (printed.matches()) {
        outputs.merge(self, printed.group("text") + "\n", String::concat);
      }
    }
    if (exit.isEmpty() || outputs.isEmpty()) {
      throw new IllegalArgumentException(source + ": its comment lacks 'Exit:' or 'Output:'");
    }
    String summary = comment.isEmpty() ? "" : comment.get(0).replaceFirst("^# ?", "");
    return new Documentation(summary, exit.getAsInt(), outputs);
  }

  /** Returns the comment's first line. */
  String summary() {
    return summary;
  }

  int exitStatus() {
    return exitStatus;
  }

  /**
   * Returns what it prints when run with {@code arguments}.
   *
   * @throws IllegalArgumentException if it does not say so for these
   */
  String output(List<String> arguments) {
    String self = arguments.isEmpty() ? ALWAYS : arguments.get(0);
    String output = outputs.getOrDefault(self, outputs.get(ALWAYS));
    if (output == null) {
      throw new IllegalArgumentException("no output documented: arguments=" + arguments);
    }
    return output;
  }
}
