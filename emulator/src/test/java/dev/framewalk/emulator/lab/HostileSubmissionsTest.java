package dev.framewalk.emulator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Everything that a student can hand in, graded together through workers in JVMs of their own: each
 * gets its own outcome, and honest work beside it gets its points.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileSubmissionsTest {
  private static final String SECRET = "bobs-own-secret-work";

  private Path directory;
  private Path submissions;
  private final Map<String, Grade> grades = new HashMap<>();
  private final List<Path> order = new ArrayList<>();

  @BeforeAll
  void gradeAll(@TempDir Path shared) throws IOException, LabException, InterruptedException {
    directory = shared;
    final Path lab = TinyLab.write(directory.resolve("lab"), TinyLab.JSON);
    submissions = Files.createDirectory(directory.resolve("submissions"));
    source("honest", TinyLab.model());
    source("half", TinyLab.program("print_line \"41\""));
    source(
        "bob",
        TinyLab.model()
            + "# "
            + SECRET
            + "\n"
            + SECRET.replace('-', '_')
            + ": .asciz \""
            + SECRET
            + "\"\n");
    source("loops", TinyLab.program("1: jmp 1b"));
    source("forks", TinyLab.program("1: sys fork\n  jmp 1b"));
    source(
        "maps",
        TinyLab.program(
            "1: sys mmap, 0, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|0x8000, -1, 0\n  jmp 1b"));
    source(
        "creates",
        TinyLab.program(
            """
        mov r15, 0
        1: inc r15
        mov qword ptr name, r15
        sys open, offset(path), 0x42, 0600
        sys ftruncate, rax, 4096
        jmp 1b
        .data
        path: .ascii "/dev/shm/f"
        name: .quad 0, 0
        .text
        """));
    source(
        "prints",
        TinyLab.program("1: print_line \"all work and no play makes Jack a dull boy\"\n  jmp 1b"));
    source("jumps", TinyLab.program("mov rax, 0x123456789000\n  jmp rax"));
    source("executes", TinyLab.program("hlt"));
    source("sleeps", TinyLab.program(".set SYS_pause, 34\n  1: sys pause\n  jmp 1b"));
    source("bogus", ".include \"guest.inc\"\n.text\n  bogus\n");
    source("unlinked", ".text\nnop\n");
    source(
        "passwd",
        TinyLab.program(
            "lea rsi, stolen\n  sys write, 1, rsi, 100\n  .data\n  stolen: .incbin \"/etc/passwd\"\n  .text\n"));
    source(
        "thief",
        TinyLab.program("print_line \"42\"")
            + ".macro steal how\n.inc\\how \"../bob/answer.S\"\n.endm\nsteal lude\n");
    source(
        "linked-thief",
        TinyLab.program("print_line \"42\"")
            + ".include \""
            + submissions.resolve("bob/answer.S")
            + "\"\n");
    source("hidden-tests", TinyLab.model() + ".incbin \"maps.S\"\n");
    source("preprocesses", "#include \"/etc/passwd\"\n" + TinyLab.model());
    source("repeats", TinyLab.model() + ".rept 1000000000\nnop\n.endr\n");
    source("fills", TinyLab.model() + ".data\n.skip 1<<40\n");
    source("swells", TinyLab.model() + ".bss\n.skip 1<<46\n");
    source("directive", "# RUN: answer\n# EXPECT-EXIT: 7\n" + TinyLab.program("exit 7"));
    file("noise", noise());
    file("empty", new byte[0]);
    file("nul", new byte[4096]);
    Files.createDirectories(submissions.resolve("no-files"));
    Files.createDirectories(submissions.resolve("a-directory/answer.S"));
    link("link", submissions.resolve("bob/answer.S"));
    link("link-passwd", Path.of("/etc/passwd"));
    link("link-loop", Path.of("answer.S"));
    link("device", Path.of("/dev/zero"));
    Files.createSymbolicLink(submissions.resolve("whole-link"), submissions.resolve("bob"));
    order.add(submissions.resolve("whole-link"));
    final Path fifo = Files.createDirectories(submissions.resolve("fifo")).resolve("answer.S");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    final Path huge = Files.createDirectories(submissions.resolve("huge")).resolve("answer.S");
    try (RandomAccessFile sparse = new RandomAccessFile(huge.toFile(), "rw")) {
      sparse.setLength(4L << 30);
    }
    source("odd \"'\n<&>; $(id)", TinyLab.model());
    source("crowd", TinyLab.model());
    final Path many = submissions.resolve("crowd");
    for (int i = 0; i < 20_000; i++) {
      Files.createFile(many.resolve("file-" + i));
    }
    Files.writeString(
        Files.createDirectories(submissions.resolve("bad-student")).resolve("student.json"),
        "{\"schema\": 1");
    Files.writeString(submissions.resolve("bad-student/answer.S"), TinyLab.model());
    Files.writeString(
        Files.createDirectories(submissions.resolve("deep-student")).resolve("student.json"),
        "[".repeat(100_000));
    Files.writeString(submissions.resolve("deep-student/answer.S"), TinyLab.model());
    try (Stream<Path> all = Files.list(submissions)) {
      all.filter(path -> !order.contains(path)).sorted().forEach(order::add);
    }
    order.add(submissions.resolve("missing"));
    order.add(Path.of("/dev/null"));
    order.add(submissions.resolve("x".repeat(300)));
    final Path plain = directory.resolve("Bob's <work>.S");
    Files.writeString(plain, TinyLab.model());
    order.add(plain);
    final Grader.Choices choices =
        new Grader.Choices(
            Runtime.getRuntime().availableProcessors(),
            OptionalLong.empty(),
            Map.of(),
            OptionalLong.empty(),
            Optional.of(directory.resolve("evidence")),
            Duration.ofMinutes(2));
    final List<Grade> all =
        new Grader(Lab.named(lab.toString()), choices).grade(order, grade -> {});
    for (int i = 0; i < order.size(); i++) {
      grades.put(String.valueOf(order.get(i).getFileName()), all.get(i));
    }
  }

  private void source(String name, String text) throws IOException {
    file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private void file(String name, byte[] bytes) throws IOException {
    Files.write(Files.createDirectories(submissions.resolve(name)).resolve("answer.S"), bytes);
  }

  private void link(String name, Path target) throws IOException {
    Files.createSymbolicLink(
        Files.createDirectories(submissions.resolve(name)).resolve("answer.S"), target);
  }

  private static byte[] noise() {
    final byte[] noise = new byte[100_000];
    new java.util.Random(7).nextBytes(noise);
    return noise;
  }

  private Grade grade(String name) {
    return Objects.requireNonNull(grades.get(name), name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "honest        | PASSED       | 5.5 | ",
        "bob           | PASSED       | 5.5 | ",
        "crowd         | PASSED       | 5.5 | ",
        "bad-student   | PASSED       | 5.5 | ",
        "half          | FAILED       | 3.5 | - 42",
        "loops         | NO_VERDICT   | 0   | guest instructions",
        "prints        | NO_VERDICT   | 0   | guest instructions",
        "jumps         | FAILED       | 0   | SIGSEGV",
        "executes      | FAILED       | 0   | SIGSEGV",
        "sleeps        | FAILED       | 0   | deadlock",
        "bogus         | FAILED       | 0   | answer.S:3: Error: no such instruction: `bogus'",
        "unlinked      | FAILED       | 0   | _start",
        "passwd        | FAILED       | 0   | cannot include",
        "thief         | FAILED       | 0   | cannot include",
        "linked-thief  | FAILED       | 0   | cannot include",
        "hidden-tests  | FAILED       | 0   | cannot include",
        "preprocesses  | FAILED       | 0   | answer.S:1: Error: #include",
        "repeats       | FAILED       | 0   | the assembler has used up",
        "fills         | FAILED       | 0   | the assembler has used up",
        "swells        | PASSED       | 5.5 | ",
        "noise         | FAILED       | 0   | answer.S",
        "nul           | FAILED       | 0   | answer.S",
        "empty         | FAILED       | 0   | answer.S is empty",
        "no-files      | FAILED       | 0   | answer.S is missing",
        "a-directory   | FAILED       | 0   | answer.S is a directory, not a file",
        "link          | FAILED       | 0   | answer.S is a symbolic link",
        "link-passwd   | FAILED       | 0   | answer.S is a symbolic link",
        "link-loop     | FAILED       | 0   | answer.S is a symbolic link",
        "device        | FAILED       | 0   | answer.S is a symbolic link",
        "whole-link    | FAILED       | 0   | is a symbolic link; hand in the file itself",
        "fifo          | FAILED       | 0   | answer.S is a pipe, socket or device",
        "huge          | FAILED       | 0   | answer.S has 4294967296 bytes; at most 1048576",
        "directive     | FAILED       | 0   | exited with status 7",
        "missing       | GRADER_ERROR | 0   | no such file or directory",
        "null          | FAILED       | 0   | is a pipe, socket or device",
        "Bob's <work>.S| PASSED       | 5.5 | ",
      })
  void eachGetsItsOwnOutcome(String name, Verdict verdict, String points, String text) {
    final Grade grade = grade(name);

    final List<String> texts = grade.parts().stream().map(Grade.PartGrade::text).toList();
    assertThat(grade.verdict()).as(texts.toString()).isEqualTo(verdict);
    assertThat(String.join("\n", texts)).contains(text == null ? "" : text);
    assertThat(grade.points()).hasToString(points);
  }

  @ParameterizedTest
  @CsvSource({"forks", "maps", "creates"})
  void whoeverTakesWithoutEndGetsNoPoints(String name) {
    assertThat(grade(name).verdict())
        .as(grade(name).parts().get(0).text())
        .isIn(Verdict.FAILED, Verdict.NO_VERDICT);
    assertThat(grade(name).points()).isEqualTo(Points.NONE);
  }

  @Test
  void aNameThatIsTooLongIsTheGradersError() {
    assertThat(grade("x".repeat(300)).verdict()).isEqualTo(Verdict.GRADER_ERROR);
  }

  @Test
  void aNameOfManySignsIsOneLineOfTheResults() {
    final Grade grade = grade("odd \"'\n<&>; $(id)");

    assertThat(grade.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(grade.submission()).doesNotContain("\n").contains("<&>");
  }

  @Test
  void nobodyReadsAnothersWork() {
    grades.forEach(
        (name, grade) ->
            assertThat(grade.toString()).as(name).doesNotContain(SECRET).doesNotContain("root:"));
  }

  @Test
  void aBrokenStudentFileIsNotedAndCostsNothing() {
    assertThat(grade("bad-student").notes()).singleElement().asString().contains("student.json:1:");
  }

  @Test
  void aStudentFileThatIsNestedBeyondAllMeasureIsNotedAndCostsNothing() {
    assertThat(grade("deep-student").verdict()).isEqualTo(Verdict.PASSED);
    assertThat(grade("deep-student").notes()).singleElement().asString().contains("no JSON");
  }

  @Test
  void eachRunThatFailedIsShown() {
    final Optional<String> evidence = grade("half").parts().get(0).evidence();

    assertThat(evidence).isPresent();
    assertThat(Path.of(evidence.get())).isRegularFile().hasFileName("report.html");
    assertThat(grade("honest").parts()).allSatisfy(part -> assertThat(part.evidence()).isEmpty());
  }

  @Test
  void aHintIsGivenForWhatWentWrong() {
    assertThat(grade("half").parts().get(0).hint()).contains("One more.");
    assertThat(grade("jumps").parts().get(0).hint()).contains("Read the handout.");
  }

  @Test
  void nothingIsLeftBehind() {
    assertThat(Scratches.made()).isNotEmpty().allMatch(Files::notExists);
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }
}
