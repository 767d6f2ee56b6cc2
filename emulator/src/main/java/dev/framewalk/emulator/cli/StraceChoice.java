package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.debug.strace.CallFilter;
import dev.framewalk.emulator.debug.strace.StraceOptions;
import dev.framewalk.emulator.debug.strace.StraceOptions.Form;
import java.util.Optional;

/**
 * What the command line says of {@code --strace} and its like.
 *
 * @param options empty if calls are not told of
 * @param summary whether counts come at the end
 * @param output the file that it goes to; empty for standard error
 */
record StraceChoice(Optional<StraceOptions> options, boolean summary, Optional<String> output) {
  private static final int MOST_BYTES = 1 << 20;

  /** Adds the options to the syntax of a command. */
  static void addTo(Syntax syntax) {
    syntax.flagOrValue(
        "--strace",
        "json",
        "Tell standard error of each system call and signal, as strace does; with =json an object"
            + " a line.");
    syntax.value("--strace-output", "FILE", "Write that to a file instead.");
    syntax.value(
        "--strace-calls",
        "LIST",
        "Only these calls: names, and classes such as %file, %desc, %memory, %process, %signal,"
            + " %ipc, with commas between them; all others behind a !. Default: all.");
    syntax.value("--strace-strings", "N", "Bytes of a string that are shown. Default: 32.");
    syntax.flag(
        "--strace-summary", "Count the calls, and their errors, and print that at the end.");
  }

  /**
   * @throws CommandFailure if a value is wrong
   */
  static StraceChoice of(ParsedLine line) throws CommandFailure {
    final boolean summary = line.has("--strace-summary");
    if (!line.has("--strace") && !summary) {
      for (final String option :
          new String[] {"--strace-output", "--strace-calls", "--strace-strings"}) {
        if (line.has(option)) {
          throw CommandFailure.usage(option + " says nothing without --strace; give that, too");
        }
      }
      return new StraceChoice(Optional.empty(), false, Optional.empty());
    }
    CallFilter filter = CallFilter.ALL;
    if (line.has("--strace-calls")) {
      try {
        filter = CallFilter.parse(line.value("--strace-calls"));
      } catch (IllegalArgumentException e) {
        throw CommandFailure.usage("--strace-calls: " + e.getMessage());
      }
    }
    return new StraceChoice(
        Optional.of(new StraceOptions(form(line), filter, strings(line))),
        summary,
        line.has("--strace-output")
            ? Optional.of(line.value("--strace-output"))
            : Optional.empty());
  }

  private static Form form(ParsedLine line) throws CommandFailure {
    if (!line.has("--strace")) {
      return Form.NONE;
    }
    final String value = line.optionalValue("--strace").orElse("");
    return switch (value) {
      case "" -> Form.TEXT;
      case "json" -> Form.JSON;
      default -> throw CommandFailure.usage("--strace=" + value + ": no such form; give =json");
    };
  }

  private static int strings(ParsedLine line) throws CommandFailure {
    if (!line.has("--strace-strings")) {
      return StraceOptions.defaults().stringLimit();
    }
    final String value = line.value("--strace-strings");
    int bytes = -1;
    try {
      bytes = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      // What is no number is refused as -1 is.
    }
    if (bytes < 0 || bytes > MOST_BYTES) {
      throw CommandFailure.usage(
          "--strace-strings " + value + ": not a number of bytes; give 0 to " + MOST_BYTES);
    }
    return bytes;
  }
}
