package dev.framewalk.guest.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How C sources become programs, with sources made for it. */
class CSourcesTest {
  private static final String PATH = "/usr/bin:/bin";

  @TempDir Path directory;

  @BeforeEach
  void copyTheHeaders() throws RunnerException, IOException {
    Path include = Files.createDirectories(directory.resolve("c/include"));
    Path header = CSources.ofBuild().file("include/check").resolveSibling("check.h");
    Files.copy(header, include.resolve("check.h"));
  }

  @Test
  void aCheckThatHoldsPrintsItsLineAndOneThatFailsEndsTheProgram() throws Exception {
    write("oracle/fails", "CHECK_EQ(1 + 1, 2);\nCHECK_EQ(1 + 1, 3);\nCHECK(1);");

    for (GuestCase each : sources().cases()) {
      ProcessOutcome outcome = NativeOracle.onThisHost(sources()).run(each).processes().get(0);

      assertThat(outcome)
          .isEqualTo(
              new ProcessOutcome(
                  1, "fails.c:6: 1 + 1 = 2\nfails.c:7: 1 + 1 = 2 FAILED, wanted 3\n", ""));
    }
  }

  @Test
  void anErrnoThatIsNotTheOneWantedEndsTheProgram() throws Exception {
    write("oracle/errno", "CHECK_ERRNO(close(-1), EBADF);\nCHECK_ERRNO(close(-1), EINVAL);");

    GuestCase any = sources().cases().get(0);
    ProcessOutcome outcome = NativeOracle.onThisHost(sources()).run(any).processes().get(0);

    assertThat(outcome.output())
        .isEqualTo(
            "errno.c:6: close(-1) = -1 EBADF\nerrno.c:7: close(-1) = -1 EBADF FAILED, wanted EINVAL\n");
    assertThat(outcome.exitStatus()).isEqualTo(1);
  }

  @Test
  void withoutACompilerTheRefusalSaysWhatToInstall() throws Exception {
    Path empty = Files.createDirectories(directory.resolve("empty"));

    RunnerException refusal =
        catchThrowableOfType(
            RunnerException.class,
            () ->
                CSources.in(
                    directory.resolve("c"), directory.resolve("out"), empty.toString(), ""));

    assertThat(refusal).hasMessageContaining("apt-get install musl-tools");
  }

  @Test
  void anErrorInASourceIsToldAsTheCompilerTellsIt() throws Exception {
    write("oracle/wrong", "return missing;");

    RunnerException refusal =
        catchThrowableOfType(RunnerException.class, () -> sources().make(sources().cases()));

    assertThat(refusal).hasMessageContaining("wrong.c:6").hasMessageContaining("missing");
  }

  @Test
  void aProgramIsMadeAgainWhenItsSourceOrAHeaderHasChanged() throws Exception {
    write("oracle/same", "CHECK(1);");
    String program = sources().cases().get(0).programs().get(0).source();
    Path first = sources().program(program);

    assertThat(sources().program(program)).isEqualTo(first);

    write("oracle/same", "CHECK(2);");
    Path second = sources().program(program);
    assertThat(second).isNotEqualTo(first);

    Files.writeString(directory.resolve("c/include/other.h"), "\n");
    assertThat(sources().program(program)).isNotEqualTo(second);
  }

  @Test
  void theHeadCommentSaysHowAProgramIsRun() throws IOException {
    CHead head =
        CHead.of(
            Files.writeString(
                directory.resolve("head.c"),
                """
                /*
                 * Shows something.
                 *
                 * Arguments: one two
                 * Memory: 256
                 * Builds: static-pie
                 * Beside: ipc/other 3
                 */
                """));

    assertThat(head.summary()).isEqualTo("Shows something.");
    assertThat(head.arguments()).containsExactly("one", "two");
    assertThat(head.memoryMebibytes()).isEqualTo(256);
    assertThat(head.builds()).containsExactly(CBuild.values());
    assertThat(head.beside()).containsExactly(new CHead.Companion("ipc/other", List.of("3")));
    assertThat(head.departure()).isEmpty();
  }

  @Test
  void aProgramOfOneLibcIsNotBuiltWithTheOther() throws IOException {
    Path file = Files.writeString(directory.resolve("only.c"), "/*\n * S.\n * Only: musl\n */\n");

    assertThat(CHead.of(file).builds()).containsExactly(CBuild.MUSL);
  }

  @Test
  void aSourceWithoutAHeadCommentIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("bare.c"), "int main(void) { return 0; }\n");

    assertThatIllegalArgumentException().isThrownBy(() -> CHead.of(file));
  }

  private CSources sources() throws RunnerException, IOException {
    return CSources.in(directory.resolve("c"), directory.resolve("out"), PATH, "");
  }

  /** Writes a program whose body begins at line 6. */
  private void write(String source, String body) throws IOException {
    Path file = directory.resolve("c").resolve(source + ".c");
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(
        file,
        "/*\n * Shows something.\n */\n#include \"check.h\"\nint main(void) {\n"
            + body
            + "\nreturn check_end();\n}\n");
  }
}
