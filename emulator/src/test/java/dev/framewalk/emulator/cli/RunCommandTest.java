package dev.framewalk.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.cli.CommandLineUser.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code framewalk run}: what reaches the streams, and the exit status. */
final class RunCommandTest {
  /** Echoes its arguments and then its environment, a line each. */
  private static final String ECHO =
      """
        lea rbx, [rsp + 8]
      1:
        mov r12, [rbx]
        test r12, r12
        jz 2f
        print "argument "
        print_string r12
        newline
        add rbx, 8
        jmp 1b
      2:
        add rbx, 8
        mov r12, [rbx]
        test r12, r12
        jz 3f
        print "variable "
        print_string r12
        newline
        jmp 2b
      3:
        exit
      """;

  /** Copies standard input to standard output. */
  private static final String COPY =
      """
      1:
        sys read, 0, offset(buffer), 100
        test rax, rax
        jle 2f
        sys write, 1, offset(buffer), rax
        jmp 1b
      2:
        exit
        .bss
      buffer: .skip 100
      """;

  @TempDir Path directory;
  private CommandLineUser user;

  @BeforeEach
  void sitDown() {
    user = new CommandLineUser(directory);
  }

  @Test
  void whatAProgramWritesIsAllThatIsOnStandardOutput() throws Exception {
    final Result result =
        user.types("run", user.program("hello", "  print_line \"hello\"\n  exit"));
    assertThat(result.status()).isZero();
    assertThat(result.out()).isEqualTo("hello\n");
    assertThat(result.errorLines())
        .contains(
            "-- framewalk: the program exited with status 0",
            "   hello (pid 100)  exit status 0",
            "   objects left     none",
            "   system calls     2",
            "   switches         1");
  }

  @Test
  void aSourceRunsAsTheProgramThatIsMadeOfIt() throws Exception {
    final String body = "  print_line \"hello\"\n  exit";
    final Result source = user.types("run", user.source("hello.S", body));
    final Result program = user.types("run", user.program("hello", body));
    assertThat(source).isEqualTo(program);
  }

  @Test
  void bytesThatAreNoTextPassUnchanged() throws Exception {
    final String program =
        user.program(
            "bytes",
            "  sys write, 1, offset(data), 4\n  exit\n  .data\ndata: .byte 0, 0xff, 0xc3, 0x28\n");
    assertThat(user.types("run", program).out()).isEqualTo("\0\u00ff\u00c3(");
  }

  @Test
  void aFileOfOursIsWhereTheOptionPutsIt() throws Exception {
    final Path ours = directory.resolve("ours.txt");
    Files.writeString(ours, "what we wrote\n");
    final String program =
        user.program(
            "cat",
            """
              sys open, offset(path), 0, 0
              test rax, rax
              js 2f
              sys read, rax, offset(buffer), 100
              sys write, 1, offset(buffer), rax
              exit
            2:
              exit 3
              .data
            path: .asciz "/data/in.txt"
              .bss
            buffer: .skip 100
            """);
    assertThat(user.types("run", "--quiet", "--file", "/data/in.txt=" + ours, program))
        .isEqualTo(new Result(0, "what we wrote\n", ""));
    assertThat(user.types("run", "--quiet", program).status())
        .isEqualTo(ExitCode.GUEST_FAILED.status());
    // A copy: what programs do to theirs is nothing to ours.
    assertThat(Files.readString(ours)).isEqualTo("what we wrote\n");
  }

  @Test
  void aFileThatCannotBePutIsRefusedWithWhatToGive() throws Exception {
    final String program = user.program("none", "  exit");
    final Path ours = directory.resolve("ours.txt");
    Files.writeString(ours, "x");
    for (final String option :
        List.of("in=" + ours, "/in", "/in=", "/in=" + directory, "/tmp=" + ours)) {
      final Result result = user.types("run", "--file", option, program);
      assertThat(result.status()).as(option).isEqualTo(ExitCode.USAGE.status());
      assertThat(result.err()).as(option).contains("--file " + option + ": ").contains("give ");
    }
  }

  @Test
  void standardErrorOfAProgramIsOurs() throws Exception {
    final String program =
        user.program(
            "warns",
            "  sys write, 2, offset(data), 5\n  exit\n  .data\ndata: .ascii \"warn\\n\"\n");
    final Result result = user.types("run", "--quiet", program);
    assertThat(result).isEqualTo(new Result(0, "", "warn\n"));
  }

