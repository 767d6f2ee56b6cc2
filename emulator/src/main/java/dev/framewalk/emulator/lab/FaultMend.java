package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.harness.HarnessException;
import dev.framewalk.emulator.harness.TestProgram;
import dev.framewalk.emulator.lab.AnswerLab.Answered;
import dev.framewalk.emulator.lab.FaultProgram.Expected;
import dev.framewalk.emulator.lab.FaultRuns.Ran;
import dev.framewalk.emulator.machine.RunResult;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs a program that somebody mended, and sees whether it does its work. */
final class FaultMend {
  static final String MENDED = "mended";
  static final String OBJECT = "object";

  private static final int MOST_SHOWN = 60;
  private static final String KEEP =
      "the program exits, but its work is not done: the access that faulted is part of it; mend"
          + " the cause and keep the access";

  private final FaultProgram program;
  private final FaultRuns runs;

  FaultMend(FaultProgram program, FaultRuns runs) {
    this.program = program;
    this.runs = runs;
  }

  /** What is wrong with a run; empty where nothing is. */
  private record Wrong(Optional<String> output, Optional<String> object, Optional<String> hint) {}

  /** The verdicts on the two parts that a mended program counts for. */
  List<Answered> check(TextFile source) throws HarnessException {
    if (source.refusal().isPresent()) {
      return both(Verdict.FAILED, source.refusal().get(), Optional.empty());
    }
    final TestProgram mended;
    try {
      mended = runs.make("mended", String.join("\n", source.lines()) + "\n");
    } catch (HarnessException e) {
      if (e.kind() != HarnessException.Kind.BAD_PROGRAM) {
        throw e;
      }
      return both(Verdict.FAILED, lines(String.valueOf(e.getMessage())), Optional.empty());
    }
    final List<Wrong> found = new ArrayList<>();
    for (final int number : program.numbers()) {
      final Ran ran;
      try {
        ran = runs.run(mended, List.of(String.valueOf(number)), program.path());
      } catch (HarnessException e) {
        if (e.kind() != HarnessException.Kind.BAD_PROGRAM) {
          throw e;
        }
        return both(Verdict.FAILED, lines(String.valueOf(e.getMessage())), Optional.empty());
      }
      final Optional<List<Answered>> none = noVerdict(number, ran);
      if (none.isPresent()) {
        return none.get();
      }
      found.add(wrong(number, ran));
    }
    return List.of(
        answered(MENDED, found.stream().map(Wrong::output).toList(), found),
        answered(OBJECT, found.stream().map(Wrong::object).toList(), found));
  }

  private static Optional<List<Answered>> noVerdict(int number, Ran ran) {
    if (ran.result() instanceof RunResult.BudgetExhausted exhausted) {
      return Optional.of(
          exhausted.kind() == RunResult.BudgetExhausted.Kind.INSTRUCTIONS
              ? both(
                  Verdict.NO_VERDICT,
                  "with N = "
                      + number
                      + ": still running when the budget of guest instructions was"
                      + " used up",
                  Optional.of("a loop or a recursion does not end"))
              : both(
                  Verdict.GRADER_ERROR,
                  "with N = " + number + ": the host's time was used up",
                  Optional.empty()));
    }
    if (ran.result() instanceof RunResult.MachineError error) {
      return Optional.of(
          both(Verdict.GRADER_ERROR, Printable.of(error.message()), Optional.empty()));
    }
    if (!ran.leftovers().sound()) {
      return Optional.of(
          both(
              Verdict.GRADER_ERROR,
              "with N = " + number + ": the kernel is not in order afterwards",
              Optional.empty()));
    }
    return Optional.empty();
  }

  private Wrong wrong(int number, Ran ran) {
    final Expected expected = program.expected(number);
    final String when = "with N = " + number + ": ";
    final Optional<String> object = object(expected, ran).map(text -> when + text);
    if (!ran.good()) {
      return new Wrong(
          Optional.of(when + ran.ending()),
          object,
          Optional.of(
              ran.fault().isPresent()
                  ? "it still faults: find what made the address or the mapping wrong, not only"
                      + " where it was used"
                  : "it must exit with 0"));
    }
    if (ran.output().equals(expected.output())) {
      return new Wrong(Optional.empty(), object, object.map(text -> KEEP));
    }
    return new Wrong(
        Optional.of(when + "prints " + shown(ran.output()) + ", not " + shown(expected.output())),
        object,
        Optional.of(
            ran.output().equals(program.expected(program.defaultNumber()).output())
                ? "it prints the same whatever N is: the sum is to be worked out, not written down"
                : KEEP));
  }

  private Optional<String> object(Expected expected, Ran ran) {
    if (ran.object().isEmpty()) {
      return Optional.of("there is no object " + program.path() + " in the end");
    }
    final ByteBuffer bytes = ran.object().get();
    if (bytes.remaining() != program.size()) {
      return Optional.of(
          program.path() + " has " + bytes.remaining() + " bytes, not " + program.size());
    }
    for (final long at : expected.words().keySet().stream().sorted().toList()) {
      final long word = bytes.getLong((int) at);
      final long wanted = expected.words().getOrDefault(at, 0L);
      if (word != wanted) {
        return Optional.of(
            program.path() + " holds " + word + " at byte " + at + ", not " + wanted);
      }
    }
    final List<String> others =
        ran.leftovers().objects().stream().filter(name -> !name.equals(program.path())).toList();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of("leaves other objects behind: " + Printable.of(String.join(" ", others)));
  }

  private static String shown(String output) {
    final String some =
        output.length() <= MOST_SHOWN ? output : output.substring(0, MOST_SHOWN) + "...";
    return '"' + Printable.of(some.stripTrailing()) + '"';
  }

  /** What a tool said, with the lines that it said it in. */
  private static String lines(String message) {
    return Printable.lines(message).stripTrailing();
  }

  private static Answered answered(
      String part, List<Optional<String>> messages, List<Wrong> found) {
    final List<String> wrong = messages.stream().flatMap(Optional::stream).toList();
    if (wrong.isEmpty()) {
      return new Answered(part, Verdict.PASSED, 1, "", Optional.empty());
    }
    return new Answered(
        part,
        Verdict.FAILED,
        (messages.size() - wrong.size()) / (double) messages.size(),
        String.join("\n", wrong),
        found.stream().map(Wrong::hint).flatMap(Optional::stream).findFirst());
  }

  private static List<Answered> both(Verdict verdict, String message, Optional<String> hint) {
    return List.of(
        new Answered(MENDED, verdict, 0, message, hint),
        new Answered(OBJECT, verdict, 0, message, hint));
  }
}
