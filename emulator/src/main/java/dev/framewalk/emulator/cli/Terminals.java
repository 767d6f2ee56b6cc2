package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.debug.inspection.Style;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whether our standard streams are a terminal, and what that means for colours. */
final class Terminals {
  static final String COLOR = "--color";

  private Terminals() {}

  /** Whether both our input and our output are one. */
  static boolean isInteractive(StandardStreams streams) {
    return streams.in() instanceof FileInputStream && isTerminal(0) && printsToOne(streams);
  }

  private static boolean printsToOne(StandardStreams streams) {
    return streams.out() instanceof FileOutputStream && isTerminal(1);
  }

  /** Whether what we tell of a run goes to one. */
  static boolean tellsOne(StandardStreams streams) {
    return streams.err() instanceof FileOutputStream && isTerminal(2);
  }

  /** Linux shows each descriptor as a link to what is behind it (proc(5)). */
  private static boolean isTerminal(int descriptor) {
    try {
      final String file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return file.startsWith("/dev/pts/")
          || file.startsWith("/dev/tty")
          || file.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  static void addColor(Syntax syntax) {
    syntax.value(
        COLOR,
        "WHEN",
        "Colours: auto (on a terminal, unless NO_COLOR is set), always or never. Default: auto.");
  }

  /**
   * What {@code --color} and the environment say.
   *
   * @throws CommandFailure if the option has another value
   */
  static Style style(ParsedLine line, StandardStreams streams, Map<String, String> environment)
      throws CommandFailure {
    final String when = line.has(COLOR) ? line.value(COLOR) : "auto";
    return switch (when) {
      case "always" -> Style.COLOURED;
      case "never" -> Style.PLAIN;
      case "auto" ->
          environment.getOrDefault("NO_COLOR", "").isEmpty() && printsToOne(streams)
              ? Style.COLOURED
              : Style.PLAIN;
      default ->
          throw CommandFailure.usage(
              COLOR + " " + when + ": no such choice; give auto, always or never");
    };
  }
}