  @Test
  void argumentsBehindTheProgramAreItsOwnWhateverTheyLookLike() throws Exception {
    final String program = user.program("echo", ECHO);
    final Result result =
        user.types("run", "-q", program, "--seed", "-x", "@file", "", "two words", "\u00fc");
    assertThat(
            new String(result.out().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
        .isEqualTo(
            "argument "
                + program
                + "\nargument --seed\nargument -x\nargument @file\nargument \nargument two words\n"
                + "argument \u00fc\n");
  }

  @Test
  void theEnvironmentIsWhatIsGivenAndNothingElse() throws Exception {
    final String program = user.program("echo", ECHO);
    assertThat(user.types("run", "-q", "--env", "A=1", "--env=B=x=y", program).out())
        .isEqualTo("argument " + program + "\nvariable A=1\nvariable B=x=y\n");
  }

  @Test
  void everyProgramHasItsArgumentsAndAllRunOnOneMachine() throws Exception {
    final String program = user.program("echo", ECHO);
    final Result result = user.types("run", program, "left", "--", program, "--", program, "-q");
    assertThat(result.status()).isZero();
    assertThat(result.out().lines())
        .containsExactlyInAnyOrder(
            "argument " + program,
            "argument left",
            "argument " + program,
            "argument " + program,
            "argument -q");
    assertThat(result.errorLines())
        .contains(
            "-- framewalk: all 3 programs exited with status 0",
            "   echo (pid 100)  exit status 0",
            "   echo (pid 101)  exit status 0",
            "   echo (pid 102)  exit status 0");
  }

  @Test
  void standardInputIsAFileOrOurOwnAndNothingOtherwise() throws Exception {
    final String program = user.program("copy", COPY);
    final String file = user.file("input", "from a file");
    assertThat(user.types("run", "-q", program).out()).isEmpty();
    assertThat(user.types("run", "-q", "--stdin", file, program).out()).isEqualTo("from a file");
    user = user.withInput("from us".getBytes(StandardCharsets.US_ASCII));
    assertThat(user.types("run", "-q", "--stdin", "-", program, "--", program).out())
        .isEqualTo("from usfrom us");
  }

  @Test
  void aStatusThatIsNotZeroIsAFailedGuest() throws Exception {
    final Result result = user.types("run", "-q", user.program("seven", "  exit 7"));
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.errorLines())
        .contains("-- framewalk: the program failed", "   seven (pid 100)  exit status 7");
  }

  @Test
  void aProgramThatIsKilledIsToldWithTheFaultsReport() throws Exception {
    final String good = user.program("good", "  exit");
    final Result result =
        user.types("run", user.program("null", "  mov rax, [0]\n  exit"), "--", good);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.errorLines().get(0))
        .isEqualTo("null (pid 100): SIGSEGV (SEGV_MAPERR): read of 0x0: no mapping is there");
    assertThat(result.err()).contains("PML4[0x0] at 0x", "error code 0x4");
    assertThat(result.errorLines())
        .contains(
            "-- framewalk: 1 of 2 programs failed",
            "   null (pid 100)  killed by SIGSEGV (status 139)",
            "   good (pid 101)  exit status 0");
  }

  @Test
  void aBudgetThatIsUsedUpIsAFailedGuestAndIsNamed() throws Exception {
    final String program = user.program("loop", "1: jmp 1b");
    final Result instructions = user.types("run", "--budget", "2K", program);
    assertThat(instructions.status()).isEqualTo(1);
    assertThat(instructions.errorLines())
        .contains(
            "-- framewalk: budget of 2000 guest instructions used up; give more (--budget)",
            "   loop (pid 100)  still there when the run ended");
    final Result time = user.types("run", "--budget", "20ms", program);
    assertThat(time.status()).isEqualTo(1);
    assertThat(time.errorLines())
        .contains("-- framewalk: budget of 20 ms of wall time used up; give more (--budget)");
  }

