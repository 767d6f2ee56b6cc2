package dev.framewalk.emulator.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.harness.Leftovers;
import dev.framewalk.emulator.harness.ProgramMaker;
import dev.framewalk.emulator.suite.SuiteRunner.Native;
import dev.framewalk.firmware.Assembler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test is a source with its expectations; what is expected of the verdict is written here. */
class SuiteRunnerTest {
  private static final String HEAD = ".include \"guest.inc\"\n.globl _start\n.text\n_start:\n";

  @TempDir private Path directory;
  private SuiteRunner runner;

  @BeforeEach
  void makeRunner() {
    runner = new SuiteRunner(ProgramMaker.in(directory.resolve("made")), Native.COMPARED);
  }

  @CanIgnoreReturnValue
  private Path source(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private TestResult run(String directives, String code) throws IOException {
    return runner.run(source("guest.S", directives + HEAD + code));
  }

  private static String text(TestResult result) {
    return result.failure().orElseThrow().text();
  }

  /** A failure whose text holds all of {@code parts}. */
  private void fails(String directives, String code, String... parts) throws IOException {
    final TestResult result = run(directives, code);
    assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.FAILED);
    assertThat(text(result)).contains(parts);
    assertThat(result.failure().orElseThrow().trial()).isPresent();
  }

  private void passes(String directives, String code) throws IOException {
    final TestResult result = run(directives, code);
    assertThat(result.failure()).isEmpty();
    assertThat(result.outcome()).isEqualTo(Outcome.PASSED);
  }

