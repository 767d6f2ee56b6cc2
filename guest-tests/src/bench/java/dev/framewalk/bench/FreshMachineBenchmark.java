package dev.framewalk.bench;

import static dev.framewalk.guest.junit.GuestAssertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.framewalk.guest.junit.Guest;
import dev.framewalk.guest.junit.GuestProcess;
import dev.framewalk.guest.junit.GuestProgram;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What a machine of its own costs a test: JUnit runs tests that open one, load two programs that
 * share a page, run them, audit all memory and close it; and tests that do nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FreshMachineBenchmark {
  private static final int TESTS = 20;

  private final Launcher launcher = LauncherFactory.create();

  /** Tests with a machine. */
  @GuestProgram(name = "writer", value = "asm/ipc/message-writer.S")
  @GuestProgram(name = "reader", value = "asm/ipc/message-reader.S")
  static class Guests {
    @RepeatedTest(TESTS)
    void run(@Guest("writer") GuestProcess writer, @Guest("reader") GuestProcess reader) {
      assertThat(writer).exitedWith(0);
      assertThat(reader).exitedWith(0);
    }
  }

  /** Tests without anything. */
  static class Empty {
    @RepeatedTest(TESTS)
    void run() {}
  }

  @Benchmark
  @OperationsPerInvocation(TESTS)
  public long guestTest() {
    return run(Guests.class);
  }

  @Benchmark
  @OperationsPerInvocation(TESTS)
  public long emptyTest() {
    return run(Empty.class);
  }

  private long run(Class<?> tests) {
    final SummaryGeneratingListener listener = new SummaryGeneratingListener();
    launcher.execute(
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build(), listener);
    final long passed = listener.getSummary().getTestsSucceededCount();
    if (passed != TESTS) {
      throw new IllegalStateException("tests failed: passed=" + passed);
    }
    return passed;
  }
}
