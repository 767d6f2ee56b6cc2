package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.harness.Evidence;
import dev.framewalk.emulator.harness.HarnessException;
import dev.framewalk.emulator.harness.ProgramMaker;
import dev.framewalk.emulator.suite.ErrorKind;
import dev.framewalk.emulator.suite.Outcome;
import dev.framewalk.emulator.suite.SuiteResult;
import dev.framewalk.emulator.suite.SuiteRunner;
import dev.framewalk.emulator.suite.TestFailure;
import dev.framewalk.emulator.suite.TestResult;
import dev.framewalk.emulator.suite.TestSearch.FoundTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs tests on several threads, in a directory of its own that goes whatever happens. */
final class TestRun implements AutoCloseable {
  private static final int SECONDS_TO_STOP = 5;

  private final ExecutorService threads;
  private final Path directory;
  private final Thread cleanup = new Thread(this::stop, "framewalk-test-cleanup");
  private final SuiteRunner runner;
  private final Optional<Path> evidence;

  /**
   * @param jobs how many at a time
   * @param evidence where to write what shows why tests fail
   * @throws CommandFailure if there is no room for temporary files
   */
  TestRun(int jobs, SuiteRunner.Native natively, Optional<Path> evidence) throws CommandFailure {
    try {
      directory =
          Files.createTempDirectory("framewalk-test-" + ProcessHandle.current().pid() + "-");
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.MACHINE_ERROR,
          "cannot use the directory for temporary files ("
              + e.getMessage()
              + "); see that TMPDIR names one with room");
    }
    // Somebody may interrupt us: then this is what is left to do.
    Runtime.getRuntime().addShutdownHook(cleanup);
    this.threads = Executors.newFixedThreadPool(jobs, TestRun::thread);
    this.runner = new SuiteRunner(ProgramMaker.in(directory), natively);
    this.evidence = evidence;
  }

  private static Thread thread(Runnable work) {
    final Thread thread = new Thread(work, "framewalk-test");
    thread.setDaemon(true);
    return thread;
  }

  private record Done(int number, TestResult result) {}

  /** Runs the tests; the results are in their order. */
  SuiteResult run(List<FoundTest> tests, TestProgress progress) throws CommandFailure {
    final long start = System.nanoTime();
    final ExecutorCompletionService<Done> work = new ExecutorCompletionService<>(threads);
    for (int i = 0; i < tests.size(); i++) {
      final int number = i;
      final Future<Done> unused =
          work.submit(() -> new Done(number, result(number, tests.get(number))));
    }
    final List<Done> done = new ArrayList<>();
    try {
      while (done.size() < tests.size()) {
        final Done next = work.take().get();
        done.add(next);
        progress.done(next.result());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.MACHINE_ERROR, "interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a test's result was lost", e.getCause());
    }
    done.sort(Comparator.comparingInt(Done::number));
    return new SuiteResult(
        done.stream().map(Done::result).toList(), Duration.ofNanos(System.nanoTime() - start));
  }

  /** What came of one test: a bug of ours in one does not end the others. */
  private TestResult result(int number, FoundTest found) {
    try {
      final TestResult result =
          found.test().isPresent()
              ? runner.run(found.test().get())
              : SuiteRunner.malformed(found.file(), found.flaw().orElseThrow());
      return evidence.isPresent() ? witnessed(number, result) : result;
    } catch (OutOfMemoryError e) {
      return broken(
          found,
          ErrorKind.HOST,
          "the Java heap is too small; give it more (FRAMEWALK_JAVA_OPTIONS=-Xmx4g), or run fewer"
              + " tests at a time (--jobs)");
    } catch (RuntimeException | Error e) {
      return broken(found, ErrorKind.MACHINE, Failure.of(e).message());
    }
  }

  private static TestResult broken(FoundTest found, ErrorKind kind, String message) {
    return new TestResult(
        found.file(),
        Optional.empty(),
        Optional.empty(),
        Outcome.ERROR,
        Optional.of(
            new TestFailure(message, Optional.of(kind), Optional.empty(), Optional.empty())),
        0,
        0,
        Duration.ZERO,
        Optional.empty());
  }

  private TestResult witnessed(int number, TestResult result) {
    if (result.failure().isEmpty() || result.failure().get().trial().isEmpty()) {
      return result;
    }
    final String name = result.name().replaceAll("[^A-Za-z0-9._-]+", "_");
    final Path place =
        evidence
            .orElseThrow()
            .resolve(
                String.format(
                    "%03d-%s", number + 1, name.substring(Math.max(0, name.length() - 100))));
    try {
      final List<Path> unused = Evidence.write(result.failure().get().trial().get(), place);
      return result.withEvidence(place);
    } catch (IOException | HarnessException e) {
      final TestFailure failure = result.failure().get();
      return result.withFailure(
          failure.withNote("evidence " + place + " cannot be written: " + e.getMessage()));
    }
  }

  @Override
  public void close() {
    stop();
    try {
      final boolean unused = Runtime.getRuntime().removeShutdownHook(cleanup);
    } catch (IllegalStateException e) {
      return; // we are being interrupted, and the hook runs
    }
  }

  private void stop() {
    threads.shutdownNow();
    try {
      final boolean unused = threads.awaitTermination(SECONDS_TO_STOP, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    remove();
  }

  private synchronized void remove() {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (final Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      return; // somebody else takes things away, or put some in; nobody is left to tell
    }
  }
}
