package dev.framewalk.emulator.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewalk.emulator.harness.FaultReason;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.suite.ExpectedMapping.Rights;
import dev.framewalk.emulator.suite.ExpectedMapping.Target;
import dev.framewalk.pagetable.table.Access;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestFileTest {
  @TempDir private Path directory;

  private static TestFile parsed(String... lines) throws TestFormatException {
    return TestFile.parse(Path.of("tests/ring.S"), String.join("\n", lines) + "\n");
  }

  private static ProcessExpectations of(TestFile test, String process) {
    return Objects.requireNonNull(test.expectations().get(process));
  }

  private static ProcessExpectations expected(String... lines) throws TestFormatException {
    final TestFile test = parsed(lines);
    return test.expectations().values().iterator().next();
  }

  @Test
  void runAloneNamesTheProcessAfterItsFile() throws Exception {
    final TestFile test = parsed("# RUN:");
    assertThat(test.programs()).hasSize(1);
    assertThat(test.programs().get(0).name()).isEqualTo("ring");
    assertThat(test.programs().get(0).file()).isEqualTo("ring.S");
    assertThat(test.programs().get(0).arguments()).isEmpty();
  }

  @Test
  void runGivesANameAndArgumentsAndQuotesKeepBlanks() throws Exception {
    final CalledProgram run =
        parsed("# RUN: consumer 64 \"two words\" a\\\"b \"\"").programs().get(0);
    assertThat(run.name()).isEqualTo("consumer");
    assertThat(run.arguments()).containsExactly("64", "two words", "a\"b", "");
  }

  @Test
  void withNamesFurtherProgramsInOrder() throws Exception {
    final TestFile test =
        parsed("# WITH: lib/producer.S 1", "# RUN: consumer", "# WITH: second=lib/producer.S 2");
    assertThat(test.programs())
        .extracting(CalledProgram::name)
        .containsExactly("consumer", "producer", "second");
    assertThat(test.programs())
        .extracting(CalledProgram::file)
        .containsExactly("ring.S", "lib/producer.S", "lib/producer.S");
    assertThat(test.programs().get(2).arguments()).containsExactly("2");
  }

  @Test
  void directivesStandBehindEitherMarkOfAComment() throws Exception {
    final TestFile test = parsed("// RUN: a", "## TITLE: two", "\t#SEED: 3", "//QUANTUM: 5");
    assertThat(test.title()).contains("two");
    assertThat(test.seeds()).containsExactly(3L);
    assertThat(test.config().quantum()).isEqualTo(5);
  }

  @Test
  void endsOfLinesMayBeThoseOfWindows() throws Exception {
    final TestFile test =
        TestFile.parse(Path.of("a.S"), "# RUN:\r\n# EXPECT-OUT: yes\r\n# SEED: 4\r\n");
    assertThat(test.seeds()).containsExactly(4L);
    assertThat(of(test, "a").output().orElseThrow().lines()).containsExactly("yes");
  }

  @Test
  void anExitIsAStatusOrASignal() throws Exception {
    assertThat(expected("# RUN:", "# EXPECT-EXIT: 255").end().orElseThrow().value())
        .isEqualTo(new ProcessEnd.Exited(255));
    assertThat(expected("# RUN:", "# EXPECT-EXIT: SIGKILL").end().orElseThrow().value())
        .isEqualTo(new ProcessEnd.Killed(Signal.SIGKILL));
    assertThat(expected("# RUN:").end()).isEmpty();
  }

  @Test
  void outputIsTheBytesBehindOneBlank() throws Exception {
    final ProcessExpectations expected =
        expected(
            "# RUN:",
            "# EXPECT-OUT: one",
            "# EXPECT-OUT:",
            "# EXPECT-OUT:  two ",
            "# EXPECT-ERR: \u00fc");
    assertThat(expected.output().orElseThrow().lines()).containsExactly("one", "", " two ");
    assertThat(expected.errors().orElseThrow().lines()).containsExactly("\u00c3\u00bc");
  }

  @Test
  void aSourceThatIsNoUtf8IsTakenByteForByte() throws Exception {
    final Path file = directory.resolve("latin.S");
    Files.write(file, "# RUN:\n# EXPECT-OUT: \u00fc\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(of(TestFile.parse(file), "latin").output().orElseThrow().lines())
        .containsExactly("\u00fc");
  }

  @Test
  void noOutputIsAnExpectationToo() throws Exception {
    assertThat(expected("# RUN:", "# EXPECT-NO-OUT:").output().orElseThrow().lines()).isEmpty();
    assertThat(expected("# RUN:", "# EXPECT-NO-ERR:").errors().orElseThrow().lines()).isEmpty();
    assertThat(expected("# RUN:").output()).isEmpty();
  }

  @Test
  void expectationsOfOtherProcessesStandInBrackets() throws Exception {
    final TestFile test =
        parsed(
            "# EXPECT-EXIT[producer]: 3",
            "# EXPECT-OUT[producer]: p",
            "# INPUT[producer]: one",
            "# INPUT[producer]: two",
            "# RUN: consumer",
            "# WITH: producer.S",
            "# EXPECT-EXIT: 4");
    assertThat(of(test, "producer").end().orElseThrow().value())
        .isEqualTo(new ProcessEnd.Exited(3));
    assertThat(of(test, "consumer").end().orElseThrow().value())
        .isEqualTo(new ProcessEnd.Exited(4));
    assertThat(test.inputs()).containsOnlyKeys("producer").containsEntry("producer", "one\ntwo\n");
  }

  @Test
  void aFaultHasAnAccessAReasonAndAPlace() throws Exception {
    assertThat(
            expected("# RUN:", "# EXPECT-FAULT: write read-only at store of 0x10000000")
                .fault()
                .orElseThrow()
                .value())
        .isEqualTo(
            new ExpectedFault(
                new ExpectedFault.Kind.OfPage(Access.WRITE, Optional.of(FaultReason.READ_ONLY)),
                Optional.of(new CodePlace.AtSymbol("store", 0)),
                Optional.of(new MappedAddress.Fixed(0x10000000L))));
    assertThat(fault("fetch at store+0x10").where())
        .contains(new CodePlace.AtSymbol("store", 0x10));
    assertThat(fault("read beyond-end in loop").where()).contains(new CodePlace.InSymbol("loop"));
    assertThat(fault("read at line 41").where()).contains(new CodePlace.OnLine(41));
    assertThat(fault("read of [view]+4096 at 0x401000"))
        .isEqualTo(
            new ExpectedFault(
                new ExpectedFault.Kind.OfPage(Access.READ, Optional.empty()),
                Optional.of(new CodePlace.AtAddress(0x401000)),
                Optional.of(new MappedAddress.HeldAt("view", 4096))));
    assertThat(fault("SIGFPE at divide").kind())
        .isEqualTo(new ExpectedFault.Kind.Sends(Signal.SIGFPE));
  }

  private static ExpectedFault fault(String value) throws TestFormatException {
    return expected("# RUN:", "# EXPECT-FAULT: " + value).fault().orElseThrow().value();
  }

  @Test
  void aMappingHasAnAddressATargetAndRights() throws Exception {
    assertThat(mapping("0x10000000 /ring+0 rw"))
        .isEqualTo(
            new ExpectedMapping(
                new MappedAddress.Fixed(0x10000000L),
                new Target.OfObject("/ring", 0, new Rights(true, true, false)),
                Optional.empty()));
    assertThat(mapping("[view]+0x1000 /a+b+0x2000 r-x at done"))
        .isEqualTo(
            new ExpectedMapping(
                new MappedAddress.HeldAt("view", 0x1000),
                new Target.OfObject("/a+b", 0x2000, new Rights(true, false, true)),
                Optional.of("done")));
    assertThat(mapping("page+8 anonymous r").address())
        .isEqualTo(new MappedAddress.OfSymbol("page", 8));
    assertThat(mapping("0xffffffffffffffff nothing").target()).isEqualTo(new Target.Nothing());
    assertThat(mapping("0 /ring r").target())
        .isEqualTo(new Target.OfObject("/ring", 0, new Rights(true, false, false)));
  }

  private static ExpectedMapping mapping(String value) throws TestFormatException {
    return expected("# RUN:", "# EXPECT-MAP: " + value).mappings().get(0).value();
  }

  @Test
  void theRunIsSetInTheUsualUnits() throws Exception {
    final TestFile test =
        parsed(
            "# RUN:",
            "# BUDGET: 10M",
            "# SEED: 1..3, 9,5",
            "# QUANTUM: 50",
            "# MEMORY: 16M",
            "# EXPECT-OBJECTS: /ring /b",
            "# EXPECT-DEADLOCK:",
            "# HINT: look at",
            "# HINT: the lock");
    assertThat(test.instructions()).isEqualTo(10_000_000);
    assertThat(test.seeds()).containsExactly(1L, 2L, 3L, 9L, 5L);
    assertThat(test.config().memoryBytes()).isEqualTo(16L << 20);
    assertThat(test.objects()).containsExactly("/ring", "/b");
    assertThat(test.deadlock()).contains(new Place(7, 3));
    assertThat(test.hint()).contains("look at the lock");
    assertThat(parsed("# RUN:", "# EXPECT-NATIVE: same").sameNatively()).isPresent();
    assertThat(parsed("# RUN:").instructions()).isEqualTo(100_000_000);
    assertThat(parsed("# RUN:").seeds()).containsExactly(0L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# NOTE: this",
        "# TODO: that",
        "# FIXME: x",
        "# XXX: x",
        "# BUG: x",
        "# RAX: descriptor",
        "# MAP_PRIVATE: x",
        "# R12D: count",
        "# Run: a text",
        "# ab: c",
        "# PT: two letters",
        "#include \"guest.inc\"",
        "mov eax, 1  # the RUN: of it",
        "  .ascii \"# RUN: x\"",
        "# see RUN: above"
      })
  void remarksAreNoDirectives(String line) throws Exception {
    assertThat(TestFile.find(file(line))).isEmpty();
    assertThat(TestFile.parse(file("# RUN:\n" + line)).programs()).hasSize(1);
  }

  private Path file(String text) throws Exception {
    return Files.writeString(directory.resolve("file.S"), text + "\n");
  }

  @Test
  void aHelperMayUseCapitalsAsItLikes() throws Exception {
    assertThat(TestFile.find(file("# ENOMEM: when there is none\n# PML4: level 4"))).isEmpty();
  }

  @Test
  void aFileWithoutDirectivesIsNoTest() {
    assertThatThrownBy(() -> TestFile.parse(Path.of("tests/ring.S"), "_start:\n"))
        .hasMessage(
            "tests/ring.S: no test: it has no directive; a test has a line such as # RUN: ring");
  }

  /** Each line of the table is a flawed one, and the message and place that it deserves. */
  @Test
  void everyFlawIsToldWithItsPlace() throws Exception {
    flaw("# EXPECT-EXTI: 0", "no directive EXPECT-EXTI (did you mean EXPECT-EXIT?)", 3);
    flaw("# EXPECT_EXIT: 0", "did you mean EXPECT-EXIT?", 3);
    flaw("# EXPECT_REGS: 0", "no directive EXPECT_REGS", 3);
    flaw("# EXPECT-OUTPUT: x", "did you mean EXPECT-OUT?", 3);
    flaw("# SEEDS: 1", "did you mean SEED?", 3);
    flaw("# WARNING: x", "no directive WARNING; a remark needs no capitals and colon", 3);
    flaw("# EXPECT-EXIT 0", "with a colon: # EXPECT-EXIT: 0 (to 255)", 3);
    flaw("# expect-exit: 0", "written in capitals", 3);
    flaw("# EXPECT EXIT: 0", "with a colon", 3);
    flaw("nop # EXPECT-EXIT: 0", "a directive stands on a line of its own", 7);
    flaw(" * EXPECT-EXIT: 0", "a directive stands on a line of its own", 4);
    flaw("# RUN: again", "RUN a second time; it is in line 1", 3);
    flaw("# SEED[ring]: 1", "SEED is about the test, not one process", 8);
    flaw("# WITH:", "the file is missing", 8);
    flaw("# WITH: ring.S", "a second program named ring; give it another name", 9);
    flaw("# WITH: \"a b.S\"", "a process's name is of letters", 9);
    flaw("# WITH: a.S \"open", "this quote is not closed", 13);
    flaw("# WITH: name=", "no name of a file", 9);
    flaw("# EXPECT-EXIT:", "the exit status, or the signal, is missing", 15);
    flaw("# EXPECT-EXIT: 256", "an exit status is at most 255", 16);
    flaw("# EXPECT-EXIT: SIGSEG", "did you mean SIGSEGV", 16);
    flaw("# EXPECT-EXIT: 1 2", "nothing more is expected here", 18);
    flaw("# EXPECT-EXIT[rign]: 1", "no process rign in this test (did you mean ring?)", 15);
    flaw("# EXPECT-NO-OUT: x", "nothing more is expected here", 18);
    flaw("# EXPECT-FAULT: write readonly at store", "did you mean read-only?", 23);
    flaw("# EXPECT-FAULT: store read-only", "neither read, write, fetch nor a signal", 17);
    flaw("# EXPECT-FAULT: write at", "the instruction is missing", 25);
    flaw("# EXPECT-FAULT: write at a at b", "a second place", 28);
    flaw("# EXPECT-FAULT: write read-only near b", "expected here: at SYMBOL", 33);
    flaw("# EXPECT-FAULT: read at line x", "a line is a number", 30);
    flaw("# EXPECT-FAULT: read at a+b", "an offset is a number", 27);
    flaw("# EXPECT-MAP: 0x1000", "what is mapped there is missing", 21);
    flaw("# EXPECT-MAP: 0x1000 ring rw", "expected here: /OBJECT", 22);
    flaw("# EXPECT-MAP: 0x1000 /ring", "what it allows: r, rw, rx or rwx is missing", 27);
    flaw("# EXPECT-MAP: 0x1000 /ring+x rw", "an offset is a number", 28);
    flaw("# EXPECT-MAP: 0x1000 /ring w", "rights are r, rw, rx or rwx, not 'w'", 28);
    flaw("# EXPECT-MAP: 0x1000 /ring ---", "rights are r, rw, rx or rwx, not '---'", 28);
    flaw("# EXPECT-MAP: 0x1000 /ring wr", "rights are r, rw, rx or rwx, not 'wr'", 28);
    flaw("# EXPECT-MAP: 0x1000 /a/b rw", "no name of an object", 22);
    flaw("# EXPECT-MAP: 0x1000 /a rw in x", "expected here: at SYMBOL", 28);
    flaw("# EXPECT-MAP: 0x10000000000000000 nothing", "an address is at most", 15);
    flaw("# EXPECT-MAP: [a+8] nothing", "the offset stands behind the brackets", 15);
    flaw("# EXPECT-MAP: (a) nothing", "an address is 0x10000000, [NAME]", 15);
    flaw("# EXPECT-OBJECTS: ring", "an object's name begins with a slash: /ring", 19);
    flaw("# EXPECT-OBJECTS:", "the name of an object is missing", 18);
    flaw("# EXPECT-NATIVE: yes", "the only word here is same", 18);
    flaw("# EXPECT-DEADLOCK: yes", "nothing more is expected here", 20);
    flaw("# BUDGET: 0", "a budget is at least 1", 11);
    flaw("# BUDGET: 10s", "a budget is a number, or one with K, M, G or T", 11);
    flaw("# BUDGET: 99999999999999999999G", "a budget is at most 1000000000000", 11);
    flaw("# QUANTUM: -1", "a quantum is a number", 12);
    flaw("# MEMORY: 1K", "at least 1M of memory", 11);
    flaw("# MEMORY: 5000001", "whole pages of 4096 bytes", 11);
    flaw("# MEMORY: 2T", "memory is at most", 11);
    flaw("# SEED: 1..999999999999", "too many seeds", 9);
    flaw("# SEED: 5..1", "these seeds run backwards: write 1..5", 9);
    flaw("# SEED: 1, x", "a seed is a number", 12);
    flaw("# SEED: 1,,2", "no seed", 11);
    flaw("# SEED: 1..2..3", "no seed", 9);
    flaw("# SEED:", "the seed is missing", 8);
    flaw("# SEED: 99999999999999999999", "a seed is at most", 9);
    flaw("# TITLE:", "the text is missing", 9);
  }

  private static void flaw(String line, String message, int column) {
    final TestFormatException thrown =
        catchThrowableOfType(TestFormatException.class, () -> parsed("# RUN:", line));
    assertThat(thrown).as(line).isNotNull();
    assertThat(thrown.problems()).as(line).hasSize(1);
    final Problem problem = thrown.problems().get(0);
    assertThat(problem.message()).contains(message);
    assertThat(problem.place()).as(line + ": " + problem.message()).contains(new Place(2, column));
    assertThat(problem.line()).isEqualTo(line);
  }

  @Test
  void expectationsThatCannotHoldTogetherAreRefused() {
    assertThatThrownBy(() -> parsed("# RUN:", "# EXPECT-OUT: a", "# EXPECT-NO-OUT:"))
        .hasMessageContaining("ring.S:3:3: lines of output are expected in line 2");
    assertThatThrownBy(() -> parsed("# RUN:", "# EXPECT-EXIT: 0", "# EXPECT-FAULT: SIGFPE"))
        .hasMessageContaining("a process that a fault ends has no exit status");
    assertThatThrownBy(() -> parsed("# RUN:", "# EXPECT-DEADLOCK:", "# EXPECT-NATIVE: same"))
        .hasMessageContaining("a deadlock would last for ever on the host");
  }

  @Test
  void directivesWithoutRunAreToldOfIt() {
    assertThatThrownBy(() -> parsed("", "# EXPECT-EXIT: 0"))
        .hasMessage(
            "tests/ring.S:2:3: a test has a line # RUN: ring as well; it has none\n"
                + "  # EXPECT-EXIT: 0\n"
                + "    ^");
    assertThatThrownBy(() -> parsed("# RUNN: x")).hasMessageContaining("did you mean RUN?");
  }

  @Test
  void allFlawsOfAFileAreToldTogetherInOrderEachWithItsLineAndACaret() {
    assertThatThrownBy(
            () -> parsed("# SEED: x", "# RUN: ring", "\t# BUDGET: none", "# EXPECT-EXIT: 999"))
        .hasMessage(
            """
            tests/ring.S:1:9: a seed is a number: 4096 or 0x1000, not 'x'
              # SEED: x
                      ^
            tests/ring.S:3:12: a budget is a number, or one with K, M, G or T: 10M, not 'none'
               # BUDGET: none
                         ^
            tests/ring.S:4:16: an exit status is at most 255
              # EXPECT-EXIT: 999
                             ^""");
  }

  @Test
  void aLineThatIsTooLongIsShownAroundThePlace() {
    final String blanks = " ".repeat(5000);
    assertThatThrownBy(() -> parsed("# RUN:", "# EXPECT-EXIT: 0" + blanks + "x" + blanks))
        .satisfies(
            e -> {
              final List<String> lines = String.valueOf(e.getMessage()).lines().toList();
              assertThat(lines).hasSize(3);
              assertThat(lines.get(0)).startsWith("tests/ring.S:2:5017: nothing more");
              assertThat(lines.get(1)).hasSizeLessThan(140);
              assertThat(lines.get(1).charAt(lines.get(2).indexOf('^'))).isEqualTo('x');
            });
  }

  @Test
  void controlCharactersNeverReachTheTerminal() {
    assertThatThrownBy(() -> parsed("# RUN:", "# EXPECT-EXIT: \u001b[31m"))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b").contains("\\u001b"));
  }

  @Test
  void manyFlawsAreCounted() {
    assertThatThrownBy(() -> parsed("# RUN:\n" + "# SEED: x\n".repeat(10_000)))
        .hasMessageEndingWith("\nand 9980 more")
        .satisfies(e -> assertThat(((TestFormatException) e).problems()).hasSize(10_000));
  }

  @Test
  void tenThousandDirectivesAreRead() throws Exception {
    final TestFile test = parsed("# RUN:\n" + "# EXPECT-OUT: line\n".repeat(10_000));
    assertThat(of(test, "ring").output().orElseThrow().lines()).hasSize(10_000);
  }

  @Test
  void whatIsNoReadableSourceIsTold() throws Exception {
    assertThatThrownBy(() -> TestFile.parse(directory))
        .hasMessageEndingWith("a directory, not a test");
    assertThatThrownBy(() -> TestFile.parse(directory.resolve("missing.S")))
        .hasMessageEndingWith("missing.S: no such file");
    final Path huge = directory.resolve("huge.S");
    try (var channel =
        FileChannel.open(huge, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), 20L << 20);
    }
    assertThatThrownBy(() -> TestFile.parse(huge)).hasMessageContaining("more than 16 MiB");
    assertThatThrownBy(() -> TestFile.parse(Path.of("/dev/zero")))
        .hasMessageEndingWith("no regular file");
    final Path binary = directory.resolve("binary.S");
    Files.write(binary, new byte[] {0x7f, 'E', 'L', 'F', 0, (byte) 0xff, '\n', 0});
    assertThat(TestFile.find(binary)).isEmpty();
  }
}
