package dev.framewalk.guest.junit;

import dev.framewalk.emulator.suite.Outcome;
import dev.framewalk.emulator.suite.SuiteRunner;
import dev.framewalk.emulator.suite.TestFailure;
import dev.framewalk.emulator.suite.TestFile;
import dev.framewalk.emulator.suite.TestFormatException;
import dev.framewalk.emulator.suite.TestResult;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A test that is all in one file: its comments say what runs and what it is to do.
 *
 * @param context of the invocation
 * @param file the source
 */
record FileTest(ExtensionContext context, Path file) {
  /** The one that {@code context} is about. */
  static Optional<FileTest> of(ExtensionContext context) {
    return Invocation.of(context).test().map(file -> new FileTest(context, file));
  }

  /**
   * Runs it under each of its seeds, or the one that {@link GuestSeeds} gives.
   *
   * @throws AssertionError if it does not pass, with the evidence of the run that shows it
   */
  void run() {
    refuseOptions(context.getRequiredTestMethod());
    final Workspace workspace = Workspace.of(context);
    final TestResult result =
        new SuiteRunner(workspace.maker(), SuiteRunner.Native.COMPARED).run(parsed());
    if (result.outcome() == Outcome.PASSED) {
      return;
    }
    final StringBuilder text = new StringBuilder();
    final Optional<TestFailure> failure = result.failure();
    text.append(failure.map(TestFailure::text).orElse(result.outcome().word()));
    result.hint().ifPresent(hint -> text.append("\nhint: ").append(hint));
    failure
        .flatMap(TestFailure::trial)
        .ifPresent(
            trial ->
                text.append("\nunder seed ")
                    .append(trial.config().seed())
                    .append('\n')
                    .append(new EvidenceReport(context, workspace).write(trial)));
    throw new AssertionError(text.toString());
  }

  /** What would have no effect is not to look as if it had. */
  private static void refuseOptions(Method method) {
    if (AnnotationSupport.isAnnotated(method, GuestMachine.class)
        || !AnnotationSupport.findRepeatableAnnotations(method, GuestProgram.class).isEmpty()) {
      throw new GuestConfigurationException(
          "files that say themselves what they are to do (# RUN:) bring their programs and machine"
              + " along: take @GuestProgram and @GuestMachine away, or write # WITH:, # BUDGET:,"
              + " # MEMORY:");
    }
  }

  private TestFile parsed() {
    try {
      final TestFile test = TestFile.parse(file);
      return Invocation.of(context).seed().isPresent()
          ? test.withSeeds(List.of(Invocation.of(context).seed().getAsLong()))
          : test;
    } catch (TestFormatException e) {
      throw new GuestConfigurationException(String.valueOf(e.getMessage()));
    }
  }
}
