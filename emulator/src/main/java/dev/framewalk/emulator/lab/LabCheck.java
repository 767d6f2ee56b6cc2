package dev.framewalk.emulator.lab;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.harness.Evidence;
import dev.framewalk.emulator.harness.HarnessException;
import dev.framewalk.emulator.harness.ProgramMaker;
import dev.framewalk.emulator.harness.Trial;
import dev.framewalk.emulator.lab.AnswerLab.Answered;
import dev.framewalk.emulator.lab.Lab.HintRule;
import dev.framewalk.emulator.lab.Lab.Part;
import dev.framewalk.emulator.lab.Lab.Test;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.suite.ErrorKind;
import dev.framewalk.emulator.suite.SuiteRunner;
import dev.framewalk.emulator.suite.SuiteRunner.Native;
import dev.framewalk.emulator.suite.TestFailure;
import dev.framewalk.emulator.suite.TestFile;
import dev.framewalk.emulator.suite.TestFormatException;
import dev.framewalk.emulator.suite.TestResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks one submission of a lab, in this thread: part by part, each whatever became of others. */
final class LabCheck {
  /** Nobody reads more of what went wrong. */
  private static final int MOST_CHARACTERS = 6000;

  /** What a run's programs may print; all of it is held in memory. */
  private static final long MOST_OUTPUT = 1 << 20;

  private static final Duration SHOWING = Duration.ofSeconds(5);

  private final Lab lab;
  private final Workplace place;
  private final Settings settings;
  private final SuiteRunner runner;
  private final Map<String, Trial> failures = new LinkedHashMap<>();

  /**
   * @param place the submission beside the tests
   * @param maker makes programs of what was handed in
   */
  LabCheck(Lab lab, Workplace place, Settings settings, ProgramMaker maker) {
    this.lab = lab;
    this.place = place;
    this.settings = settings;
    this.runner = new SuiteRunner(maker, Native.LEFT_OUT);
  }

  /** The results of {@code parts}, in their order. */
  List<PartResult> check(List<Part> parts) {
    final Map<String, Answered> answered = new HashMap<>();
    if (parts.stream().anyMatch(part -> part.check() instanceof Lab.Question)) {
      for (final Answered answer : answers()) {
        answered.put(answer.part(), answer);
      }
    }
    final List<PartResult> results = new ArrayList<>();
    for (final Part part : parts) {
      results.add(
          part.check() instanceof Test test
              ? tested(part, test)
              : answered(part, Optional.ofNullable(answered.get(part.id()))));
    }
    return results;
  }

  /**
   * Shows the runs of parts that did not pass, a directory for each below {@code directory}. A run
   * is shown as far as it gets in a while: to record a long one takes much longer than to make it.
   */
  @CanIgnoreReturnValue
  List<Path> show(Path directory) throws IOException, HarnessException {
    final List<Path> files = new ArrayList<>();
    for (final Map.Entry<String, Trial> failure : failures.entrySet()) {
      final Trial trial = failure.getValue();
      files.addAll(
          Evidence.write(
              trial.withBudget(
                  new Budget(
                      Optional.of(SHOWING),
                      trial.budget().instructions(),
                      trial.budget().exitWeight())),
              directory.resolve(failure.getKey())));
    }
    return files;
  }

  private List<Answered> answers() {
    final Map<String, String> texts = new HashMap<>();
    place
        .files()
        .forEach((name, bytes) -> texts.put(name, new String(bytes, StandardCharsets.UTF_8)));
    return lab.answers()
        .orElseThrow(() -> new IllegalStateException("questions of a kind without any"))
        .check(settings.questions(), texts);
  }

  private static PartResult answered(Part part, Optional<Answered> answer) {
    if (answer.isEmpty()) {
      return PartResult.of(
          part.id(), Verdict.GRADER_ERROR, "the lab's class says nothing about this part");
    }
    return new PartResult(
        part.id(),
        answer.get().verdict(),
        answer.get().fraction(),
        shortened(answer.get().message()),
        answer.get().verdict() == Verdict.PASSED ? Optional.empty() : answer.get().hint());
  }

