package dev.framewalk.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.cli.CommandLineUser.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code framewalk report}: it runs as run does, and leaves a page. */
final class ReportCommandTest {
  @TempDir Path directory;
  private CommandLineUser user;
  private Path page;

  @BeforeEach
  void arrive() {
    user = new CommandLineUser(directory);
    page = directory.resolve("page.html");
  }

  @Test
  void thePageIsWrittenAndTheRunIsTheOneOfRun() throws Exception {
    final String program = user.source("hello.S", "  print_line \"hello\"\n  exit");
    final Result run = user.types("run", program);
    final Result result = user.types("report", "-o", page.toString(), program);
    assertThat(result.status()).isZero();
    assertThat(result.out()).isEqualTo("hello\n");
    assertThat(result.err())
        .isEqualTo(run.err() + "-- framewalk: report in " + page + ", 7 events\n");
    assertThat(page).content().contains("\"schema\":\"framewalk.report/1\"", "hello");
  }

  @Test
  void aProgramThatFailsLeavesAPageAndItsStatus() throws Exception {
    final String program = user.source("bad.S", "  mov qword ptr [0], 1");
    final Result result = user.types("report", "--quiet", "-o", page.toString(), program);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("SIGSEGV").doesNotContain("report in");
    assertThat(page).content().contains("\"k\":\"kill\"", "a program failed");
  }

  @Test
  void aPlaceThatCannotBeWrittenToIsRefusedBeforeTheRun() throws Exception {
    final String program = user.source("hello.S", "  print_line \"hello\"\n  exit");
    final Result none =
        user.types("report", "-o", directory.resolve("none/page.html").toString(), program);
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.out()).isEmpty();
    assertThat(none.errorLines()).hasSize(1);
    assertThat(none.err()).contains("--output").contains("no directory").contains("make it first");
    final Result there = user.types("report", "-o", directory.toString(), program);
    assertThat(there.status()).isEqualTo(2);
    assertThat(there.err()).contains("a directory; give a file in it");
    assertThat(user.types("report", "-o", page.toString()).status()).isEqualTo(2);
    assertThat(Files.exists(page)).isFalse();
  }

  @Test
  void theOptionsOfRunAreTheOptionsOfReport() {
    final Result help = user.types("report", "--help");
    assertThat(help.status()).isZero();
    assertThat(help.out()).contains("--output", "--seed", "--memory", "--large-pages", "--file");
  }
}