  private void errs(ErrorKind kind, String directives, String code, String... parts)
      throws IOException {
    final TestResult result = run(directives, code);
    assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.ERROR);
    assertThat(result.failure().orElseThrow().error()).contains(kind);
    assertThat(text(result)).contains(parts);
  }

  @Test
  void aTestPassesWhenAllThatItSaysHolds() throws Exception {
    passes(
        "# RUN: guest 3 4\n# EXPECT-EXIT: 3\n# EXPECT-OUT: one\n# EXPECT-OUT:\n# EXPECT-OUT: two\n",
        "print_line \"one\"\nnewline\nprint_line \"two\"\nexit [rsp]\n");
  }

  @Test
  void withoutAWordOfItAProcessIsToExitWithZero() throws Exception {
    passes("# RUN:\n", "exit\n");
    fails(
        "# RUN:\n",
        "exit 3\n",
        directory.resolve("guest.S")
            + ": guest is to exit with status 0, but it exited with status 3");
  }

  @Test
  void anExpectationIsToldWithItsLine() throws Exception {
    fails(
        "# RUN:\n# EXPECT-EXIT: SIGKILL\n",
        "exit 3\n",
        "guest.S:2: guest is to be killed by SIGKILL, but it exited with status 3");
    passes("# RUN:\n# EXPECT-EXIT: SIGKILL\n", "sys getpid\nmov rdi, rax\nsys kill, rdi, 9\n");
  }

  @Test
  void aFailedAssertionIsToldWithFileAndLine() throws Exception {
    // The source's lines: 1 directive, 2 to 5 the head, 6 mov, 7 the assertion.
    fails(
        "# RUN:\n",
        "mov eax, 5\nassert_eq rax, 3\nexit\n",
        "guest said: guest.S:7: assertion failed: rax == 3: found 0x5, wanted 0x3"
            + "\n  7 | assert_eq rax, 3");
  }

  @Test
  void aDifferenceOfOutputIsShownAsLines() throws Exception {
    fails(
        "# RUN:\n# EXPECT-OUT: a\n# EXPECT-OUT: b\n# EXPECT-OUT: c\n",
        "print_line \"a\"\nprint_line \"x\"\nprint_line \"c\"\nprint \"d\"\nflush\nexit\n",
        "guest.S:2: standard output of guest differs (- expected, + printed):\n"
            + "      a\n    - b\n    + x\n      c\n    + d");
    fails("# RUN:\n# EXPECT-NO-OUT:\n", "print_line \"a\"\nexit\n", "    + a");
    fails(
        "# RUN:\n# EXPECT-ERR: y\n",
        ".pushsection .rodata\nx: .ascii \"\\033[31m\"\n.popsection\nsys write, 2, offset(x), 5\nexit\n",
        "standard error of guest differs",
        "    + \\u001b[31m");
  }

  @Test
  void aLongDifferenceIsCut() throws Exception {
    final TestResult result =
        run(
            "# RUN:\n# EXPECT-OUT: 1\n",
            "mov r12d, 3000\n1: print_line \"line\"\ndec r12\njnz 1b\nexit\n");
    assertThat(text(result).lines().count()).isLessThan(30);
    assertThat(text(result)).contains("lines more");
  }

  @Test
  void aFaultIsHeldAgainstAccessReasonPlaceAndAddress() throws Exception {
    final String store = "nop\nstore: mov dword ptr [rip + _start], eax\nexit\n";
    passes("# RUN:\n# EXPECT-FAULT: write read-only at store of _start\n", store);
    passes("# RUN:\n# EXPECT-FAULT: write read-only at _start+1\n", store);
    passes("# RUN:\n# EXPECT-FAULT: write in store\n# EXPECT-EXIT: SIGSEGV\n", store);
    passes("# RUN:\n# EXPECT-FAULT: write at line 8\n", store);
    passes("# RUN:\n# EXPECT-FAULT: SIGSEGV at store\n", store);
    for (final String other :
        new String[] {
          "read read-only",
          "write not-mapped",
          "write at _start",
          "write in _start",
          "write at line 7",
          "write at 0x401000",
          "write of 0x401001",
          "SIGFPE",
          "SIGBUS at store"
        }) {
      fails(
          "# RUN:\n# EXPECT-FAULT: " + other + "\n",
          store,
          "guest.S:2: guest is to die of a fault: ",
          "but it died of SIGSEGV: write of 0x401",
          "at store, guest.S:8",
          "\n  8 | store: mov dword ptr [rip + _start], eax");
    }
    fails("# RUN:\n# EXPECT-FAULT: write at nowhere\n", store, "guest has no symbol nowhere");
    fails("# RUN:\n# EXPECT-FAULT: read\n", "exit 4\n", "but it exited with status 4");
    passes("# RUN:\n# EXPECT-FAULT: SIGFPE at divide\n", "xor ecx, ecx\ndivide: div ecx\nexit\n");
  }

  @Test
  void anUnexpectedFaultIsToldWithTheSourceLine() throws Exception {
    fails(
        "# RUN:\n",
        "xor eax, eax\n\tmov rbx, [rax]\nexit\n",
        "but it died of SIGSEGV: read of 0x0 (null-pointer: a null pointer was used)",
        "guest.S:7\n  7 | mov rbx, [rax]");
  }

  private static final String MAPS =
      "shm_name ring, \"/fw-suite-ring\"\n.pushsection .bss\nview: .skip 8\n.popsection\n"
          + "shm_create ring, 3*PAGE_SIZE\nmov rbx, rax\n"
          + "sys mmap, 0x10000000, 2*PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED, rbx,"
          + " PAGE_SIZE\nmov [view], rax\nmov qword ptr [rax], 7\n"
          + "looked: shm_unlink ring\nexit\n";

  @Test
  void aMappingIsHeldAgainstTheTables() throws Exception {
    passes("# RUN:\n# EXPECT-MAP: 0x10000000 /fw-suite-ring+0x1000 rw\n", MAPS);
    passes("# RUN:\n# EXPECT-MAP: 0x10000008 /fw-suite-ring+0x1008 rw at looked\n", MAPS);
    passes("# RUN:\n# EXPECT-MAP: [view] /fw-suite-ring+4096 rw\n", MAPS);
    passes("# RUN:\n# EXPECT-MAP: _start anonymous rx\n", MAPS);
    passes("# RUN:\n# EXPECT-MAP: view anonymous rw\n", MAPS);
    passes("# RUN:\n# EXPECT-MAP: 0x20000000 nothing\n", MAPS);
    fails(
        "# RUN:\n# EXPECT-MAP: 0x10000000 /fw-suite-ring rw\n",
        MAPS,
        "guest.S:2: guest: 0x10000000 is to reach /fw-suite-ring+0x0 rw-, but it reaches"
            + " /fw-suite-ring+0x1000 (unlinked) rw-");
    fails(
        "# RUN:\n# EXPECT-MAP: [view] /fw-suite-ring+0x1000 r\n",
        MAPS,
        "guest: [view], which is 0x10000000, is to reach /fw-suite-ring+0x1000 r--, but it");
    fails(
        "# RUN:\n# EXPECT-MAP: 0x20000000 anonymous rw\n",
        "sys mmap, 0x20000000, PAGE_SIZE, PROT_READ|PROT_WRITE,"
            + " MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0\nexit\n",
        "no page is present: ",
        " rw- is mapped there, but the process has not touched this page yet");
    fails(
        "# RUN:\n# EXPECT-MAP: 0x20000000 anonymous r\n",
        "sys mmap, 0x20000000, PAGE_SIZE, PROT_NONE,"
            + " MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0\nexit\n",
        "may not be used");
    fails(
        "# RUN:\n# EXPECT-MAP: 0x20000000 /fw-suite-ring rw\n",
        MAPS,
        "but nothing is mapped there");
    fails(
        "# RUN:\n# EXPECT-MAP: 0x10000000 nothing\n", MAPS, "is to reach nothing, but it reaches");
    fails("# RUN:\n# EXPECT-MAP: view anonymous r\n", MAPS, "but it reaches memory of its own");
    fails(
        "# RUN:\n# EXPECT-MAP: view anonymous rw at later\n",
        MAPS + "later: exit\n",
        "guest.S:2: guest never came to later");
    fails(
        "# RUN:\n# EXPECT-MAP: view anonymous rw at nowhere\n",
        MAPS,
        "guest.S:2: guest has no symbol nowhere; it has looked, ring, view");
    fails(
        "# RUN:\n# EXPECT-MAP: view anonymous rw at loked\n",
        MAPS,
        "guest.S:2: guest has no symbol loked (did you mean looked?)");
    fails(
        "# RUN:\n# EXPECT-MAP: [veiw] anonymous rw\n",
        MAPS,
        "guest.S:2: guest has no symbol veiw (did");
  }

  @Test
  void objectsThatAreLeftAreToldUnlessTheyAreExpected() throws Exception {
    final String leaves = "shm_name ring, \"/fw-suite-left\"\nshm_create ring, PAGE_SIZE\nexit\n";
    fails(
        "# RUN:\n", leaves, "left at the end: /fw-suite-left; unlink it, or say # EXPECT-OBJECTS:");
    passes("# RUN:\n# EXPECT-OBJECTS: /fw-suite-left\n", leaves);
    fails(
        "# RUN:\n# EXPECT-OBJECTS: /fw-suite-left /other\n",
        leaves,
        "not there at the end: /other, which EXPECT-OBJECTS names");
  }

  private static final String WAITS =
      "map_anonymous PAGE_SIZE\nsys futex, rax, 0, 0, 0, 0, 0\nexit\n";

  @Test
  void aDeadlockIsAFailureUnlessItIsExpected() throws Exception {
    fails("# RUN:\n", WAITS, "guest waits for ever", "deadlock: ");
    passes("# RUN:\n# EXPECT-DEADLOCK:\n", WAITS);
    fails(
        "# RUN:\n# EXPECT-DEADLOCK:\n",
        "exit\n",
        "guest.S:2: a deadlock is expected, but every process ended");
  }

  @Test
  void whoForksWithoutEndIsNotNamedWithoutEnd() throws Exception {
    final TestResult result = run("# RUN:\n# BUDGET: 10K\n", "1: sys fork\njmp 1b\n");
    assertThat(result.outcome()).isEqualTo(Outcome.NO_VERDICT);
    assertThat(text(result))
        .containsPattern(", guest \\(pid 107\\) and \\d+ more")
        .hasSizeLessThan(400);
  }

  @Test
  void mappingsOfWhoWaitsForEverAreLookedAtWhenAllWait() throws Exception {
    passes("# RUN:\n# EXPECT-DEADLOCK:\n# EXPECT-MAP: 0x10000000 nothing\n", WAITS);
    fails(
        "# RUN:\n# EXPECT-DEADLOCK:\n# EXPECT-MAP: 0x10000000 /fw-suite-ring rw\n",
        WAITS,
        "guest.S:3: guest: 0x10000000 is to reach /fw-suite-ring+0x0 rw-, but nothing is mapped");
  }

  @Test
  void aBudgetThatIsUsedUpIsNoVerdict() throws Exception {
    final TestResult result = run("# RUN:\n# BUDGET: 100K\n", "1: jmp 1b\n");
    assertThat(result.outcome()).isEqualTo(Outcome.NO_VERDICT);
    assertThat(text(result))
        .startsWith("no verdict: the budget of 100000 guest instructions was used up")
        .contains("still running: guest (pid ");
    assertThat(result.failure().orElseThrow().error()).isEmpty();
  }

  @Test
  void whatWentWrongBeforeTheBudgetWasUsedUpIsAFailure() throws Exception {
    source("other.S", HEAD + "exit 5\n");
    fails(
        "# RUN:\n# WITH: other.S\n# BUDGET: 100K\n",
        "1: jmp 1b\n",
        "other is to exit with status 0, but it exited with status 5\nthen the budget of 100000 guest instructions was used up");
  }

  @Test
  void processesThatRunTogetherAreToldApart() throws Exception {
    source("other.S", HEAD + "print_line \"other\"\nexit 5\n");
    passes(
        "# RUN: first\n# WITH: second=other.S\n# EXPECT-EXIT[second]: 5\n"
            + "# EXPECT-OUT[second]: other\n# EXPECT-OUT: mine\n",
        "print_line \"mine\"\nexit\n");
    fails(
        "# RUN: first\n# WITH: other.S\n",
        "exit\n",
        "other is to exit with status 0, but it exited with status 5");
  }

  @Test
  void inputReachesTheProcessThatItIsFor() throws Exception {
    passes(
        "# RUN:\n# INPUT: one\n# INPUT: two\n# EXPECT-OUT: one\n# EXPECT-OUT: two\n",
        ".pushsection .bss\nbuffer: .skip 100\n.popsection\nsys read, 0, offset(buffer), 100\n"
            + "mov rdx, rax\nsys write, 1, offset(buffer)\nexit\n");
  }

  @Test
  void everySeedIsARunAndTheFirstThatFailsIsTold() throws Exception {
    // The seed decides the random bytes: their parity is even for some seeds and odd for others.
    final String parity =
        ".pushsection .bss\nbyte: .skip 8\n.popsection\nsys getrandom, offset(byte), 1, 0\n"
            + "mov rdi, [byte]\nand edi, 1\nexit rdi\n";
    final TestResult all = run("# RUN:\n# SEED: 1..50\n", parity);
    assertThat(all.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(all.wanted()).isEqualTo(50);
    final long seed = all.failure().orElseThrow().trial().orElseThrow().config().seed();
    assertThat(seed).isEqualTo(all.runs());
    final TestFile test = TestFile.parse(directory.resolve("guest.S"));
    assertThat(runner.run(test.withSeeds(List.of(seed))).outcome()).isEqualTo(Outcome.FAILED);
    final TestResult shifted = runner.run(test.withSeeds(List.of(0L)).shiftedBy(seed));
    assertThat(shifted.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(text(shifted)).isEqualTo(text(all));
    if (seed > 1) {
      assertThat(runner.run(test.withSeeds(List.of(1L))).outcome()).isEqualTo(Outcome.PASSED);
    }
  }

  @Test
  void theSameTestHasTheSameResultAgain() throws Exception {
    final String code = "mov rax, [rsp]\nassert_eq rax, 2\nexit\n";
    assertThat(text(run("# RUN:\n", code))).isEqualTo(text(run("# RUN:\n", code)));
  }

  @Test
  void theHostDoesTheSame() throws Exception {
    passes("# RUN:\n# EXPECT-NATIVE: same\n", "print_line \"x\"\nexit\n");
    // The machine's first process has a number that the host gave away when it started.
    fails(
        "# RUN:\n# EXPECT-NATIVE: same\n",
        "sys getpid\nprint_dec rax\nnewline\nexit\n",
        "guest.S:2: standard output of guest differs (- on the host, + in the machine):");
    final TestResult left =
        new SuiteRunner(ProgramMaker.in(directory.resolve("made")), Native.LEFT_OUT)
            .run(directory.resolve("guest.S"));
    assertThat(left.outcome()).isEqualTo(Outcome.PASSED);
  }

  @Test
  void programsThatCannotBeMadeAreErrorsThatNameTheFile() throws Exception {
    errs(
        ErrorKind.BAD_PROGRAM,
        "# RUN:\n",
        "movv eax, 1\n",
        "guest.S:6: Error: no such instruction");
    errs(
        ErrorKind.BAD_PROGRAM,
        "# RUN:\n# WITH: missing.S\n",
        "exit\n",
        "guest.S:2: " + directory.resolve("missing.S") + ": no such file");
    assertThat(run("# RUN:\n# WITH: missing.S\n", "exit\n").failure().orElseThrow().program())
        .contains("missing.S");
    Files.createDirectory(directory.resolve("sub.S"));
    errs(ErrorKind.BAD_PROGRAM, "# RUN:\n# WITH: sub.S\n", "exit\n", "a directory");
    source("empty.elf", "");
    errs(ErrorKind.BAD_PROGRAM, "# RUN:\n# WITH: empty.elf\n", "exit\n", "empty.elf");
    errs(ErrorKind.BAD_TEST, "# RUN:\n# SEED: x\n", "exit\n", "guest.S:2:9: a seed is a number");
  }

  @Test
  void aToolThatIsMissingIsToldWithItsInstallCommand() throws Exception {
    final Path file = source("guest.S", "# RUN:\n" + HEAD + "exit\n");
    final TestResult result =
        new SuiteRunner(
                ProgramMaker.in(directory.resolve("other"), Assembler.searching("/nowhere")),
                Native.COMPARED)
            .run(file);
    assertThat(result.outcome()).isEqualTo(Outcome.ERROR);
    assertThat(result.failure().orElseThrow().error()).contains(ErrorKind.MISSING_TOOL);
    assertThat(text(result)).contains("apt-get install binutils");
  }

  /** No guest can make the kernel lose a frame, so what is said of it is looked at by itself. */
  @Test
  void aLeakOrAFindingOfTheAuditIsTheMachinesError() {
    final Verdict leak = RunCheck.unsound(new Leftovers(List.of(), List.of(), 3, Optional.empty()));
    assertThat(leak.outcome()).isEqualTo(Outcome.ERROR);
    assertThat(leak.failure().orElseThrow().error()).contains(ErrorKind.MACHINE);
    assertThat(leak.failure().orElseThrow().text()).contains("kept 3 frames");
    final Verdict finding =
        RunCheck.unsound(new Leftovers(List.of(), List.of(), 0, Optional.of("two owners")));
    assertThat(finding.failure().orElseThrow().text()).isEqualTo("two owners");
  }

  @Test
  void aHintAndATitleComeWithTheResult() throws Exception {
    final TestResult result = run("# RUN:\n# TITLE: it exits\n# HINT: exit\n", "exit 1\n");
    assertThat(result.title()).contains("it exits");
    assertThat(result.hint()).contains("exit");
  }
}