  private PartResult tested(Part part, Test test) {
    final TestFile file;
    try {
      file = shifted(TestFile.parse(place.directory().resolve(test.base())));
    } catch (TestFormatException e) {
      return PartResult.of(
          part.id(), Verdict.GRADER_ERROR, place.withoutPaths(e.getMessage() + ""));
    }
    final TestResult result = runner.run(file);
    if (result.failure().isEmpty()) {
      return new PartResult(part.id(), Verdict.PASSED, 1, runs(result), Optional.empty());
    }
    final TestFailure failure = result.failure().get();
    final String text = shortened(place.withoutPaths(failure.text()));
    return switch (result.outcome()) {
      case PASSED -> throw new IllegalStateException("passed, and yet: " + text);
      case FAILED -> failed(part, Verdict.FAILED, text, result);
      case NO_VERDICT -> failed(part, Verdict.NO_VERDICT, text, result);
      case ERROR ->
          isStudents(failure)
              ? failed(part, Verdict.FAILED, "no program to run: " + withoutPlace(text), result)
              : PartResult.of(part.id(), Verdict.GRADER_ERROR, text);
    };
  }

  /** Whether a program that cannot be made is one that was handed in, or includes what was. */
  private boolean isStudents(TestFailure failure) {
    return failure.error().filter(ErrorKind.BAD_PROGRAM::equals).isPresent()
        && failure
            .program()
            .filter(name -> lab.submit().contains(name) || place.around().contains(name))
            .isPresent();
  }

  /** Without the line of the test that names the program: it is nobody's fault. */
  private static String withoutPlace(String text) {
    return text.replaceFirst("^\\S+\\.S:\\d+: (?:\\./)?(?=\\S+\\.(?:S|inc)\\b)", "");
  }

  private static String runs(TestResult result) {
    return result.runs() == 1 ? "" : "in each of " + result.runs() + " runs";
  }

  private PartResult failed(Part part, Verdict verdict, String text, TestResult result) {
    String where = "";
    // A program that could not be made gets no hint that is meant for one that ran.
    final Optional<Trial> run = result.failure().flatMap(TestFailure::trial);
    if (run.isPresent()) {
      final Trial trial = run.get();
      where =
          result.wanted() == 1
              ? ""
              : "\nrun "
                  + result.runs()
                  + " of "
                  + result.wanted()
                  + ", seed "
                  + trial.config().seed();
      failures.put(part.id(), trial);
    }
    return new PartResult(
        part.id(),
        verdict,
        0,
        // What a test's author could do is no advice to a student.
        withoutAdvice(text) + where,
        hint(part, text, run.isPresent() ? result.hint() : Optional.empty()));
  }

  private static String withoutAdvice(String text) {
    return text.replace(SuiteRunner.MORE_BUDGET, "")
        .replaceAll(", or say # EXPECT-OBJECTS: [^\\n]*", "");
  }

  private static Optional<String> hint(Part part, String text, Optional<String> otherwise) {
    for (final HintRule rule : part.hints()) {
      if (rule.pattern().matcher(text).find()) {
        return Optional.of(rule.say());
      }
    }
    return otherwise;
  }

  private TestFile shifted(TestFile test) {
    final long shift = Math.multiplyExact(settings.schedules(), 1000L);
    return new TestFile(
        test.file(),
        test.title(),
        test.programs(),
        test.expectations(),
        test.inputs(),
        test.objects(),
        test.deadlock(),
        test.sameNatively(),
        settings.budget().orElse(test.instructions()),
        test.seeds().stream().map(seed -> seed + shift).toList(),
        test.config().withOutputLimit(MOST_OUTPUT),
        test.hint());
  }

  private static String shortened(String text) {
    final String printable = Printable.lines(text).stripTrailing();
    return printable.length() <= MOST_CHARACTERS
        ? printable
        : printable.substring(0, MOST_CHARACTERS) + "\n... cut here";
  }
}
