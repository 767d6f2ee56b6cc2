package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.harness.ProgramMaker;
import dev.framewalk.emulator.lab.Lab.HintRule;
import dev.framewalk.emulator.lab.Lab.Part;
import dev.framewalk.emulator.lab.Lab.Test;
import dev.framewalk.emulator.lab.Lab.WrongSolution;
import dev.framewalk.emulator.suite.Outcome;
import dev.framewalk.emulator.suite.SuiteRunner;
import dev.framewalk.emulator.suite.SuiteRunner.Native;
import dev.framewalk.emulator.suite.TestFailure;
import dev.framewalk.emulator.suite.TestFile;
import dev.framewalk.emulator.suite.TestFormatException;
import dev.framewalk.emulator.suite.TestResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A solution of a lab beside the lab's tests, each program assembled once for all seeds. */
final class LaidOutSolution {
  static final Checked PASSED = new Checked(Outcome.PASSED, "", Optional.empty());

  private final Path directory;
  private final SuiteRunner runner;

  /** What came of a part: the same twice if the machine is the same twice. */
  record Checked(Outcome outcome, String text, Optional<String> hint) {}

  private LaidOutSolution(Path directory, SuiteRunner runner) {
    this.directory = directory;
    this.runner = runner;
  }

  static LaidOutSolution model(Lab lab, Path scratch) throws LabException, IOException {
    return of(lab, Lab.MODEL, scratch);
  }

  static LaidOutSolution starter(Lab lab, Path scratch) throws LabException, IOException {
    return of(lab, Lab.STUDENT, scratch);
  }

  static LaidOutSolution wrong(Lab lab, WrongSolution wrong, Path scratch)
      throws LabException, IOException {
    return of(lab, Lab.WRONG + wrong.name() + "/", scratch);
  }

  private static LaidOutSolution of(Lab lab, String solution, Path scratch)
      throws LabException, IOException {
    final Path directory = Files.createTempDirectory(scratch, lab.name());
    for (final String file : lab.support()) {
      Files.write(directory.resolve(file), lab.bytes(Lab.SUPPORT + file));
    }
    for (final Part part : lab.parts()) {
      final Test test = test(part);
      Files.write(directory.resolve(test.base()), lab.bytes(test.file()));
    }
    for (final String file : lab.submit()) {
      final Path target = directory.resolve(file);
      if (Files.exists(target)) {
        throw new IllegalStateException(
            lab.name() + ": a test is named as what is handed in: " + file);
      }
      Files.write(target, lab.bytes(solution + file));
    }
    return new LaidOutSolution(
        directory, new SuiteRunner(ProgramMaker.in(directory.resolve("made")), Native.LEFT_OUT));
  }

  /** Checks a part as a grading with {@code seed} does. */
  Checked check(Part part, int seed) throws TestFormatException {
    return run(part, shifted(part, seed));
  }

  /** The same under no more than the first {@code schedules} of the test's. */
  Checked check(Part part, int seed, int schedules) throws TestFormatException {
    final TestFile test = shifted(part, seed);
    final List<Long> seeds = test.seeds();
    return run(part, test.withSeeds(seeds.subList(0, Math.min(schedules, seeds.size()))));
  }

  /** The same under one of the test's schedules, another one for each seed. */
  Checked checkOneSchedule(Part part, int seed) throws TestFormatException {
    final TestFile test = shifted(part, seed);
    return run(part, test.withSeeds(List.of(test.seeds().get(seed % test.seeds().size()))));
  }

  private TestFile shifted(Part part, int seed) throws TestFormatException {
    return TestFile.parse(directory.resolve(test(part).base())).shiftedBy(1000L * seed);
  }

  private Checked run(Part part, TestFile test) {
    final TestResult result = runner.run(test);
    if (result.outcome() == Outcome.PASSED) {
      return PASSED;
    }
    final String text = result.failure().map(TestFailure::text).orElse("");
    final Optional<String> hint =
        part.hints().stream()
            .filter(rule -> rule.pattern().matcher(text).find())
            .findFirst()
            .map(HintRule::say)
            .or(result::hint);
    return new Checked(result.outcome(), text, hint);
  }

  private static Test test(Part part) {
    return (Test) part.check();
  }
}
