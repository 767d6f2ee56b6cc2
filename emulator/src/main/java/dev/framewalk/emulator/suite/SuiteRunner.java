package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.harness.HarnessException;
import dev.framewalk.emulator.harness.LiveTrial;
import dev.framewalk.emulator.harness.ProgramMaker;
import dev.framewalk.emulator.harness.TestProgram;
import dev.framewalk.emulator.harness.Trial;
import dev.framewalk.emulator.machine.Budget;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Runs tests, one after the other in each thread that asks; may be used by several threads. */
public final class SuiteRunner {
  /** Whether tests that say so are run on the host's Linux as well. */
  public enum Native {
    COMPARED,
    LEFT_OUT
  }

  /** Guest instructions in a second on a host that is busy with other things. */
  private static final long SLOWEST_PER_SECOND = 500_000;

  /** What is said behind a budget that was used up, to whoever can change the test. */
  public static final String MORE_BUDGET = " (# BUDGET: gives more)";

  private final ProgramMaker maker;
  private final Native natively;

  /**
   * @param maker makes the tests' programs
   */
  public SuiteRunner(ProgramMaker maker, Native natively) {
    this.maker = maker;
    this.natively = natively;
  }

  /** Reads and runs a test; a malformed one is an error of the result. */
  public TestResult run(Path file) {
    try {
      return run(TestFile.parse(file));
    } catch (TestFormatException e) {
      return malformed(file, e);
    }
  }

  /** The result of a test that cannot be read. */
  public static TestResult malformed(Path file, TestFormatException e) {
    return new TestResult(
        file,
        Optional.empty(),
        Optional.empty(),
        Outcome.ERROR,
        Optional.of(TestFailure.of(ErrorKind.BAD_TEST, String.valueOf(e.getMessage()))),
        0,
        0,
        Duration.ZERO,
        Optional.empty());
  }

  /** Runs a test with each of its seeds, to the first run in which something is wrong. */
  public TestResult run(TestFile test) {
    final long start = System.nanoTime();
    int runs = 0;
    Verdict verdict = Verdict.PASSED;
    final Trial trial;
    try {
      trial = trial(test);
    } catch (BadProgram e) {
      return result(test, e.verdict(), 0, start);
    }
    for (final long seed : test.seeds()) {
      runs++;
      final Trial run = trial.withSeed(seed);
      verdict = verdictOn(test, run);
      if (verdict.outcome() != Outcome.PASSED) {
        return result(test, verdict.in(run), runs, start);
      }
    }
    if (test.sameNatively().isPresent() && natively == Native.COMPARED) {
      final Trial run = trial.withSeed(test.seeds().get(0));
      verdict = NativeCheck.verdictOn(test, run).in(run);
    }
    return result(test, verdict, runs, start);
  }

  private static TestResult result(TestFile test, Verdict verdict, int runs, long start) {
    return new TestResult(
        test.file(),
        test.title(),
        test.hint(),
        verdict.outcome(),
        verdict.failure(),
        runs,
        test.seeds().size(),
        Duration.ofNanos(System.nanoTime() - start),
        Optional.empty());
  }

  private static Verdict verdictOn(TestFile test, Trial run) {
    try (LiveTrial live = LiveTrial.start(run)) {
      return new RunCheck(test, live).verdict();
    } catch (HarnessException e) {
      return Verdict.error(ErrorKind.of(e.kind()), String.valueOf(e.getMessage()));
    }
  }

  /** A program of a test that cannot be made. */
  private static final class BadProgram extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Verdict verdict;

    BadProgram(Verdict verdict) {
      super("bad program", null, false, false);
      this.verdict = verdict;
    }

    Verdict verdict() {
      return verdict;
    }
  }

  /** The run that a test asks for; its seed does not matter. */
  private Trial trial(TestFile test) throws BadProgram {
    final List<TestProgram> programs = new ArrayList<>();
    for (final CalledProgram call : test.programs()) {
      programs.add(program(test, call));
    }
    return new Trial(test.file().toString(), programs, test.config(), budget(test));
  }

  /** The test's instructions, and more time than the slowest host needs for them. */
  private static Budget budget(TestFile test) {
    return new Budget(
        Optional.of(Trial.BACKSTOP.plusSeconds(test.instructions() / SLOWEST_PER_SECOND)),
        OptionalLong.of(test.instructions()));
  }

  private TestProgram program(TestFile test, CalledProgram call) throws BadProgram {
    try {
      final String input = test.inputs().getOrDefault(call.name(), "");
      return maker
          .make(call.name(), test.file().resolveSibling(call.file()))
          .withArguments(call.arguments())
          .withInput(input.getBytes(StandardCharsets.ISO_8859_1));
    } catch (HarnessException e) {
      final boolean ofProgram = e.kind() == HarnessException.Kind.BAD_PROGRAM;
      final String message = String.valueOf(e.getMessage());
      throw new BadProgram(
          Verdict.error(
                  ErrorKind.of(e.kind()),
                  ofProgram ? test.file() + ":" + call.place().line() + ": " + message : message)
              .blaming(call.file()));
    } catch (InvalidPathException e) {
      throw new BadProgram(
          Verdict.error(
                  ErrorKind.BAD_PROGRAM,
                  test.file() + ":" + call.place().line() + ": no name of a file: " + call.file())
              .blaming(call.file()));
    }
  }
}
