package dev.framewalk.emulator.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.debug.prompt.Prompt;
import java.util.Optional;

/** Carries out the lines of a debugger's user, and prints what comes of each. */
final class CommandPrinter {
  static final String PROMPT = "(framewalk) ";

  /** The forms that answers are printed in. */
  enum Form {
    TEXT,
    /** One JSON object a command, a line each. */
    JSON
  }

  private final Prompt prompt;
  private final StandardStreams streams;
  private final Style style;
  private final Form form;
  private boolean failed;
  private boolean found;

  CommandPrinter(Prompt prompt, StandardStreams streams, Style style, Form form) {
    this.prompt = prompt;
    this.streams = streams;
    this.style = style;
    this.form = form;
  }

  /** Prints how the session stands. */
  void printStop() {
    if (form == Form.TEXT) {
      prompt.notice().ifPresent(notice -> streams.tell("framewalk: " + notice + "\n"));
      print(prompt.stop());
    }
  }

  private void print(Shown shown) {
    streams.print(form == Form.JSON ? shown.json() + "\n" : shown.text(style));
  }

  /** Carries out {@code line}; says whether it went well. */
  boolean execute(String line) {
    try {
      final Optional<Shown> shown = prompt.execute(line);
      if (shown.isPresent()) {
        print(shown.get());
        found |= !shown.get().good();
      }
      return true;
    } catch (InspectionFailure e) {
      failed = true;
      final String message = String.valueOf(e.getMessage());
      if (form == Form.JSON) {
        streams.print(
            JsonNodeFactory.instance
                    .objectNode()
                    .put("schema", "framewalk.error/1")
                    .put("command", line)
                    .put("message", message)
                + "\n");
      } else {
        streams.tell(style.bad("framewalk:") + " " + message + "\n");
      }
      return false;
    }
  }

  /**
   * Carries out the commands of a script, each shown as if somebody had typed it, to the first that
   * fails or, with {@code keepGoing}, to the last.
   */
  void script(Iterable<String> lines, boolean keepGoing) {
    for (final String line : lines) {
      if (line.isBlank()) {
        continue;
      }
      if (form == Form.TEXT) {
        streams.print(PROMPT + line.strip() + "\n");
      }
      if ((!execute(line) && !keepGoing) || prompt.over()) {
        return;
      }
    }
  }

  /** What the commands of a script came to. */
  ExitCode outcome() {
    return failed ? ExitCode.USAGE : found ? ExitCode.GUEST_FAILED : ExitCode.GOOD;
  }
}
