package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.session.Breakpoint;
import dev.framewalk.emulator.debug.session.Goal;
import dev.framewalk.emulator.debug.session.Stop;
import dev.framewalk.emulator.harness.EndText;
import dev.framewalk.emulator.harness.Leftovers;
import dev.framewalk.emulator.harness.LiveTrial;
import dev.framewalk.emulator.harness.TestedProcess;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.machine.RunResult.BudgetExhausted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes one run of a test and holds it against what the test says. */
final class RunCheck {
  /** Who forks without end has more processes than anybody reads. */
  private static final int MOST_NAMES = 8;

  private final TestFile test;
  private final LiveTrial live;
  private final List<String> wrong = new ArrayList<>();

  /** Mappings that are still to be looked at, by the breakpoint they wait for. */
  private final Map<Integer, Waiting> waiting = new LinkedHashMap<>();

  private record Waiting(TestedProcess process, String symbol, List<Stated<ExpectedMapping>> all) {}

  RunCheck(TestFile test, LiveTrial live) {
    this.test = test;
    this.live = live;
  }

  /** Runs the trial, which has not been started, and judges it. */
  Verdict verdict() {
    final RunResult result = run();
    if (result instanceof RunResult.MachineError) {
      return Verdict.error(ErrorKind.MACHINE, EndText.of(result));
    }
    if (result instanceof RunResult.Deadlocked) {
      // Who waits for ever never comes to his end: what is mapped now is mapped then.
      live.processes().stream()
          .filter(each -> each.end().isEmpty())
          .forEach(each -> lookAtEnd(each.pid()));
    }
    for (final TestedProcess process : live.processes()) {
      check(process, result);
    }
    for (final Waiting never : waiting.values()) {
      wrong.add(
          at(never.all.get(0).place())
              + never.process.name()
              + " never came to "
              + Printable.of(never.symbol)
              + ", where its mappings are to be looked at");
    }
    if (result instanceof BudgetExhausted exhausted) {
      return exhausted(exhausted);
    }
    checkEnding(result);
    final Leftovers left = live.finish();
    if (!left.sound()) {
      return unsound(left);
    }
    checkObjects(left);
    return wrong.isEmpty() ? Verdict.PASSED : Verdict.of(Outcome.FAILED, String.join("\n", wrong));
  }

  private Verdict exhausted(BudgetExhausted exhausted) {
    if (exhausted.kind() == BudgetExhausted.Kind.WALL_TIME) {
      return Verdict.error(
          ErrorKind.HOST,
          EndText.of(exhausted) + "; run it on a host that does less beside, or with less BUDGET");
    }
    final Leftovers left = live.finish();
    if (!left.sound()) {
      return unsound(left);
    }
    final String text =
        "the budget of "
            + test.instructions()
            + " guest instructions was used up; still running: "
            + few(left.living());
    // What went wrong before is the verdict, and mostly why the others never ended.
    return wrong.isEmpty()
        ? Verdict.of(Outcome.NO_VERDICT, "no verdict: " + text + SuiteRunner.MORE_BUDGET)
        : Verdict.of(Outcome.FAILED, String.join("\n", wrong) + "\nthen " + text);
  }

  private static String few(List<String> names) {
    final int shown = Math.min(names.size(), MOST_NAMES);
    return Printable.of(String.join(", ", names.subList(0, shown)))
        + (shown == names.size() ? "" : " and " + (names.size() - shown) + " more");
  }

  /** What is said of a machine that did not get everything back: a bug of ours, not a guest's. */
  static Verdict unsound(Leftovers left) {
    return Verdict.error(
        ErrorKind.MACHINE,
        left.auditFailure()
            .orElse("the machine kept " + left.leakedFrames() + " frames that nobody uses"));
  }

  private RunResult run() {
    boolean atEnds = false;
    for (final TestedProcess process : live.processes()) {
      final Map<String, List<Stated<ExpectedMapping>>> bySymbol = new LinkedHashMap<>();
      for (final Stated<ExpectedMapping> mapping : expected(process).mappings()) {
        final Optional<String> at = mapping.value().at();
        atEnds |= at.isEmpty();
        if (at.isPresent()) {
          bySymbol.computeIfAbsent(at.get(), symbol -> new ArrayList<>()).add(mapping);
        }
      }
      for (final Map.Entry<String, List<Stated<ExpectedMapping>>> each : bySymbol.entrySet()) {
        waitFor(new Waiting(process, each.getKey(), each.getValue()));
      }
    }
    if (!atEnds && waiting.isEmpty()) {
      return live.runToEnd();
    }
    final Goal goal = atEnds ? Goal.at(Goal.Event.PROCESS_END) : Goal.END;
    while (true) {
      final Stop stop = live.resume(goal);
      if (stop instanceof Stop.Over over) {
        return over.result();
      }
      if (stop instanceof Stop.AtBreakpoint here) {
        lookAtBreakpoint(here.breakpoint());
      } else if (stop instanceof Stop.AtProcess end && end.event() == Goal.Event.PROCESS_END) {
        lookAtEnd(end.pid());
      }
    }
  }

