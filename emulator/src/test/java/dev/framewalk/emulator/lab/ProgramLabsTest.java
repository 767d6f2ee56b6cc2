package dev.framewalk.emulator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.lab.Lab.Part;
import dev.framewalk.emulator.lab.Lab.WrongSolution;
import dev.framewalk.emulator.suite.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every lab of kind {@code programs} that comes with Framewalk, held against its own {@code
 * lab.json}: what the model gets, what each wrong solution gets, and which hint.
 *
 * <p>"Under fifty seeds" is under fifty seeds of a grading, each of which shifts every schedule of
 * every test. Where a test has many schedules itself, a part that passes is run under one of them a
 * seed, another one each time; a part that must fail is run as a grading runs it, to the first
 * schedule that shows it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProgramLabsTest {
  private static final int SEEDS = 50;

  /** Of a test's schedules, where a part passes under all of them, so many are run. */
  private static final int SCHEDULES_OF_A_PASS = 5;

  @TempDir static Path scratch;

  private List<Lab> labs = List.of();

  @BeforeAll
  void findLabs() throws LabException {
    labs = Lab.builtIn().stream().filter(lab -> lab.kind().equals(Lab.PROGRAMS)).toList();
    assertThat(labs).extracting(Lab::name).contains("share", "ring", "lifetimes");
  }

  Stream<Arguments> labs() {
    return labs.stream().map(lab -> Arguments.of(lab.name(), lab));
  }

  Stream<Arguments> wrongSolutions() {
    return labs.stream()
        .flatMap(
            lab ->
                lab.wrong().stream()
                    .map(wrong -> Arguments.of(lab.name(), wrong.name(), lab, wrong)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("labs")
  void theModelPassesEveryTestUnderAllItsSchedules(String name, Lab lab) throws Exception {
    final LaidOutSolution model = LaidOutSolution.model(lab, scratch);

    for (final Part part : lab.parts()) {
      assertThat(model.check(part, 0)).isEqualTo(LaidOutSolution.PASSED);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("labs")
  void theModelPassesUnderFiftySeeds(String name, Lab lab) throws Exception {
    final LaidOutSolution model = LaidOutSolution.model(lab, scratch);

    for (int seed = 1; seed <= SEEDS; seed++) {
      for (final Part part : lab.parts()) {
        assertThat(model.checkOneSchedule(part, seed))
            .as("%s under seed %d", part.id(), seed)
            .isEqualTo(LaidOutSolution.PASSED);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("labs")
  void theStarterFailsEveryPartAndIsToldWhatToDo(String name, Lab lab) throws Exception {
    final LaidOutSolution starter = LaidOutSolution.starter(lab, scratch);

    for (final Part part : lab.parts()) {
      final LaidOutSolution.Checked checked = starter.check(part, 0);
      assertThat(checked.outcome()).as(part.id()).isIn(Outcome.FAILED, Outcome.NO_VERDICT);
      assertThat(checked.hint()).as(part.id() + ": " + checked.text()).isPresent();
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrongSolutions")
  void aWrongSolutionFailsExactlyItsParts(
      String name, String solution, Lab lab, WrongSolution wrong) throws Exception {
    final LaidOutSolution laid = LaidOutSolution.wrong(lab, wrong, scratch);
    final SoftAssertions all = new SoftAssertions();

    for (final Part part : lab.parts()) {
      if (wrong.fails().contains(part.id())) {
        final LaidOutSolution.Checked checked = laid.check(part, 1);
        all.assertThat(checked.outcome()).as(part.id()).isIn(Outcome.FAILED, Outcome.NO_VERDICT);
        all.assertThat(checked.hint()).as(part.id() + ": " + checked.text()).isPresent();
        all.assertThat(laid.check(part, 1)).as("%s a second time", part.id()).isEqualTo(checked);
      } else {
        all.assertThat(laid.check(part, 1, SCHEDULES_OF_A_PASS))
            .as(part.id())
            .isEqualTo(LaidOutSolution.PASSED);
      }
    }
    all.assertAll();
  }

  /** The part named first in {@code fails} is the one that gives the hint. */
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrongSolutions")
  void aWrongSolutionGetsItsHintUnderFiftySeeds(
      String name, String solution, Lab lab, WrongSolution wrong) throws Exception {
    final LaidOutSolution laid = LaidOutSolution.wrong(lab, wrong, scratch);
    final Part telling = part(lab, wrong.fails().get(0));

    for (int seed = 1; seed <= SEEDS; seed++) {
      final LaidOutSolution.Checked checked = laid.check(telling, seed);
      assertThat(checked.outcome())
          .as("%s under seed %d", telling.id(), seed)
          .isIn(Outcome.FAILED, Outcome.NO_VERDICT);
      assertThat(checked.hint())
          .as("%s under seed %d: %s", telling.id(), seed, checked.text())
          .hasValueSatisfying(hint -> assertThat(hint).contains(wrong.hint()));
    }
  }

  private static Part part(Lab lab, String id) {
    return lab.parts().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }
}
