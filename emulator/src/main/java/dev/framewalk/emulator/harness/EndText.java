package dev.framewalk.emulator.harness;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.machine.RunResult;
import java.util.Locale;
import java.util.Optional;

/** What became of processes and runs, in one line for a person. */
public final class EndText {
  private EndText() {}

  /** How a process ended, as a clause: {@code exited with status 3}. */
  public static String of(TestedProcess process) {
    final Optional<FaultFacts> facts = process.faultFacts();
    if (facts.isPresent()) {
      return of(facts.get());
    }
    return process
        .end()
        .map(
            end ->
                end instanceof ProcessEnd.Killed killed
                    ? "was killed by " + killed.signal()
                    : "exited with status " + end.exitStatus())
        .orElse("has not ended");
  }

  /** A fault: {@code SIGSEGV: write to 0x7f00 (read-only) at store+0x3, ring.S:41}. */
  public static String of(FaultFacts fault) {
    final StringBuilder text = new StringBuilder();
    text.append("died of ").append(fault.signal()).append(": ");
    if (fault.access().isPresent()) {
      text.append(fault.access().get().name().toLowerCase(Locale.ROOT))
          .append(" of 0x")
          .append(Long.toHexString(fault.address().orElse(0)))
          .append(" (")
          .append(fault.reason().word())
          .append(": ")
          .append(fault.reason().text())
          .append(')');
    } else {
      text.append(fault.reason().text());
    }
    text.append(" at ");
    text.append(
        fault.symbol().isEmpty()
            ? "0x" + Long.toHexString(fault.instruction())
            : Printable.of(fault.symbol()));
    fault.line().ifPresent(line -> text.append(", ").append(Printable.of(line.toString())));
    return text.toString();
  }

  /** How a run ended, as a clause. */
  public static String of(RunResult result) {
    if (result instanceof RunResult.MachineError error) {
      return "the machine could not go on: " + Printable.of(error.message());
    }
    if (result instanceof RunResult.BudgetExhausted exhausted) {
      return exhausted.kind() == RunResult.BudgetExhausted.Kind.INSTRUCTIONS
          ? "the budget of guest instructions was used up"
          : "the time of the host's that a run may take was used up";
    }
    if (result instanceof RunResult.Deadlocked deadlocked) {
      return "deadlock: " + Printable.of(String.join("; ", deadlocked.waits()));
    }
    return "every process ended";
  }
}
