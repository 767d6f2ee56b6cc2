package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.harness.HarnessException;
import dev.framewalk.emulator.harness.LiveTrial;
import dev.framewalk.emulator.harness.NativeHost;
import dev.framewalk.emulator.harness.NativeTrial;
import dev.framewalk.emulator.harness.TestedProcess;
import dev.framewalk.emulator.harness.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Holds a run on the host's Linux against the same in the machine. */
final class NativeCheck {
  /**
   * The names of objects are the host's: one at a time, and a thread here waits without polling.
   */
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock(true);

  private NativeCheck() {}

  static Verdict verdictOn(TestFile test, Trial trial) {
    final NativeTrial.Outcome outcome;
    try (LiveTrial live = LiveTrial.start(trial)) {
      final Object unused = live.runToEnd();
      ONE_AT_A_TIME.lock();
      try {
        outcome = NativeTrial.run(trial);
      } finally {
        ONE_AT_A_TIME.unlock();
      }
      return verdict(test, live, outcome);
    } catch (HarnessException e) {
      return Verdict.error(ErrorKind.of(e.kind()), String.valueOf(e.getMessage()));
    }
  }

  private static Verdict verdict(TestFile test, LiveTrial live, NativeTrial.Outcome outcome) {
    final List<String> wrong = new ArrayList<>();
    final String at = test.file() + ":" + test.sameNatively().orElseThrow().line() + ": ";
    for (int i = 0; i < live.processes().size(); i++) {
      final TestedProcess here = live.processes().get(i);
      final NativeHost.End there = outcome.ends().get(i);
      final int status = here.end().orElseThrow().exitStatus();
      if (status != there.exitStatus()) {
        wrong.add(
            at
                + here.name()
                + " ends with status "
                + there.exitStatus()
                + " on the host, and "
                + status
                + " in the machine");
      }
      compare(at, here.name(), "standard output", there.output(), here.output(), wrong);
      compare(at, here.name(), "standard error", there.errors(), here.errors(), wrong);
    }
    return wrong.isEmpty() ? Verdict.PASSED : Verdict.of(Outcome.FAILED, String.join("\n", wrong));
  }

  private static void compare(
      String at, String name, String stream, String there, String here, List<String> wrong) {
    if (!there.equals(here)) {
      wrong.add(
          at
              + stream
              + " of "
              + name
              + " differs (- on the host, + in the machine):\n"
              + TextDiff.of(TextDiff.lines(there), TextDiff.lines(here)));
    }
  }
}
