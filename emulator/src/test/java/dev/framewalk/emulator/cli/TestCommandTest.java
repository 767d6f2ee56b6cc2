package dev.framewalk.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.cli.CommandLineUser.Result;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code framewalk test}: what is run, what is printed, and the exit status. */
class TestCommandTest {
  private static final String HEAD = ".include \"guest.inc\"\n.globl _start\n_start:\n";
  private static final String PASSES = "# RUN:\n" + HEAD + "  exit\n";
  private static final String FAILS = "# RUN:\n# TITLE: it fails\n" + HEAD + "  exit 3\n";
  private static final String LOOPS = "# RUN:\n# BUDGET: 1K\n" + HEAD + "  jmp _start\n";

  @TempDir private Path directory;
  private Path tests = Path.of("");
  private CommandLineUser user = new CommandLineUser(directory);

  @BeforeEach
  void makeDirectory() throws Exception {
    user = new CommandLineUser(directory);
    tests = Files.createDirectory(directory.resolve("tests"));
  }

  @CanIgnoreReturnValue
  private Path test(String name, String text) throws Exception {
    final Path file = tests.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    return Files.writeString(file, text);
  }

  private Result types(Object... words) {
    return user.types(
        Stream.concat(Stream.of("test"), Stream.of(words).map(Object::toString))
            .toArray(String[]::new));
  }

