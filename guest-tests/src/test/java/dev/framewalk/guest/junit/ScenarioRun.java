package dev.framewalk.guest.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.engine.OutputDirectoryCreator;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/**
 * What became of tests that a test ran.
 *
 * @param results the engine's
 */
record ScenarioRun(EngineExecutionResults results) {
  /** Where JUnit has a test's files put. */
  private record Attachments(Path root) implements OutputDirectoryCreator {
    @Override
    public Path getRootDirectory() {
      return root;
    }

    @Override
    public Path createOutputDirectory(TestDescriptor test) throws IOException {
      return Files.createDirectories(
          root.resolve(Integer.toHexString(test.getUniqueId().toString().hashCode())));
    }
  }

  private static EngineTestKit.Builder kit(Path output) {
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter(Scenario.PARAMETER, "true")
        .configurationParameter(Workspace.PARAMETER, output.toString());
  }

  private static EngineTestKit.Builder attaching(Path output) {
    return kit(output).outputDirectoryCreator(new Attachments(output.resolve("attached")));
  }

  /** Runs one test where nobody offers a place for files. */
  static ScenarioRun withoutAttachments(Class<?> scenario, String method, Path output) {
    return of(kit(output), scenario, method);
  }

  /** Runs all of a class. */
  static ScenarioRun of(Class<?> scenario, Path output) {
    return new ScenarioRun(attaching(output).selectors(selectClass(scenario)).execute());
  }

  /** Runs all of a class, several tests at a time. */
  static ScenarioRun parallel(Class<?> scenario, Path output, int threads) {
    return new ScenarioRun(
        attaching(output)
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
            .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
            .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
            .configurationParameter(
                "junit.jupiter.execution.parallel.config.fixed.parallelism",
                Integer.toString(threads))
            .selectors(selectClass(scenario))
            .execute());
  }

  /** Runs one test. */
  static ScenarioRun of(Class<?> scenario, String method, Path output) {
    return of(attaching(output), scenario, method);
  }

  private static ScenarioRun of(EngineTestKit.Builder kit, Class<?> scenario, String method) {
    for (final Method each : scenario.getDeclaredMethods()) {
      if (each.getName().equals(method)) {
        return new ScenarioRun(kit.selectors(selectMethod(scenario, each)).execute());
      }
    }
    throw new IllegalArgumentException("no such test: name=" + method);
  }

  Events tests() {
    return results.testEvents();
  }

  /** The one failure that there is. */
  Throwable failure() {
    final List<Throwable> failures = failures();
    assertThat(failures).hasSize(1);
    return failures.get(0);
  }

  List<Throwable> failures() {
    return results.allEvents().finished().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .flatMap(result -> result.getThrowable().stream())
        .toList();
  }

  /** What the one failure says, that of its cause included where JUnit has wrapped it. */
  String message() {
    final Throwable failure = failure();
    return failure instanceof ParameterResolutionException && failure.getCause() != null
        ? failure.getMessage() + "\n" + failure.getCause().getMessage()
        : String.valueOf(failure.getMessage());
  }

  /** What stands behind the one failure. */
  String suppressed() {
    return List.of(failure().getSuppressed()).stream()
        .map(Throwable::toString)
        .collect(Collectors.joining("\n"));
  }

  List<ReportEntry> entries() {
    return results.testEvents().reportingEntryPublished().stream()
        .map(event -> event.getRequiredPayload(ReportEntry.class))
        .toList();
  }

  List<FileEntry> files() {
    return results.testEvents().fileEntryPublished().stream()
        .map((Event event) -> event.getRequiredPayload(FileEntry.class))
        .toList();
  }

  void allPass(int count) {
    results.allEvents().assertStatistics(all -> all.failed(0).aborted(0));
    results.testEvents().assertStatistics(all -> all.succeeded(count).started(count));
  }
}