  @Test
  void programsPrintNoMoreThanTheyMay() throws Exception {
    final String program = user.program("prints", "  sys write, 1, offset(_start), 10\n  exit rax");
    final Result result = user.types("run", "--output-limit", "3", program);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).hasSize(3);
    assertThat(result.errorLines())
        .contains(
            "   prints (pid 100)  exit status 3",
            "   output limit      3 reached, more was refused with ENOSPC; give more"
                + " (--output-limit)");
    assertThat(user.types("run", "--output-limit", "1K", program).err())
        .doesNotContain("output limit");
  }

  @Test
  void whatIsLeftBehindIsListed() throws Exception {
    final String program =
        user.program(
            "leaves", "  shm_create object, 5000\n  exit\n  shm_name object, \"/left-behind\"\n");
    assertThat(user.types("run", program).errorLines())
        .contains(
            "   object left       /left-behind, id 1, 5000 bytes in 2 frames, made by pid 100,"
                + " references 0");
  }

  @Test
  void callsThatTheKernelHasNotAreListed() throws Exception {
    final String program =
        user.program(
            "asks",
            "  mov eax, 4000\n  syscall\n  mov eax, 4000\n  syscall\n  mov eax, 101\n  syscall\n  exit");
    assertThat(user.types("run", program).errorLines())
        .contains(
            "   unknown call    ptrace, number 101, made 1 time, refused with ENOSYS",
            "   unknown call    syscall_0xfa0, number 4000, made 2 times, refused with ENOSYS");
  }

  @Test
  void theSameSeedGivesTheSameRunAndAnotherSeedAnother() throws Exception {
    final String program =
        user.program(
            "turns",
            "  mov ebx, 200\n1:\n  mov ecx, 300\n2: dec ecx\n  jnz 2b\n  sys getpid\n  dec ebx\n"
                + "  jnz 1b\n  exit");
    final Result first =
        user.types("run", "--seed", "7", "--quantum", "100", program, "--", program);
    final Result again =
        user.types("run", "--seed", "7", "--quantum", "100", program, "--", program);
    final Result other =
        user.types("run", "--seed", "8", "--quantum", "100", program, "--", program);
    assertThat(again).isEqualTo(first);
    assertThat(hash(other)).isNotEqualTo(hash(first));
  }

  private static String hash(Result result) {
    return result
        .err()
        .lines()
        .filter(line -> line.contains("schedule hash"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theCoherenceCheckSaysHowMuchItCompared() throws Exception {
    final String program = user.program("hello", "  print_line \"hello\"\n  exit");
    assertThat(user.types("run", "--check", program).err())
        .containsPattern("coherence +[1-9]\\d* translations compared, all equal\n");
  }

  @Test
  void largePagesAreUsedWhereTheyAreAskedFor() throws Exception {
    final String program =
        user.program(
            "large",
            """
              shm_create object, 0x200000
              sys mmap, 0x40000000, 0x200000, PROT_READ, MAP_SHARED, rax, 0
              mov byte ptr [rax], 1
              exit
              shm_name object, "/large"
            """);
    final Result small = user.types("run", "--memory", "16M", program);
    final Result large = user.types("run", "--memory", "16M", "--large-pages", program);
    assertThat(small.err()).contains("write to 0x40000000").containsPattern(" => PT\\[0x0\\] +at ");
    assertThat(large.err())
        .contains("write to 0x40000000")
        .containsPattern(" => PD\\[0x0\\] +at ")
        .doesNotContainPattern(" PT\\[");
  }

  @Test
  void aReaderThatIsGoneEndsTheRunWithoutAWord() throws Exception {
    final String program = user.program("yes", "1: print_line \"y\"\n  jmp 1b");
    assertThat(user.typesInto(refusing("Broken pipe"), "run", program))
        .isEqualTo(new Result(141, "", ""));
    assertThat(user.typesInto(refusing("Broken pipe"), "--help"))
        .isEqualTo(new Result(141, "", ""));
  }

  @Test
  void aFullDiskIsSaid() throws Exception {
    final String program = user.program("hello", "  print_line \"hello\"\n  exit");
    final Result result = user.typesInto(refusing("No space left on device"), "run", program);
    assertThat(result)
        .isEqualTo(
            new Result(
                3,
                "",
                "framewalk: cannot write to standard output: No space left on device; see that"
                    + " there is room and that it is open\n"));
  }

  private static OutputStream refusing(String why) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(why);
      }
    };
  }
}
