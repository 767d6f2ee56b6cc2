package dev.framewalk.guest.junit;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.harness.EndText;
import dev.framewalk.emulator.harness.FaultFacts;
import dev.framewalk.emulator.machine.FaultReport;
import dev.framewalk.emulator.machine.MarkedLine;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.firmware.SourceLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where a run stands, in a few lines: what a person needs who reads why a test failed. */
final class StateText {
  /** Lines of a fault's explanation that say the matter; the report has the rest. */
  private static final List<String> TOLD =
      List.of("cause", "mapping", "kernel", "writer", "to succeed");

  private static final int MOST_PRINTED = 400;

  private StateText() {}

  /** How a run ended, and where each process is. */
  static String of(GuestRun run, RunResult result) {
    final StringBuilder text = new StringBuilder();
    if (result instanceof RunResult.BudgetExhausted exhausted) {
      if (exhausted.kind() == RunResult.BudgetExhausted.Kind.INSTRUCTIONS) {
        text.append("the budget of ")
            .append(String.format("%,d", run.trial().budget().instructions().orElse(0)))
            .append(" guest instructions is used up; a larger one: @GuestMachine(budget = \"…\")");
      } else {
        text.append("the run took more than ")
            .append(run.trial().budget().wallTime().map(Duration::toMinutes).orElse(0L))
            .append(" minutes of this host's time: it is too slow, or busy; run the test again");
      }
    } else {
      text.append(EndText.of(result));
    }
    return text.append(processes(run)).toString();
  }

  /** A line for each process. */
  static String processes(GuestRun run) {
    final StringBuilder text = new StringBuilder();
    for (final GuestProcess process : run.processes()) {
      text.append("\n  ").append(Printable.of(process.toString())).append(' ').append(of(process));
    }
    return text.toString();
  }

  /** What became of a process, in a clause; where it is, if it has not ended. */
  static String of(GuestProcess process) {
    if (process.tested().end().isPresent()) {
      return EndText.of(process.tested());
    }
    final long rip = process.register(Register.RIP);
    return "has not ended; it is at "
        + process
            .tested()
            .program()
            .image()
            .symbolAt(rip)
            .map(Printable::of)
            .orElse("0x" + Long.toHexString(rip))
        + process.tested().lineAt(rip).map(line -> ", " + Printable.of(line.toString())).orElse("");
  }

  /**
   * What is known of one process behind the sentence that it is not as expected: the line of its
   * source, why the access was refused, what it said on standard error, and the others.
   */
  static String details(GuestProcess process) {
    final StringBuilder text = new StringBuilder(fault(process));
    if (!process.errors().isEmpty()) {
      text.append("\n  standard error: ").append(shortened(process.errors()));
    }
    for (final GuestProcess other : process.run().processes()) {
      if (other != process) {
        text.append("\n  ").append(Printable.of(other.toString())).append(' ').append(of(other));
      }
    }
    if (process.run().processes().size() > 1) {
      text.append("\n  under seed ").append(process.run().trial().config().seed());
    }
    return text.toString();
  }

  /** The line of the source that faulted, and why; empty if nothing did. */
  static String fault(GuestProcess process) {
    final StringBuilder text = new StringBuilder();
    process
        .tested()
        .faultFacts()
        .flatMap(FaultFacts::line)
        .flatMap(line -> sourceText(process, line))
        .ifPresent(line -> text.append("\n    ").append(line));
    process.tested().fault().ifPresent(report -> why(text, report));
    return text.toString();
  }

  private static void why(StringBuilder text, FaultReport report) {
    boolean first = true;
    for (final MarkedLine line : report.why()) {
      final String shown = Printable.of(line.text()).stripTrailing();
      if (first || TOLD.stream().anyMatch(each -> shown.strip().startsWith(each + " "))) {
        text.append("\n  ").append(shown);
      }
      first = false;
    }
  }

  /** {@code ring.S:41 mov qword ptr [rax], 1}. */
  private static Optional<String> sourceText(GuestProcess process, SourceLine line) {
    final Optional<Path> source =
        process
            .run()
            .source(process)
            .filter(each -> line.file().equals(String.valueOf(each.getFileName())));
    if (source.isEmpty()) {
      return Optional.empty();
    }
    try {
      final List<String> lines =
          new String(Files.readAllBytes(source.get()), StandardCharsets.UTF_8).lines().toList();
      return line.line() <= lines.size()
          ? Optional.of(line + "  " + Printable.of(lines.get(line.line() - 1).strip()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // the file has gone since; the message does without its text
    }
  }

  /** What a process printed, so that it can be looked at. */
  static String shortened(String printed) {
    final String shown =
        printed.length() > MOST_PRINTED ? printed.substring(0, MOST_PRINTED) : printed;
    final StringBuilder text = new StringBuilder("\"");
    shown
        .codePoints()
        .forEach(
            c -> {
              if (c == '\n') {
                text.append("\\n");
              } else {
                text.append(Printable.of(Character.toString(c)));
              }
            });
    text.append('"');
    return printed.length() > MOST_PRINTED
        ? text + " and " + (printed.length() - MOST_PRINTED) + " more characters"
        : text.toString();
  }
}
