package dev.framewalk.guest.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle's own behaviour, with programs made for it. */
class NativeOracleTest {
  private static final Path LEFT = Path.of("/dev/shm/fw-oracle-left");

  @TempDir Path directory;

  @Test
  void aSignalIsReportedAsAShellDoes() throws Exception {
    assertThat(run("ud2", "  ud2").exitStatus()).isEqualTo(132);
  }

  @Test
  void whatIsPrintedComesByteForByteFromEachStream() throws Exception {
    ProcessOutcome outcome =
        run(
            "bytes",
            """
              sys write, 1, offset(text), 4
              sys write, 2, offset(text)+1, 2
              exit 5
            .section .rodata
            text: .byte 0, 0x80, 0xff, 10
            """);

    assertThat(outcome).isEqualTo(new ProcessOutcome(5, "\0\u0080\u00ff\n", "\u0080\u00ff"));
  }

  @Test
  void aFailedAssertionIsExplainedByItsLine() throws Exception {
    GuestSources sources = write("assert", "  mov ebx, 1\n  assert_eq rbx, 2\n");
    ProcessOutcome outcome = only(NativeOracle.onThisHost(sources).run(alone("assert")));

    assertThat(outcome.exitStatus()).isEqualTo(99);
    assertThat(sources.explain("oracle/assert", outcome.messages()))
        .isEqualTo("assert.S:6: assertion failed: rbx == 2: found 0x1, wanted 0x2\n");
  }

  @Test
  void aProgramThatDoesNotEndIsKilledAndRefused() throws Exception {
    NativeOracle oracle =
        NativeOracle.onThisHost(write("loop", "1:\n  jmp 1b\n"), Duration.ofSeconds(1));

    RunnerException refusal =
        catchThrowableOfType(RunnerException.class, () -> oracle.run(alone("loop")));

    assertThat(refusal).hasMessageContaining("oracle/loop: a program does not end natively");
  }

  @Test
  void aProgramThatPrintsWithoutEndIsKilledAndRefused() throws Exception {
    NativeOracle oracle =
        NativeOracle.onThisHost(
            write("flood", "1:\n  sys write, 1, offset(_start), 4096\n  jmp 1b\n"));

    RunnerException refusal =
        catchThrowableOfType(RunnerException.class, () -> oracle.run(alone("flood")));

    assertThat(refusal).hasMessageContaining("prints without end");
  }

  @Test
  void anObjectLeftBehindIsReportedAndRemoved() throws Exception {
    GuestSources sources =
        write("left", "  shm_create object, 1\n  exit\n\nshm_name object, \"/fw-oracle-left\"\n");

    CaseOutcome outcome = NativeOracle.onThisHost(sources).run(alone("left"));

    assertThat(outcome.objectsLeft()).containsExactly("fw-oracle-left");
    assertThat(Files.exists(LEFT)).isFalse();
  }

  @Test
  void anObjectOfAnEarlierRunIsRemovedBeforehand() throws Exception {
    Files.writeString(LEFT, "stale");

    ProcessOutcome outcome =
        run(
            "stale",
            """
              shm_open object, O_RDONLY
              show "open"
              exit
            shm_name object, "/fw-oracle-left"
            """);

    assertThat(outcome.output()).isEqualTo("open: ENOENT\n");
  }

  @Test
  void aCaseThatNeedsMoreSharedMemoryThanTheHostHasSaysSo() throws Exception {
    NativeOracle oracle = NativeOracle.onThisHost(write("big", "  exit\n"));

    RunnerException refusal =
        catchThrowableOfType(
            RunnerException.class, () -> oracle.run(alone("big").withMemory(Integer.MAX_VALUE)));

    assertThat(refusal).hasMessageContaining("not enough shared memory on this host");
  }

  private ProcessOutcome run(String name, String body) throws Exception {
    return only(NativeOracle.onThisHost(write(name, body)).run(alone(name)));
  }

  private static ProcessOutcome only(CaseOutcome outcome) {
    assertThat(outcome.processes()).hasSize(1);
    return outcome.processes().get(0);
  }

  private static GuestCase alone(String name) {
    String source = "oracle/" + name;
    return new GuestCase(source, List.of(new GuestProgram(source, List.of(), 0)), 64);
  }

  private GuestSources write(String name, String body) throws Exception {
    Path asm = directory.resolve("asm");
    writeSource(
        asm.resolve("oracle").resolve(name + ".S"),
        ".include \"guest.inc\"\n.text\n.globl _start\n_start:\n" + body);
    return GuestSources.in(asm, directory.resolve("guests"));
  }

  private static void writeSource(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }
}
