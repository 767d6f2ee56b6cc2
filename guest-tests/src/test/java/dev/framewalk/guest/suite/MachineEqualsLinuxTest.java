package dev.framewalk.guest.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.firmware.AssemblerException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The oracle: every guest program does in the machine what it does on the host's Linux. */
class MachineEqualsLinuxTest {
  private static final Budget WALL_TIME = Budget.wallTime(Duration.ofSeconds(60));

  /** More than any case takes, and few enough that an endless one fails in time. */
  private static final Budget COUNTED = Budget.instructions(400_000_000);

  private static GuestSources sources;
  private static NativeOracle linux;

  @BeforeAll
  static void findTheHostsLinux() throws AssemblerException, IOException, RunnerException {
    sources = GuestSources.ofBuild();
    linux = NativeOracle.onThisHost(sources);
  }

  static List<GuestCase> cases() {
    return GuestCatalogue.CASES.stream().filter(each -> each.departure().isEmpty()).toList();
  }

  static List<GuestCase> departures() {
    return GuestCatalogue.CASES.stream().filter(each -> each.departure().isPresent()).toList();
  }

  static List<GuestCase> casesOfSeveralProcesses() {
    return GuestCatalogue.CASES.stream().filter(each -> each.programs().size() > 1).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void exitStatusAndOutputAreThoseOfLinux(GuestCase guestCase) throws Exception {
    CaseOutcome onLinux = linux.run(guestCase);
    assertSame(
        guestCase, new MachineRunner(sources, config -> config, WALL_TIME).run(guestCase), onLinux);
    assertSame(
        guestCase,
        new MachineRunner(sources, config -> config.withSeed(7), COUNTED).run(guestCase),
        onLinux);
  }

  /** So that a departure that an engine of a later version mends does not stay in the list. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("departures")
  void whatIsListedAsADepartureIsOne(GuestCase guestCase) throws Exception {
    CaseOutcome ours = new MachineRunner(sources, config -> config, WALL_TIME).run(guestCase);
    assertThat(ours.processes().get(0).exitStatus())
        .as(guestCase.departure().orElseThrow())
        .isNotEqualTo(linux.run(guestCase).processes().get(0).exitStatus());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("casesOfSeveralProcesses")
  void everyScheduleLeadsToTheSameResult(GuestCase guestCase) throws Exception {
    CaseOutcome onLinux = linux.run(guestCase);
    for (int seed = 1; seed <= 5; seed++) {
      long fixed = seed;
      MachineRunner runner =
          new MachineRunner(
              sources,
              config -> config.withSeed(fixed).withQuantum(fixed == 1 ? 17 : 1000),
              WALL_TIME);
      MachineRunner.Run first = runner.runOnce(guestCase);
      MachineRunner.Run again = runner.runOnce(guestCase);
      assertSame(guestCase, first.outcome(), onLinux);
      assertThat(again).as("the same seed gives the same run").isEqualTo(first);
    }
  }

  private static void assertSame(GuestCase guestCase, CaseOutcome ours, CaseOutcome onLinux) {
    assertThat(ours.objectsLeft()).as("objects left").isEqualTo(onLinux.objectsLeft());
    assertThat(ours.processes()).hasSameSizeAs(onLinux.processes());
    for (int i = 0; i < ours.processes().size(); i++) {
      ProcessOutcome here = ours.processes().get(i);
      ProcessOutcome there = onLinux.processes().get(i);
      GuestProgram program = guestCase.programs().get(i);
      assertSoftly(
          softly -> {
            softly
                .assertThat(here.output())
                .as("%s prints; messages: %s", program, here.messages())
                .isEqualTo(there.output());
            softly
                .assertThat(here.exitStatus())
                .as("%s exits; messages: %s", program, here.messages())
                .isEqualTo(there.exitStatus());
          });
    }
  }
}
