package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.cli.RunCommand.Outcome;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.strace.CallSignatures;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.machine.ProcessOutcome;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.machine.RunResult.BudgetExhausted;
import dev.framewalk.emulator.machine.RunResult.Deadlocked;
import dev.framewalk.emulator.machine.RunResult.MachineError;
import dev.framewalk.emulator.machine.RunSummary;
import dev.framewalk.emulator.shm.ShmStat;
import java.util.Map;

/**
 * The summary of a run for a person. Every run ends with it, so it is written without streams and
 * lambdas, whose first use takes longer than all the rest of it.
 */
final class SummaryText {
  /** Width of the longest of our own labels. */
  private static final int LABEL_WIDTH = "frames in use".length();

  private final StringBuilder text = new StringBuilder(1024);
  private int width = LABEL_WIDTH;

  private SummaryText() {}

  /** Fault reports, then the facts, a line each. */
  static String of(Outcome outcome) {
    final SummaryText summary = new SummaryText();
    final RunSummary facts = outcome.result().summary();
    for (final ProcessOutcome process : facts.processes()) {
      if (process.fault().isPresent()) {
        summary.text.append(Printable.lines(process.fault().get().text()));
      }
    }
    summary.headline(outcome);
    for (final ProcessOutcome process : facts.processes()) {
      summary.width = Math.max(summary.width, label(process).length());
    }
    for (final ProcessOutcome process : facts.processes()) {
      summary.line(label(process), end(process));
    }
    if (facts.outputLimitReached()) {
      summary.line(
          "output limit",
          MemorySize.inUnits(outcome.options().machine().outputBytes())
              + " reached, more was refused with ENOSPC; give more (--output-limit)");
    }
    summary.facts(facts);
    if (outcome.translationsChecked().isPresent()) {
      summary.line(
          "coherence", outcome.translationsChecked().get() + " translations compared, all equal");
    }
    return summary.text.toString();
  }

  private void headline(Outcome outcome) {
    text.append("-- framewalk: ").append(headline(outcome.result(), outcome)).append('\n');
  }

  private static String headline(RunResult result, Outcome outcome) {
    if (result instanceof MachineError error) {
      return "machine error: " + error.message();
    }
    if (result instanceof BudgetExhausted exhausted) {
      return exhausted(exhausted, outcome) + "; give more (--budget)";
    }
    if (result instanceof Deadlocked deadlocked) {
      return "deadlock: every process waits, and nothing can wake one: "
          + String.join("; ", deadlocked.waits());
    }
    int count = 0;
    int failed = 0;
    for (final ProcessOutcome process : result.summary().processes()) {
      count += process.loaded() ? 1 : 0;
      failed += process.loaded() && !process.good() ? 1 : 0;
    }
    if (failed == 0) {
      return count == 1
          ? "the program exited with status 0"
          : (count == 2 ? "both" : "all " + count) + " programs exited with status 0";
    }
    return count == 1 ? "the program failed" : failed + " of " + count + " programs failed";
  }

  private static String exhausted(BudgetExhausted exhausted, Outcome outcome) {
    return switch (exhausted.kind()) {
      case WALL_TIME -> {
        final long milliseconds = outcome.options().budget().wallTime().orElseThrow().toMillis();
        yield "budget of "
            + (milliseconds % 1000 == 0 ? milliseconds / 1000 + " s" : milliseconds + " ms")
            + " of wall time used up";
      }
      case INSTRUCTIONS -> {
        final long count = outcome.options().budget().instructions().orElseThrow();
        yield "budget of " + count + " guest instruction" + (count == 1 ? "" : "s") + " used up";
      }
    };
  }

  private static String label(ProcessOutcome process) {
    return Printable.of(process.name()) + " (pid " + process.pid() + ")";
  }

  private static String end(ProcessOutcome process) {
    if (process.end().isEmpty()) {
      return "still there when the run ended";
    }
    final ProcessEnd end = process.end().get();
    return end instanceof ProcessEnd.Killed killed
        ? "killed by " + killed.signal() + " (status " + end.exitStatus() + ")"
        : "exit status " + end.exitStatus();
  }

  private void facts(RunSummary facts) {
    if (facts.objects().isEmpty()) {
      line("objects left", "none");
    }
    for (final ShmStat object : facts.objects()) {
      line("object left", object(object));
    }
    final long others = facts.framesInUse() - facts.kernelFrames();
    line(
        "frames in use",
        facts.framesInUse()
            + (others == 0
                ? ", all of them the kernel's"
                : ", of them the kernel's " + facts.kernelFrames()));
    line("pages mapped", Long.toString(facts.pagesMapped()));
    line("system calls", Long.toString(facts.syscalls()));
    line("page faults", Long.toString(facts.faults()));
    line("switches", Long.toString(facts.switches()));
    for (final Map.Entry<Long, Long> call : facts.unknownCalls().entrySet()) {
      line(
          "unknown call",
          CallSignatures.name(call.getKey())
              + ", number "
              + call.getKey()
              + ", made "
              + call.getValue()
              + (call.getValue() == 1 ? " time" : " times")
              + ", refused with ENOSYS");
    }
    line("schedule hash", hash(facts));
  }

  private static String object(ShmStat object) {
    return object.name().map(name -> Printable.of(name.toString())).orElse("anonymous")
        + ", id "
        + object.id()
        + ", "
        + object.size()
        + " bytes in "
        + object.frames()
        + (object.frames() == 1 ? " frame" : " frames")
        + ", made by pid "
        + object.owner().pid()
        + ", references "
        + object.references()
        + (object.linked() || object.name().isEmpty() ? "" : ", unlinked");
  }

  /** The hash as both kinds of summary write it. */
  static String hash(RunSummary facts) {
    final String digits = Long.toHexString(facts.scheduleHash());
    return "0x" + "0".repeat(16 - digits.length()) + digits;
  }

  private void line(String label, String value) {
    text.append("   ").append(label);
    for (int i = label.length(); i < width; i++) {
      text.append(' ');
    }
    text.append("  ").append(value).append('\n');
  }
}
