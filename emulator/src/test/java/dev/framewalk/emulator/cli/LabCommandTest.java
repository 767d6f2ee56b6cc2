package dev.framewalk.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.cli.CommandLineUser.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What students and instructors type, from the handing out to the grades. */
final class LabCommandTest {
  private static final String JSON =
      """
      {
        "schema": "framewalk.lab/1", "name": "tiny", "title": "A tiny lab", "summary": "Exit with 7.",
        "kind": "programs", "submit": ["seven.S"],
        "student": ["HANDOUT.md", "seven.S", "tests/seven.S.S"],
        "parts": [
          { "id": "seven", "title": "It exits with 7", "points": 2, "test": "student/tests/seven.S.S",
            "hints": [ { "if": "status 6", "say": "One more." } ] },
          { "id": "quiet", "title": "It prints nothing", "points": 1, "test": "hidden/quiet.S" } ],
        "wrong": [ { "name": "six", "why": "6", "fails": ["seven", "quiet"], "hint": "One more" } ]
      }
      """;

  private static final String TEST =
      """
      # RUN: test
      # WITH: seven.S
      # EXPECT-EXIT[seven]: 7
      # BUDGET: 10K
      .include "guest.inc"
      .text
      .globl _start
      _start:
        exit
      """;

  @TempDir private Path directory;
  private CommandLineUser user;
  private String lab;

  @BeforeEach
  void aLab() throws IOException {
    user = new CommandLineUser(directory);
    lab = directory.resolve("lab").toString();
    file("lab/lab.json", JSON);
    file("lab/student/HANDOUT.md", "# Seven\n");
    file("lab/student/seven.S", exiting(6));
    file("lab/student/tests/seven.S.S", TEST);
    file("lab/hidden/quiet.S", TEST.replace("# BUDGET", "# EXPECT-NO-OUT[seven]:\n# BUDGET"));
    file("lab/model/seven.S", exiting(7));
    file("lab/wrong/six/seven.S", exiting(6));
  }

  private void file(String name, String text) throws IOException {
    final Path file = directory.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }

  private static String exiting(int status) {
    return ".include \"guest.inc\"\n.text\n.globl _start\n_start:\n  exit " + status + "\n";
  }

  private String in(String name) {
    return directory.resolve(name).toString();
  }

  @Test
  void aStudentGetsADirectoryWorksAndIsGraded() throws IOException {
    final Result handedOut = user.types("lab", "new", lab, in("alice"), "--student", "alice");
    assertThat(handedOut.status()).isZero();
    assertThat(handedOut.out())
        .contains("  to run    framewalk run " + in("alice/seven.S") + "\n")
        .contains("  to check  framewalk lab check " + in("alice") + "\n");
    assertThat(Path.of(in("alice/student.json"))).content().contains("\"student\" : \"alice\"");

    final Result first = user.types("lab", "check", "--lab", lab, in("alice"));
    assertThat(first.status()).isEqualTo(1);
    assertThat(first.out())
        .contains("failed       0/2  It exits with 7")
        .contains("    hint: One more.")
        .contains("0 of 2 points; the grader checks 1 more part, worth 1");

    file("alice/seven.S", exiting(7));
    final Result second = user.types("lab", "check", "--lab", lab, in("alice"));
    assertThat(second.out()).contains("2 of 2 points");
    assertThat(second.status()).isZero();

    final Result grade = user.types("grade", lab, in("alice"), "--format", "csv");
    assertThat(grade.err()).isEmpty();
    assertThat(grade.out()).contains(in("alice") + ",alice,,passed,3,3,2,1,\r\n");
    assertThat(grade.status()).isZero();
  }

