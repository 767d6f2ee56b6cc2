package dev.framewalk.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.cli.CommandLineUser.Result;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no programs: one line that says what and what to do, and no machine is made. */
final class BadFileTest {
  private static final String GIVE = "; give a static x86-64 ELF file or a .S source";

  @TempDir Path directory;
  private CommandLineUser user;

  @BeforeEach
  void sitDown() {
    user = new CommandLineUser(directory);
  }

  private void refuses(String file, String why) {
    assertThat(user.types("run", file))
        .isEqualTo(new Result(2, "", "framewalk: " + file + ": " + why + "\n"));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    refuses(directory.resolve("none").toString(), "no such file; give the path of one that exists");
    refuses(
        directory.resolve("none.S").toString(), "no such file; give the path of one that exists");
  }

  @Test
  void aNameWithoutLettersIsNoProgram() {
    assertThat(user.types("run", "").err())
        .isEqualTo("framewalk: an empty name for a program" + GIVE + "\n");
  }

  @Test
  void aDirectoryIsNoProgram() throws IOException {
    refuses(directory.toString(), "a directory" + GIVE);
    refuses(Files.createDirectory(directory.resolve("dir.S")).toString(), "a directory" + GIVE);
  }

  @Test
  void aDeviceAndAPipeAreNotWaitedFor() throws Exception {
    refuses("/dev/zero", "a pipe, socket or device" + GIVE);
    final Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    refuses(pipe.toString(), "a pipe, socket or device" + GIVE);
  }

  @Test
  void aFileBelowAFileIsNoProgram() throws Exception {
    final String below = user.file("file", "text") + "/program";
    refuses(below, "Not a directory; give the path of a file that exists");
  }

  @Test
  void aFileThatMayNotBeReadIsNoProgram() throws Exception {
    // Permissions do not bind root, but nobody may read another process's memory map by name only.
    refuses("/proc/1/mem/x", "Not a directory; give the path of a file that exists");
    assertThat(ProgramFiles.unreadable("secret", new java.nio.file.AccessDeniedException("secret")))
        .hasMessage("secret: not readable; see its permissions (ls -l)");
  }

  @Test
  void anEmptyFileIsNoProgram() throws Exception {
    refuses(user.file("empty", ""), "an empty file" + GIVE);
    refuses(user.file("empty.S", ""), "an empty file" + GIVE);
  }

  @Test
  void whatIsNoElfFileIsNoProgram() throws Exception {
    refuses(
        user.file("script", "#!/bin/sh\necho hello\n"),
        "not an ELF file; give a static x86-64 program or a .S file");
    refuses(user.file("x", "x"), "not an ELF file; give a static x86-64 program or a .S file");
  }

  @Test
  void aHugeFileIsRefusedWithoutReadingIt() throws Exception {
    final Path huge = directory.resolve("huge");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(5L << 30);
      refuses(huge.toString(), "not an ELF file; give a static x86-64 program or a .S file");
      file.write(new byte[] {0x7f, 'E', 'L', 'F'});
    }
    refuses(huge.toString(), "a file of 5368709120 bytes; programs have at most 536870912");
  }

  @Test
  void aProgramThatIsCutShortIsRefused() throws Exception {
    final byte[] whole = Files.readAllBytes(Path.of(user.program("whole", "  exit")));
    for (final int length : new int[] {4, 40, 100, 200}) {
      final Result result =
          user.types("run", user.file("cut" + length, Arrays.copyOf(whole, length)));
      assertThat(result.status()).isEqualTo(2);
      assertThat(result.errorLines())
          .singleElement()
          .asString()
          .startsWith("framewalk: " + directory.resolve("cut" + length) + ": ")
          .contains("cut short")
          .contains("; ");
    }
  }

  @Test
  void everyHeaderByteMayBeWrongWithoutAStackTrace() throws Exception {
    final byte[] whole = Files.readAllBytes(Path.of(user.program("whole", "  exit")));
    for (int at = 4; at < 64 + 56; at++) {
      final byte[] broken = whole.clone();
      broken[at] ^= (byte) 0xff;
      final Result result =
          user.types("run", "--quiet", "--budget", "1K", user.file("broken", broken));
      assertThat(result.status()).as("byte %d: %s", at, result.err()).isIn(0, 1, 2, 3);
      assertThat(result.err())
          .as("byte %d", at)
          .doesNotContain("Exception", "bug of ours", "\tat ");
      if (result.status() == 2) {
        assertThat(result.errorLines()).as("byte %d", at).hasSize(1);
      }
    }
  }

  @Test
  void a32BitProgramIsToldToBeBuiltFor64Bits() throws Exception {
    final byte[] elf = Files.readAllBytes(Path.of(user.program("whole", "  exit")));
    elf[4] = 1; // EI_CLASS: ELFCLASS32
    refuses(user.file("small", elf), "a 32-bit program; build it for x86-64 (gcc -m64)");
  }

  @Test
  void aDynamicProgramIsToldToBeLinkedStatically() {
    final String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    final Result result = user.types("run", java);
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("framewalk: " + java + ": a dynamic program (wants /lib")
        .endsWith("; link it with -static or -static-pie\n");
  }

  @Test
  void aMistakeInASourceIsSaidWithTheSourcesOwnLine() throws Exception {
    final String source = user.source("wrong.S", "  exit\n  no such instruction");
    refusesSource(source, ":6: Error: no such instruction: `no such instruction'");
    refusesSource(
        user.file("nostart.S", ".text\nnop\n"), ": Error: required symbol `_start' not defined");
  }

  private void refusesSource(String source, String why) {
    assertThat(user.types("run", source))
        .isEqualTo(new Result(2, "", "framewalk: " + source + why + "\n"));
  }

  @Test
  void assemblingLeavesNothingBehind() throws Exception {
    final String source = user.source("good.S", "  exit");
    final String wrong = user.source("wrong.S", "  nonsense");
    final Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    final long before = scratchIn(temporary);
    assertThat(user.types("run", source).status()).isZero();
    assertThat(user.types("run", wrong).status()).isEqualTo(2);
    assertThat(scratchIn(temporary)).isEqualTo(before);
  }

  private static long scratchIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("framewalk-run-"))
          .count();
    }
  }

  @Test
  void standardInputThatCannotBeReadIsRefused() throws Exception {
    final String program = user.program("whole", "  exit");
    assertThat(user.types("run", "--stdin", directory + "/none", program))
        .isEqualTo(
            new Result(
                2,
                "",
                "framewalk: --stdin "
                    + directory
                    + "/none: no such file; give the path of one that exists\n"));
    assertThat(user.types("run", "--stdin", directory.toString(), program).err())
        .isEqualTo("framewalk: --stdin " + directory + ": a directory; give a file\n");
  }

  @Test
  void aMachineTooSmallForItsProgramsIsAMachineError() throws Exception {
    final String program = user.program("whole", "  exit\n  .bss\n  .skip 4096\n");
    final String[] line = new String[3 + 2 * 64];
    Arrays.fill(line, "--");
    line[0] = "run";
    line[1] = "--memory";
    line[2] = "1M";
    for (int i = 3; i < line.length; i += 2) {
      line[i] = program;
    }
    final Result result = user.types(Arrays.copyOf(line, line.length - 1));
    assertThat(result.status()).isEqualTo(3);
    assertThat(result.errorLines())
        .singleElement()
        .asString()
        .startsWith("framewalk: whole: memory too small")
        .endsWith("give the machine more (--memory)");
  }
}