  @Test
  void allThatPassIsStatusZeroAndOneLine() throws Exception {
    test("b.S", PASSES);
    test("sub/a.S", PASSES);
    final Result result = types(tests);
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).matches("2 tests in [\\d.]+ s: 2 passed\n");
    assertThat(result.status()).isZero();
  }

  @Test
  void aFailureAndNoVerdictAreStatusOne() throws Exception {
    final Path fails = test("a.S", FAILS);
    final Result failed = types(fails);
    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.out())
        .contains(
            "FAIL  " + fails + ": it fails\n",
            "  " + fails + ": a is to exit with status 0, but it exited with status 3\n",
            "  seed 0; again: framewalk test --seed 0 " + fails + "\n");
    final Result undecided = types(test("b.S", LOOPS));
    assertThat(undecided.status()).isEqualTo(1);
    assertThat(undecided.out()).contains("NO VERDICT  ", "1 without a verdict");
  }

  @Test
  void aMalformedTestIsStatusTwoAndTheOthersRun() throws Exception {
    test("a.S", PASSES);
    test("b.S", FAILS);
    final Path bad = test("c.S", "# RUN:\n# SEED: 1..999999999999\n# BUDGE: 1\n" + HEAD + "exit\n");
    final Result result = types(tests);
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out())
        .contains(
            "ERROR  " + bad + "\n  " + bad + ":2:9: too many seeds",
            "    # SEED: 1..999999999999\n            ^\n",
            bad + ":3:3: no directive BUDGE (did you mean BUDGET?)",
            "3 tests in ",
            ": 1 passed, 1 failed, 1 error");
  }

  @Test
  void aProgramThatCannotBeAssembledIsStatusTwo() throws Exception {
    final Result result = types(test("a.S", "# RUN:\n" + HEAD + "  movv eax, 1\n"));
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).contains("a.S:5: Error: no such instruction: `movv eax,1'");
  }

  @Test
  void testsAreFoundInOrderOnceAndHelpersAreNoTests() throws Exception {
    test("b.S", PASSES);
    test("a/z.S", "# RUN:\n# WITH: ../helper.S\n# TITLE: z\n" + HEAD + "  exit\n");
    test("helper.S", HEAD + "  exit\n");
    test("a/included.S", "# no test\n");
    test("a/user.S", "# RUN:\n" + HEAD + "  .include \"included.S\"\n  exit\n");
    test(".hidden/x.S", "# RUNN: broken\n");
    test("notes.txt", "# RUN: nothing\n");
    final Result list = types("--list", tests, tests.resolve("b.S"), tests.resolve("a"));
    assertThat(list.out())
        .isEqualTo(tests + "/a/user.S\n" + tests + "/a/z.S: z\n" + tests + "/b.S\n");
    assertThat(list.status()).isZero();
    final Result run = types(tests);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("3 passed");
  }

  @Test
  void aSourceThatNobodyUsesIsNoted() throws Exception {
    test("a.S", PASSES);
    final Path lonely = test("lonely.S", HEAD + "  exit\n");
    final Result result = types(tests);
    assertThat(result.err())
        .isEqualTo(
            "framewalk: note: no test, and used by none: "
                + lonely
                + "; a test has a line # RUN: NAME\n");
    assertThat(result.status()).isZero();
  }

  @Test
  void linksAreFollowedButNotRoundAndRound() throws Exception {
    test("a.S", PASSES);
    Files.createSymbolicLink(tests.resolve("up"), tests);
    Files.createSymbolicLink(tests.resolve("gone"), tests.resolve("nowhere"));
    final Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("b.S"), PASSES);
    Files.createSymbolicLink(tests.resolve("other"), elsewhere);
    final Result result = types(tests);
    assertThat(result.out()).contains("2 tests in ", ": 2 passed");
    assertThat(result.status()).isZero();
  }

  @Test
  void whatIsNoPlaceWithTestsIsStatusTwoInOneLine() throws Exception {
    final Path empty = Files.createDirectory(directory.resolve("empty"));
    final Path helpers = Files.createDirectory(directory.resolve("helpers"));
    Files.writeString(helpers.resolve("h.S"), HEAD);
    final Path text = Files.writeString(directory.resolve("a.txt"), "# RUN:\n");
    refused("no tests; give a directory of .S files, or files; see framewalk test --help");
    refused(
        empty + ": no test here (no .S file); a test is a .S file with a line # RUN: NAME", empty);
    refused(helpers + ": no test here (1 .S file); a test is", helpers);
    refused(text + ": no test: tests are .S files", text);
    refused("nowhere: no such file or directory; give one that holds tests", "nowhere");
    refused("an empty name for a directory", "");
    refused("a\\u0007b: no such file or directory", "a\u0007b");
    test("a.S", PASSES);
    refused("--format xml: no such format; give text, junit, tap, json", "--format", "xml", tests);
    refused("--jobs 0: give a number from 1 to 1024", "--jobs", "0", tests);
    refused("--jobs x: give a number", "--jobs", "x", tests);
    refused("--seed x: a seed is a number", "--seed", "x", tests);
    refused("--seed 1..999999999999: too many seeds", "--seed", "1..999999999999", tests);
    refused("--filter zzz: none of the 1 tests has that", "--filter", "zzz", tests);
    refused("options stand before directories and files", tests, "--list");
    refused("unknown option --lst", "--lst", tests);
    refused(
        "--output " + directory + "/no/x.xml: cannot be written: no directory " + directory + "/no",
        "-o",
        directory.resolve("no/x.xml"),
        tests);
    refused("--output " + directory + ": cannot be written: a directory", "-o", directory, tests);
    refused("--evidence " + text + ": cannot be written: a file", "--evidence", text, tests);
  }

  private void refused(String message, Object... words) {
    final Result result = types(words);
    assertThat(result.status()).as(result.err()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.errorLines()).hasSize(1);
    assertThat(result.err()).startsWith("framewalk: ").contains(message);
  }

  @Test
  void aFileThatIsNamedIsToBeATest() throws Exception {
    final Result result = types(test("a.S", HEAD + "  exit\n"));
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out())
        .contains("a.S: no test: it has no directive; a test has a line such as");
  }

  @Test
  void hugeAndBinaryFilesAreTakenForWhatTheyAre() throws Exception {
    test("a.S", PASSES);
    final Path huge = tests.resolve("huge.S");
    try (FileChannel channel =
        FileChannel.open(huge, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), 3L << 30);
    }
    Files.write(tests.resolve("binary.S"), new byte[] {0x7f, 'E', 'L', 'F', 0, (byte) 0xff});
    final Result result = types(tests);
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).contains(huge + ": more than 16 MiB; no source of a test", "1 passed");
    assertThat(result.err()).contains("binary.S");
  }

  @Test
  void namesWithControlCharactersStayOnTheirLine() throws Exception {
    test("a\nb\u001b[31m.S", FAILS);
    final Result result = types(tests);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out())
        .doesNotContain("\u001b")
        .contains("FAIL  " + tests + "/a\\u000ab\\u001b[31m.S: it fails");
  }

  @Test
  void tenThousandDirectivesAreNothingSpecial() throws Exception {
    final StringBuilder text = new StringBuilder("# RUN:\n# BUDGET: 500M\n");
    for (int i = 0; i < 10_000; i++) {
      text.append("# EXPECT-OUT: line\n");
    }
    text.append(HEAD)
        .append("  mov r12d, 10000\n1: print_line \"line\"\n  dec r12d\n  jnz 1b\n  exit\n");
    assertThat(types(test("a.S", text.toString())).status()).isZero();
  }

  @Test
  void eachFormatGoesToStandardOutputOrIntoAFile() throws Exception {
    test("a.S", PASSES);
    test("b.S", FAILS);
    assertThat(types("--format", "tap", tests).out()).startsWith("TAP version 14\n1..2\nok 1 - ");
    assertThat(types("--format", "json", tests).out())
        .startsWith("{\"schema\":\"framewalk.tests/1\"");
    final Path file = directory.resolve("results.xml");
    final Result result = types("--format", "junit", "-o", file, tests);
    assertThat(Files.readString(file)).startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    assertThat(result.out()).contains("FAIL  ", "2 tests in ");
    assertThat(result.status()).isEqualTo(1);
  }

  @Test
  void filtersSeedsAndVerboseChooseWhatIsRunAndTold() throws Exception {
    test("a.S", PASSES);
    test("b.S", FAILS);
    final Result one = types("--filter", "it fails", "--seed", "7..9", tests);
    assertThat(one.out())
        .contains("seed 7, run 1 of 3; again: framewalk test --seed 7 ", "1 test in");
    assertThat(types("-v", tests).out()).contains("PASS  " + tests + "/a.S\n");
  }

  @Test
  void manyJobsGiveTheSameResultsInTheSameOrder() throws Exception {
    for (int i = 10; i < 30; i++) {
      test("t" + i + ".S", i % 3 == 0 ? FAILS : PASSES);
    }
    final List<String> one = withoutTimes(types("-v", "--jobs", "1", tests));
    assertThat(withoutTimes(types("-v", "--jobs", "4", tests))).isEqualTo(one);
    assertThat(one).hasSize(20 - 6 + 6 * 4 + 1);
  }

  private static List<String> withoutTimes(Result result) {
    return result.out().lines().map(line -> line.replaceAll(" in [\\d.]+ s", "")).toList();
  }

  @Test
  void evidenceIsWrittenForWhatDidNotPass() throws Exception {
    test("a.S", PASSES);
    test("b.S", FAILS);
    test("c.S", LOOPS);
    final Path evidence = directory.resolve("evidence/deep");
    final Result result = types("--evidence", evidence, tests);
    assertThat(result.status()).isEqualTo(1);
    try (Stream<Path> places = Files.list(evidence)) {
      final List<Path> all = places.sorted().toList();
      assertThat(all).hasSize(2);
      for (final Path each : all) {
        assertThat(result.out()).contains("evidence: " + each + "\n");
        assertThat(each.resolve("report.html")).isNotEmptyFile();
        assertThat(each.resolve("trace.txt")).exists();
        assertThat(each.resolve("schedule.txt")).isNotEmptyFile();
        assertThat(each.resolve("tables.txt")).isNotEmptyFile();
      }
      assertThat(Files.readString(all.get(0).resolve("trace.txt"))).contains("exit_group(3)");
    }
  }

  @Test
  void nothingTemporaryIsLeft() throws Exception {
    final Set<Path> before = temporary();
    test("a.S", PASSES);
    test("b.S", "# RUN:\n" + HEAD + "  movv\n");
    assertThat(types(tests).status()).isEqualTo(2);
    assertThat(temporary()).isEqualTo(before);
  }

  /** Of this process alone: others may run tests at the same time. */
  private static Set<Path> temporary() throws Exception {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(
              file ->
                  String.valueOf(file.getFileName())
                      .startsWith("framewalk-test-" + ProcessHandle.current().pid() + "-"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void theHelpNamesEachDirective() {
    final Result result = types("--help");
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains("# RUN:", "# WITH:", "# EXPECT-EXIT", "# EXPECT-OUT", "# EXPECT-FAULT")
        .contains("# EXPECT-MAP", "# EXPECT-OBJECTS", "# EXPECT-NATIVE", "# EXPECT-DEADLOCK")
        .contains("# SEED", "# BUDGET", "# QUANTUM", "# MEMORY", "# INPUT", "# TITLE", "# HINT");
  }
}
