package dev.framewalk.emulator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.lab.AnswerLab.Answered;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every lab of answers: its solutions, good and wrong, and hostile files. */
class AnswerLabsTest {
  private static final int SEEDS = 50;

  /** A lab, the name of its directory, and the file that the answers stand in. */
  record Case(String name, AnswerLab lab, String file) {}

  static List<Named<Case>> labs() {
    return List.of(
        Named.of("walk", new Case("walk", new WalkLab(), "answers.txt")),
        Named.of("map", new Case("map", new MapLab(), "tables.txt")));
  }

  @ParameterizedTest
  @MethodSource("labs")
  void theModelGetsEveryPointUnderFiftySeedsTwice(Case lab) {
    List<String> parts = LabOnDisk.of(lab.name()).partIds();
    for (long seed = 1; seed <= SEEDS; seed++) {
      List<Answered> first = lab.lab().check(seed, lab.lab().solve(seed));
      assertThat(first).extracting(Answered::part).as("seed %d", seed).isEqualTo(parts);
      assertThat(first)
          .as("seed %d", seed)
          .allSatisfy(
              part -> {
                assertThat(part.verdict()).as(part.message()).isEqualTo(Verdict.PASSED);
                assertThat(part.fraction()).isEqualTo(1);
                assertThat(part.hint()).isEmpty();
              });
      assertThat(lab.lab().check(seed, lab.lab().solve(seed))).isEqualTo(first);
    }
  }

  @ParameterizedTest
  @MethodSource("labs")
  void everyWrongSolutionFailsItsPartsAndGetsItsHintUnderFiftySeedsTwice(Case lab) {
    List<LabOnDisk.Wrong> known = LabOnDisk.of(lab.name()).wrong();
    assertThat(known).hasSizeGreaterThanOrEqualTo(5);
    for (long seed = 1; seed <= SEEDS; seed++) {
      Map<String, Map<String, String>> wrong = lab.lab().wrong(seed);
      assertThat(wrong.keySet())
          .containsExactlyInAnyOrderElementsOf(known.stream().map(LabOnDisk.Wrong::name).toList());
      for (LabOnDisk.Wrong each : known) {
        List<Answered> answered = lab.lab().check(seed, LabOnDisk.get(wrong, each.name()));
        assertThat(answered.stream().filter(part -> part.fraction() < 1).map(Answered::part))
            .as("%s, seed %d", each.name(), seed)
            .containsExactlyInAnyOrderElementsOf(each.fails());
        assertThat(answered)
            .allSatisfy(
                part ->
                    assertThat(part.verdict() == Verdict.PASSED).isEqualTo(part.fraction() == 1));
        assertThat(hints(answered))
            .as("%s, seed %d", each.name(), seed)
            .anySatisfy(hint -> assertThat(hint).contains(each.hint()));
        assertThat(lab.lab().check(seed, LabOnDisk.get(wrong, each.name()))).isEqualTo(answered);
      }
    }
  }

  private static List<String> hints(List<Answered> answered) {
    return answered.stream().map(Answered::hint).flatMap(Optional::stream).toList();
  }

  @ParameterizedTest
  @MethodSource("labs")
  void everySeedHasItsOwnNumbersAndAlwaysTheSame(Case lab) {
    Set<Map<String, String>> seen = new HashSet<>();
    Set<String> solutions = new HashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      Map<String, String> files = lab.lab().files(seed);
      assertThat(lab.lab().files(seed)).isEqualTo(files);
      assertThat(files.values()).anySatisfy(text -> assertThat(text).contains("seed: "));
      assertThat(seen.add(files)).isTrue();
      String solution = LabOnDisk.get(lab.lab().solve(seed), lab.file());
      assertThat(solutions.add(solution.replaceFirst("seed: \\d+", ""))).isTrue();
    }
    assertThat(lab.lab().check(-1, lab.lab().solve(-1))).allMatch(p -> p.fraction() == 1);
  }

  @ParameterizedTest
  @MethodSource("labs")
  void anothersAnswersGetNoPointsAndAreNamedAsSuch(Case lab) {
    for (Answered part : lab.lab().check(7, lab.lab().solve(8))) {
      assertThat(part.fraction()).as(part.part()).isZero();
      assertThat(part.message()).contains("this student's seed is 7");
    }
  }

  @ParameterizedTest
  @MethodSource("labs")
  void whatIsHandedOutGetsNothing(Case lab) {
    assertThat(lab.lab().check(7, lab.lab().files(7)))
        .allSatisfy(
            part -> {
              assertThat(part.verdict()).isEqualTo(Verdict.FAILED);
              assertThat(part.fraction()).isZero();
              assertThat(part.message()).isNotEmpty();
            });
  }

  /** What a program rather than a student would write. */
  @ParameterizedTest
  @MethodSource("labs")
  void aHostileFileIsRefusedInOneLine(Case lab) {
    assertRefused(lab, Map.of(), lab.file() + " is missing");
    assertRefused(lab, with(lab, ""), lab.file() + " is empty");
    assertRefused(lab, with(lab, " \n\t\n"), lab.file() + " is empty");
    assertRefused(lab, with(lab, "a: 1\n\u0000\u007f\u0001"), "line 2 has the character U+0000");
    assertRefused(lab, with(lab, "\u007fELF\u0002"), "line 1 has the character U+007F");
    assertRefused(lab, with(lab, "caf\ufffd: 1"), "U+FFFD; save it as plain UTF-8 text");
    assertRefused(lab, with(lab, "x".repeat(10 << 20)), "has 10485760 characters");
    assertRefused(lab, with(lab, "\n".repeat(50_000) + "x"), "has 50001 lines; 2000 are enough");
    assertRefused(lab, with(lab, "seed: 7\n".repeat(100_000)), "has 800000 characters");
    assertRefused(lab, with(lab, "a: " + "9".repeat(500)), "line 1 has 503 characters");
  }

  private static void assertRefused(Case lab, Map<String, String> files, String why) {
    assertThat(lab.lab().check(7, files))
        .hasSameSizeAs(LabOnDisk.of(lab.name()).parts())
        .allSatisfy(
            part -> {
              assertThat(part.verdict()).isEqualTo(Verdict.FAILED);
              assertThat(part.fraction()).isZero();
              assertThat(part.message()).contains(why).hasLineCount(1);
              assertThat(part.message()).hasSizeLessThan(200);
            });
  }

  private static Map<String, String> with(Case lab, String text) {
    Map<String, String> files = new HashMap<>(lab.lab().solve(7));
    files.put(lab.file(), text);
    return files;
  }

  @ParameterizedTest
  @MethodSource("labs")
  void windowsLineEndsAndTabsAreNoMistake(Case lab) {
    String solved = LabOnDisk.get(lab.lab().solve(7), lab.file());
    String windows = solved.replace("\n", "\r\n").replace(" ", "\t");
    assertThat(lab.lab().check(7, with(lab, windows))).allMatch(part -> part.fraction() == 1);
  }
}
