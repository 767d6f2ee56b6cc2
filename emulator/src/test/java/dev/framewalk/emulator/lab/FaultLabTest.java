package dev.framewalk.emulator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.harness.FaultFacts;
import dev.framewalk.emulator.lab.AnswerLab.Answered;
import dev.framewalk.emulator.lab.FaultProgram.Version;
import dev.framewalk.pagetable.table.PageTableLevel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lab "who faulted": its family of programs, its solutions good and wrong, and hostile files. */
class FaultLabTest {
  private static final int SEEDS = 50;
  private static final FaultLab LAB = new FaultLab();
  private static final LabOnDisk ON_DISK = LabOnDisk.of("fault");

  /**
   * The model and every wrong solution. Those that hand in the model's program have their answers
   * checked under every seed, and the whole under every tenth, then twice.
   */
  @Test
  void everySolutionGetsItsVerdictAndHintUnderFiftySeeds() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      boolean thorough = seed % 10 == 0;
      Map<String, String> model = LAB.solve(seed);
      List<Answered> best = LAB.check(seed, model);
      assertThat(best).extracting(Answered::part).isEqualTo(ON_DISK.partIds());
      assertThat(best)
          .as("seed %d", seed)
          .allSatisfy(
              part -> assertThat(part.verdict()).as(part.message()).isEqualTo(Verdict.PASSED));
      Map<String, Map<String, String>> wrong = LAB.wrong(seed);
      assertThat(wrong.keySet())
          .containsExactlyInAnyOrderElementsOf(
              ON_DISK.wrong().stream().map(LabOnDisk.Wrong::name).toList());
      for (LabOnDisk.Wrong each : ON_DISK.wrong()) {
        Map<String, String> files = LabOnDisk.get(wrong, each.name());
        boolean answersOnly = LabOnDisk.get(files, "mended.S").equals(model.get("mended.S"));
        List<Answered> answered =
            answersOnly && !thorough ? LAB.answers(seed).check(files) : LAB.check(seed, files);
        assertIntended(each, answered, seed);
        if (thorough) {
          assertThat(LAB.check(seed, files)).isEqualTo(answered);
        }
      }
    }
  }

  private static void assertIntended(LabOnDisk.Wrong wrong, List<Answered> answered, long seed) {
    assertThat(answered.stream().filter(part -> part.fraction() < 1).map(Answered::part))
        .as("%s, seed %d", wrong.name(), seed)
        .containsExactlyInAnyOrderElementsOf(wrong.fails());
    assertThat(answered).extracting(Answered::verdict).isSubsetOf(Verdict.PASSED, Verdict.FAILED);
    assertThat(answered.stream().map(Answered::hint).flatMap(Optional::stream).toList())
        .as("%s, seed %d", wrong.name(), seed)
        .anySatisfy(hint -> assertThat(hint).contains(wrong.hint()));
  }

  /** What each member of the family is there for, as mmap(2), the SDM and the linker have it. */
  @ParameterizedTest
  @CsvSource({
    "null,        WRITE, SIGSEGV, NULL_POINTER,   NOT_PRESENT,     0x6",
    "read-only,   WRITE, SIGSEGV, READ_ONLY,      WRITE_PROTECTED, 0x7",
    "no-execute,  FETCH, SIGSEGV, NO_EXECUTE,     NO_EXECUTE,      0x15",
    "neighbour,   WRITE, SIGSEGV, NOT_MAPPED,     NOT_PRESENT,     0x6",
    "beyond-end,  WRITE, SIGBUS,  BEYOND_END,     NOT_PRESENT,     0x6",
    "kernel-half, WRITE, SIGSEGV, KERNEL_ADDRESS, NOT_PRESENT,     0x6",
    "stack,       WRITE, SIGSEGV, NOT_MAPPED,     NOT_PRESENT,     0x6",
    "munmap,      READ,  SIGSEGV, NOT_MAPPED,     NOT_PRESENT,     0x4"
  })
  void everyMemberOfTheFamilyFaultsInItsOwnWay(
      String member, String access, String signal, String reason, String rule, String code)
      throws Exception {
    try (FaultRuns runs = new FaultRuns()) {
      FaultFacts facts = FaultLab.facts(programOf(member), runs);
      assertThat(facts.access().orElseThrow()).hasToString(access);
      assertThat(facts.signal()).hasToString(signal);
      assertThat(facts.reason()).hasToString(reason);
      assertThat(facts.rule().orElseThrow()).hasToString(rule);
      assertThat(facts.errorCode().orElseThrow()).isEqualTo(Integer.decode(code).longValue());
    }
  }

  private static FaultProgram programOf(String member) {
    for (long seed = 0; seed < 1000; seed++) {
      FaultProgram program = new FaultProgram(seed);
      if (program.member().equals(member)) {
        return program;
      }
    }
    throw new AssertionError("no seed gives " + member);
  }

  @Test
  void fiftySeedsComeToEveryMemberAndToSeveralLevels() throws Exception {
    Set<String> members = new TreeSet<>();
    Set<PageTableLevel> levels = new HashSet<>();
    Set<String> sources = new HashSet<>();
    try (FaultRuns runs = new FaultRuns()) {
      for (long seed = 1; seed <= SEEDS; seed++) {
        FaultProgram program = new FaultProgram(seed);
        members.add(program.member());
        levels.add(FaultLab.facts(program, runs).level().orElseThrow());
        assertThat(sources.add(program.source(Version.FAULTY))).isTrue();
      }
    }
    assertThat(members).hasSize(8);
    assertThat(levels).contains(PageTableLevel.PT, PageTableLevel.PD, PageTableLevel.PDPT);
  }

  /** Nothing that is handed out may say what is wrong. */
  @Test
  void whatIsHandedOutHasNoAnswersAndGetsNothing() {
    for (long seed = 1; seed <= 10; seed++) {
      Map<String, String> files = LAB.files(seed);
      assertThat(files).isEqualTo(LAB.files(seed));
      assertThat(files.get("faulty.S")).doesNotContain("@", "{", "}", "mended");
      assertThat(files.get("task.txt")).startsWith("seed: " + seed + "\n");
    }
    assertThat(LAB.check(7, LAB.files(7)))
        .allSatisfy(
            part -> {
              assertThat(part.verdict()).isEqualTo(Verdict.FAILED);
              assertThat(part.fraction()).isZero();
              assertThat(part.message()).isNotEmpty();
            });
  }

  private static List<Answered> mended(String source) {
    Map<String, String> files = new HashMap<>(LAB.solve(7));
    files.put("mended.S", source);
    List<Answered> answered = LAB.check(7, files);
    assertThat(answered.subList(0, 4)).allMatch(part -> part.fraction() == 1);
    return answered.subList(4, 6);
  }

  private static String program(String code) {
    return ".include \"guest.inc\"\n.text\n.globl _start\n_start:\n" + code + "\n";
  }

  @Test
  void aProgramThatLoopsGetsNoVerdict() {
    assertThat(mended(program("1: jmp 1b")))
        .allSatisfy(
            part -> {
              assertThat(part.verdict()).isEqualTo(Verdict.NO_VERDICT);
              assertThat(part.fraction()).isZero();
              assertThat(part.message()).contains("the budget of guest instructions was used up");
            });
  }

  @Test
  void aProgramThatPrintsWithoutEndIsCutShort() {
    assertThat(mended(program("1: print_line \"for ever\"\n  jmp 1b")))
        .allSatisfy(
            part -> {
              assertThat(part.fraction()).isZero();
              assertThat(part.message()).hasSizeLessThan(400);
            });
  }

  @Test
  void aProgramThatForksWithoutEndIsNobodysAffairButItsOwn() {
    assertThat(mended(program("1: mov eax, 57\n  syscall\n  jmp 1b")))
        .allSatisfy(
            part -> {
              assertThat(part.verdict()).isIn(Verdict.NO_VERDICT, Verdict.FAILED);
              assertThat(part.fraction()).isZero();
            });
  }

  @Test
  void aProgramThatDoesNotAssembleGetsTheAssemblersLines() {
    assertThat(mended(program("  mov eax, ebx, ecx")))
        .allSatisfy(
            part -> {
              assertThat(part.verdict()).isEqualTo(Verdict.FAILED);
              assertThat(part.message()).contains("mended.S:5").doesNotContain("framewalk-lab-");
            });
    assertThat(mended("no assembly at all\n"))
        .allSatisfy(part -> assertThat(part.message()).contains("mended.S:1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".incbin \"/etc/hostname\"",
        ".INCLUDE \"/tmp/x.S\"",
        "#include </etc/passwd>",
        " . incbin \"../answers.txt\"",
        ".include \"guest.inc\"; .incbin \"/etc/hostname\""
      })
  void anotherFileOfTheHostsMayNotBeRead(String line) {
    assertThat(mended("# mine\n" + line + "\n"))
        .allSatisfy(
            part -> {
              assertThat(part.verdict()).isEqualTo(Verdict.FAILED);
              assertThat(part.message()).contains("mended.S").doesNotContain("framewalk-lab-");
            });
  }

  @Test
  void anObjectTooManyIsSeen() {
    String model = LabOnDisk.get(LAB.solve(7), "mended.S");
    String more =
        model
            .replace("\n_start:", "\nshm_name other, \"/fw-fault-other\"\n_start:")
            .replace("\n  exit", "\n  shm_create other, 4096\n  exit");
    List<Answered> answered = mended(more);
    assertThat(answered.get(0).verdict()).isEqualTo(Verdict.PASSED);
    assertThat(answered.get(1).message()).contains("leaves other objects behind: /fw-fault-other");
  }

  @Test
  void hostileFilesAreRefusedInOneLine() {
    for (String text :
        List.of("", "\u0000\u0001", "x".repeat(10 << 20), "a: 1\n".repeat(100_000))) {
      Map<String, String> files = Map.of("answers.txt", text, "mended.S", text);
      assertThat(LAB.check(7, files))
          .hasSize(6)
          .allSatisfy(
              part -> {
                assertThat(part.verdict()).isEqualTo(Verdict.FAILED);
                assertThat(part.fraction()).isZero();
                assertThat(part.message()).hasLineCount(1).hasSizeLessThan(200);
              });
    }
    assertThat(LAB.check(7, Map.of()))
        .allSatisfy(part -> assertThat(part.message()).contains("is missing"));
  }

  /** The example in the handout, run. */
  @Test
  void theHandoutsExampleFaultsAsItSays() throws Exception {
    String handout = LabOnDisk.text("fault", "student/HANDOUT.md");
    int start = handout.indexOf("    # Stores a number in a constant.");
    int end = handout.indexOf("`framewalk run` says of it");
    String source = handout.substring(start, end).replaceAll("(?m)^ {4}", "");
    try (FaultRuns runs = new FaultRuns()) {
      var program = runs.make("example", source.strip() + "\n");
      FaultFacts facts = runs.run(program, List.of(), "/none").fault().orElseThrow();
      assertThat(facts.symbol()).isEqualTo("note");
      assertThat(handout)
          .contains("write to 0x" + Long.toHexString(facts.address().orElseThrow()))
          .contains("at rip 0x" + Long.toHexString(facts.instruction()) + " <note>")
          .contains("The error code is `0x" + Long.toHexString(facts.errorCode().orElseThrow()))
          .contains(
              "the offset in the page `0x"
                  + Long.toHexString(facts.address().orElseThrow() & 0xfff)
                  + "`")
          .contains("The arrow marks the `" + facts.level().orElseThrow() + "` entry");
      assertThat(facts.signal()).hasToString("SIGSEGV");
      assertThat(facts.reason().word()).isEqualTo("read-only");
    }
  }
}
