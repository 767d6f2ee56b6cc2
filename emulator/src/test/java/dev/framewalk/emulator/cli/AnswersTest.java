package dev.framewalk.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.cli.CommandLineUser.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions that need no machine: help and version. */
final class AnswersTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void theVersionIsThatOfThePom(String option) throws Exception {
    final Matcher pom =
        Pattern.compile("<version>(.*?)</version>")
            .matcher(Files.readString(Path.of("..", "pom.xml")));
    assertThat(pom.find()).isTrue();
    assertThat(new CommandLineUser(directory).types(option))
        .isEqualTo(new Result(0, "framewalk " + pom.group(1) + "\n", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "help"})
  void theHelpNamesBothCommandsAndShowsExamples(String option) {
    final Result result = new CommandLineUser(directory).types(option);
    assertThat(result.status()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .startsWith("Usage: framewalk")
        .containsPattern("\n  run +Runs programs")
        .containsPattern("\n  doctor +Says")
        .containsPattern("\n  debug +Runs programs under a debugger")
        .contains("Examples:");
  }

  @Test
  void theHelpOfRunTellsEveryOptionAndEveryExitStatus() {
    final Result result = new CommandLineUser(directory).types("run", "--json", "--help");
    assertThat(result.status()).isZero();
    for (final Syntax.Option option : RunOptions.syntax().options()) {
      assertThat(result.out()).contains(option.name());
    }
    for (final ExitCode code : ExitCode.values()) {
      assertThat(result.out()).containsPattern("\n  " + code.status() + " ");
    }
    assertThat(result.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(91));
  }

  @Test
  void theHelpOfDoctorTellsItsExitStatus() {
    final Result result = new CommandLineUser(directory).types("doctor", "-h");
    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("framewalk doctor [--json]", "Exit status: 0");
  }
}
