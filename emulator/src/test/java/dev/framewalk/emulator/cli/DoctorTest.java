package dev.framewalk.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.framewalk.emulator.cli.CommandLineUser.Result;
import dev.framewalk.emulator.unicorn.UnicornLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code framewalk doctor}: what is there, and what to do about what is not. */
final class DoctorTest {
  @TempDir Path directory;

  @Test
  void whereTheTestsRunNothingRequiredIsMissing() {
    final Result result = new CommandLineUser(directory).types("doctor");
    assertThat(result.status()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains(
            "ok       JDK       " + System.getProperty("java.version"),
            "ok       as, ld    GNU assembler",
            "ok       Unicorn   " + UnicornLibrary.load().describe() + "\n",
            "ok       machine   64M of RAM mapped, ",
            "Framewalk can run.\n");
  }

  @Test
  void aToolThatIsMissingComesWithTheCommandThatInstallsIt() throws Exception {
    final Path empty = Files.createDirectory(directory.resolve("bin"));
    final Result result =
        new CommandLineUser(directory).withVariable("PATH", empty.toString()).types("doctor");
    assertThat(result.status()).isEqualTo(3);
    assertThat(result.out())
        .contains(
            "missing  as, ld ",
            "apt-get install binutils\n",
            "missing  mvn       for building Framewalk (optional)\n",
            "apt-get install maven\n",
            "apt-get install gdb\n",
            "apt-get install musl-tools\n",
            "Framewalk cannot run: see what is missing above.\n");
  }

  @Test
  void theCommandIsThatOfTheHostsPackages() throws Exception {
    final Path bin = Files.createDirectory(directory.resolve("bin"));
    final Path dnf = Files.writeString(bin.resolve("dnf"), "#!/bin/sh\n");
    assertThat(dnf.toFile().setExecutable(true)).isTrue();
    final Result result =
        new CommandLineUser(directory).withVariable("PATH", bin.toString()).types("doctor");
    assertThat(result.out())
        .contains("dnf install binutils\n", "dnf install musl-gcc\n")
        .doesNotContain("apt-get install binutils\n", "apt-get install maven");
  }

  @Test
  void aToolThatDoesNotWorkDoesNotStopTheDoctor() throws Exception {
    final Path bin = Files.createDirectory(directory.resolve("bin"));
    for (final String name : new String[] {"gdb", "nasm"}) {
      final Path tool =
          Files.writeString(
              bin.resolve(name), name.equals("gdb") ? "not a program" : "#!/bin/sh\n");
      assertThat(tool.toFile().setExecutable(true)).isTrue();
    }
    final Result result =
        new CommandLineUser(directory)
            .withVariable("PATH", bin + ":" + System.getenv("PATH"))
            .types("doctor");
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains(
            "broken   gdb       fails with status 127, " + bin,
            "ok       nasm      no version, " + bin);
  }

  @Test
  void theDocumentSaysTheSame() throws Exception {
    final Result result = new CommandLineUser(directory).types("doctor", "--json");
    assertThat(result.status()).isZero();
    final JsonNode document = new ObjectMapper().readTree(result.out());
    assertThat(document.path("schema").asText()).isEqualTo("framewalk.doctor/1");
    assertThat(document.path("good").asBoolean()).isTrue();
    assertThat(document.path("findings").findValuesAsText("what"))
        .startsWith("JDK", "as, ld", "Unicorn", "machine")
        .contains("gcc", "mvn", "gdb", "musl-gcc", "nasm", "chromium", "capstone");
    assertThat(document.at("/findings/2/state").asText()).isEqualTo("ok");
    assertThat(document.at("/findings/2/required").asBoolean()).isTrue();
  }
}
