package dev.framewalk.guest.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import dev.framewalk.emulator.machine.Budget;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The oracle for C: every C guest program, with either libc, does in the machine what it does on
 * the host's Linux.
 */
class CProgramsEqualLinuxTest {
  private static final Budget WALL_TIME = Budget.wallTime(Duration.ofSeconds(60));

  private static CSources sources;
  private static NativeOracle linux;

  @BeforeAll
  static void makeThePrograms() throws IOException, RunnerException {
    sources = CSources.ofBuild();
    sources.make(sources.cases());
    linux = NativeOracle.onThisHost(sources);
  }

  static List<GuestCase> cases() throws IOException, RunnerException {
    return CSources.ofBuild().cases().stream().filter(row -> row.departure().isEmpty()).toList();
  }

  static List<GuestCase> departures() throws IOException, RunnerException {
    return CSources.ofBuild().cases().stream().filter(row -> row.departure().isPresent()).toList();
  }

  /**
   * So that a departure that is mended does not stay one. There are none where the C library that
   * shows it is not installed.
   */
  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("departures")
  void whatDepartsFromLinuxDoes(GuestCase guestCase) throws Exception {
    CaseOutcome ours = new MachineRunner(sources, config -> config, WALL_TIME).run(guestCase);
    assertThat(ours.processes().get(0).output())
        .as(guestCase.departure().orElseThrow())
        .isNotEqualTo(linux.run(guestCase).processes().get(0).output());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void exitStatusAndOutputAreThoseOfLinux(GuestCase guestCase) throws Exception {
    CaseOutcome onLinux = linux.run(guestCase);
    CaseOutcome ours = new MachineRunner(sources, config -> config, WALL_TIME).run(guestCase);

    assertThat(ours.processes()).hasSameSizeAs(onLinux.processes());
    assertSoftly(
        softly -> {
          for (int i = 0; i < ours.processes().size(); i++) {
            ProcessOutcome here = ours.processes().get(i);
            ProcessOutcome there = onLinux.processes().get(i);
            softly
                .assertThat(here.output())
                .as("%s: standard output", guestCase)
                .isEqualTo(there.output());
            softly
                .assertThat(here.messages())
                .as("%s: standard error", guestCase)
                .isEqualTo(there.messages());
            softly
                .assertThat(here.exitStatus())
                .as("%s: status", guestCase)
                .isEqualTo(there.exitStatus());
          }
          softly
              .assertThat(ours.objectsLeft())
              .as("%s: left", guestCase)
              .isEqualTo(onLinux.objectsLeft());
        });
  }
}