  private void waitFor(Waiting mappings) {
    try {
      final Breakpoint here =
          live.session()
              .breakAt(
                  OptionalInt.of(mappings.process.pid()),
                  Symbols.address(mappings.process, mappings.symbol));
      waiting.put(here.id(), mappings);
    } catch (Symbols.Missing e) {
      wrong.add(at(mappings.all.get(0).place()) + e.text());
    }
  }

  private void lookAtBreakpoint(Breakpoint breakpoint) {
    final Waiting here = waiting.remove(breakpoint.id());
    live.session().remove(breakpoint.id());
    if (here != null) {
      for (final Stated<ExpectedMapping> mapping : here.all) {
        look(here.process, mapping);
      }
    }
  }

  private void lookAtEnd(int pid) {
    for (final TestedProcess process : live.processes()) {
      if (process.pid() == pid) {
        for (final Stated<ExpectedMapping> mapping : expected(process).mappings()) {
          if (mapping.value().at().isEmpty()) {
            look(process, mapping);
          }
        }
      }
    }
  }

  private void look(TestedProcess process, Stated<ExpectedMapping> mapping) {
    try {
      new MappingCheck(live, process)
          .difference(mapping.value())
          .ifPresent(difference -> wrong.add(at(mapping.place()) + difference));
    } catch (Symbols.Missing e) {
      wrong.add(at(mapping.place()) + e.text());
    }
  }

  private void check(TestedProcess process, RunResult result) {
    final ProcessExpectations expected = expected(process);
    final EndCheck ends = new EndCheck(test, process);
    if (process.end().isPresent()) {
      ends.difference(expected).ifPresent(wrong::add);
    } else if (!(result instanceof BudgetExhausted)) {
      ends.lives(expected).ifPresent(wrong::add);
    }
    if (process.end().isPresent() || !(result instanceof BudgetExhausted)) {
      expected
          .output()
          .flatMap(text -> difference(process, "standard output", text, process.output()))
          .ifPresent(wrong::add);
      expected
          .errors()
          .flatMap(text -> difference(process, "standard error", text, process.errors()))
          .ifPresent(wrong::add);
    }
  }

  private Optional<String> difference(
      TestedProcess process, String stream, ExpectedText expected, String found) {
    final List<String> lines = TextDiff.lines(found);
    if (lines.equals(expected.lines())) {
      return Optional.empty();
    }
    return Optional.of(
        at(expected.place())
            + stream
            + " of "
            + process.name()
            + " differs (- expected, + printed):\n"
            + TextDiff.of(expected.lines(), lines));
  }

  private void checkEnding(RunResult result) {
    if (result instanceof RunResult.Deadlocked) {
      if (test.deadlock().isEmpty()) {
        wrong.add(0, test.file() + ": " + EndText.of(result));
      }
    } else if (test.deadlock().isPresent()) {
      wrong.add(at(test.deadlock().get()) + "a deadlock is expected, but every process ended");
    }
  }

  private void checkObjects(Leftovers left) {
    final List<String> extra = new ArrayList<>(left.objects());
    extra.removeAll(test.objects());
    if (!extra.isEmpty()) {
      wrong.add(
          test.file()
              + ": left at the end: "
              + Printable.of(String.join(" ", extra))
              + (test.objects().isEmpty()
                  ? "; unlink it, or say # EXPECT-OBJECTS: " + Printable.of(extra.get(0))
                  : ""));
    }
    final List<String> missing = new ArrayList<>(test.objects());
    missing.removeAll(left.objects());
    if (!missing.isEmpty()) {
      wrong.add(
          test.file()
              + ": not there at the end: "
              + Printable.of(String.join(" ", missing))
              + ", which EXPECT-OBJECTS names");
    }
  }

  private ProcessExpectations expected(TestedProcess process) {
    final ProcessExpectations expected = test.expectations().get(process.name());
    if (expected == null) {
      throw new IllegalStateException("a process of another test: " + process.name());
    }
    return expected;
  }

  private String at(Place place) {
    return test.file() + ":" + place.line() + ": ";
  }
}