  @Test
  void aLabIsTried() throws IOException {
    final Result good = user.types("lab", "try", lab, "--seeds", "1..2");
    assertThat(good.out()).contains("good  model (2 seeds)").contains("good  six (2 seeds)");
    assertThat(good.status()).isZero();

    file("lab/wrong/six/seven.S", exiting(7));
    final Result bad = user.types("lab", "try", lab, "--seeds", "1");
    assertThat(bad.out())
        .contains("BAD   six")
        .contains("seven: passed, and must fail")
        .contains("not among its hints: One more")
        .contains("1 of 2 solutions are not judged as they must be");
    assertThat(bad.status()).isEqualTo(1);
  }

  @Test
  void anInstructorGetsALabThatCanBeChanged() {
    assertThat(user.types("lab", "instructor", lab, in("mine")).status()).isZero();

    assertThat(Path.of(in("mine/RUBRIC.md")))
        .content()
        .contains("3 points")
        .contains("| quiet | 1 | `hidden/quiet.S`, hidden | It prints nothing |")
        .contains("| six | 6 | seven, quiet |");
    assertThat(user.types("lab", "try", in("mine"), "--seeds", "1").status()).isZero();
  }

  @Test
  void aDirectoryThatHoldsSomethingIsLeftAlone() throws IOException {
    file("full/thesis.tex", "ten years of work");

    final Result result = user.types("lab", "new", lab, in("full"));

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("full: not empty; give a directory that is empty");
    try (Stream<Path> files = Files.list(Path.of(in("full")))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void gradesSayByTheirStatusWhetherAllAreThere() throws IOException {
    file("good/seven.S", exiting(7));
    file("bad/seven.S", exiting(6));
    file("loop/seven.S", ".text\n.globl _start\n_start: jmp _start\n");

    assertThat(user.types("grade", lab, in("good"), in("bad")).status()).isZero();
    assertThat(user.types("grade", lab, in("good"), in("loop")).status()).isEqualTo(1);
    assertThat(user.types("grade", lab, in("good"), in("nobody")).status()).isEqualTo(1);
  }

  @Test
  void gradingTwiceGivesTheSameBytes() throws IOException {
    file("good/seven.S", exiting(7));
    file("bad/seven.S", exiting(6));
    final String[] line = {"grade", "--format", "json", lab, in("bad"), in("good")};

    assertThat(user.types(line).out()).isEqualTo(user.types(line).out()).contains("\"failed\"");
  }

  @Test
  void twoSubmissionsOfOneStudentAreNoted() throws IOException {
    assertThat(user.types("lab", "new", lab, in("bob"), "--student", "bob").status()).isZero();
    file("eve/seven.S", exiting(7));
    Files.copy(Path.of(in("bob/student.json")), Path.of(in("eve/student.json")));

    assertThat(user.types("grade", lab, in("bob"), in("eve")).out())
        .contains("note: the same student as " + in("bob"))
        .contains("note: the same student as " + in("eve"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grade                        | no lab; see framewalk grade --help",
        "grade LAB                    | no submission; give directories, or files",
        "grade nothing sub            | no lab nothing; give one of walk, map, share",
        "grade --format pdf LAB sub   | --format pdf: no such format; give text, gradescope, junit, csv, json",
        "grade --format gradescope LAB a b | is for one submission",
        "grade --jobs 0 LAB sub       | --jobs 0: give a number from 1",
        "grade --seed x LAB sub       | --seed x: give a whole number",
        "grade --budget 0 LAB sub     | --budget 0: give a number from 1",
        "grade -o /no/such/file LAB s | no directory /no/such; make it first",
        "grade --roster /no/such LAB s| no file with a roster",
        "grade --sed 1 LAB sub        | unknown option --sed",
        "lab                          | no command; see framewalk lab --help",
        "lab nwe                      | unknown command nwe",
        "lab new LAB                  | give LAB DIRECTORY, not 1 word",
        "lab check /no/such           | no directory; give the one that framewalk lab new has written",
        "lab check LAB                | no student.json here",
        "lab try --seeds 5..1 LAB     | --",
      })
  void aWrongLineIsToldInOneLine(String line, String message) {
    final Result result = user.types(line.strip().replace("LAB", lab).split(" "));

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.errorLines()).singleElement().asString().contains(message);
  }
}
