package dev.framewalk.guest.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.harness.ProgramMaker;
import dev.framewalk.emulator.suite.Outcome;
import dev.framewalk.emulator.suite.SuiteRunner;
import dev.framewalk.emulator.suite.SuiteRunner.Native;
import dev.framewalk.emulator.suite.TestFailure;
import dev.framewalk.emulator.suite.TestFile;
import dev.framewalk.emulator.suite.TestResult;
import dev.framewalk.emulator.suite.TestSearch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tests below {@code guest-tests/asm-tests}, which the README's page for test writers quotes.
 */
class AssemblyTestsTest {
  private static final Path TESTS = Path.of("asm-tests");

  private static SuiteRunner runner() {
    return new SuiteRunner(
        ProgramMaker.in(Path.of("target/asm-tests").toAbsolutePath()), Native.COMPARED);
  }

  @TestFactory
  Stream<DynamicTest> aSourceDoesWhatItsCommentsSay() throws Exception {
    final TestSearch.Found found = TestSearch.in(List.of(TESTS));
    assertThat(found.unused()).isEmpty();
    final SuiteRunner runner = runner();
    return found.tests().stream()
        .map(
            test ->
                DynamicTest.dynamicTest(
                    test.file().toString(),
                    () -> {
                      final TestResult result = runner.run(test.file());
                      assertThat(result.failure().map(TestFailure::text)).isEmpty();
                      assertThat(result.outcome()).isEqualTo(Outcome.PASSED);
                    }));
  }

  @Test
  void aProducerThatCountsACellBeforeItIsWrittenIsFoundByASchedule(@TempDir Path directory)
      throws Exception {
    for (final String name : List.of("ring.S", "ring.inc", "ring-producer.S")) {
      Files.writeString(directory.resolve(name), Files.readString(TESTS.resolve(name)));
    }
    final Path producer = directory.resolve("ring-producer.S");
    final String good = Files.readString(producer);
    final String inOrder = "  mov [rbx + rax*8 + CELL], r12\n  mov [rbx + WRITTEN], r12";
    assertThat(good).contains(inOrder);
    Files.writeString(
        producer,
        good.replace(inOrder, "  mov [rbx + WRITTEN], r12\n  mov [rbx + rax*8 + CELL], r12"));
    final TestFile test = TestFile.parse(directory.resolve("ring.S"));
    final SuiteRunner runner = new SuiteRunner(ProgramMaker.in(directory), Native.LEFT_OUT);
    final TestResult result = runner.run(test);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.failure().orElseThrow().text()).contains("assertion failed: rcx == r12");
    assertThat(result.hint().orElseThrow()).startsWith("who writes a cell");
    // The seed that is named shows it again, by itself.
    final long seed = result.failure().orElseThrow().trial().orElseThrow().config().seed();
    final TestResult again = runner.run(test.withSeeds(List.of(seed)));
    assertThat(again.failure().map(TestFailure::text))
        .isEqualTo(Optional.of(result.failure().get().text()));
  }
}
