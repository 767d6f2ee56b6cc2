package dev.framewalk.guest.junit;

import dev.framewalk.emulator.harness.HarnessException;
import dev.framewalk.emulator.harness.LiveTrial;
import dev.framewalk.emulator.harness.NativeHost;
import dev.framewalk.emulator.harness.NativeTrial;
import dev.framewalk.emulator.harness.TestedProcess;
import dev.framewalk.emulator.machine.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs a test's programs on the host's Linux, and holds the machine's run against that. */
record NativeComparison(LiveTrial live) {
  /** What is different, a line each; empty if nothing is. */
  Optional<String> difference() {
    final RunResult result = live.runToEnd();
    if (!(result instanceof RunResult.Finished)) {
      return Optional.of(
          "Linux cannot be compared with a run that does not finish; take linux = SAME away, or"
              + " mend the programs");
    }
    final NativeTrial.Outcome linux;
    try {
      linux = NativeTrial.run(live.trial());
    } catch (HarnessException e) {
      return Optional.of("the comparison with Linux (linux = SAME) failed: " + e.getMessage());
    }
    final List<String> lines = new ArrayList<>();
    for (int i = 0; i < live.processes().size(); i++) {
      final TestedProcess here = live.processes().get(i);
      final NativeHost.End there = linux.ends().get(i);
      final int status = here.end().orElseThrow().exitStatus();
      if (status != there.exitStatus()) {
        lines.add(
            "  "
                + here
                + ": exit status "
                + there.exitStatus()
                + " on Linux, "
                + status
                + " in the machine");
      }
      output(lines, here + ", standard output", there.output(), here.output());
      output(lines, here + ", standard error", there.errors(), here.errors());
    }
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the programs do not do on Linux what they do in the machine:\n"
                + String.join("\n", lines));
  }

  private static void output(List<String> lines, String what, String linux, String machine) {
    if (!linux.equals(machine)) {
      lines.add(
          "  "
              + what
              + ": "
              + StateText.shortened(linux)
              + " on Linux, "
              + StateText.shortened(machine)
              + " in the machine");
    }
  }
}
