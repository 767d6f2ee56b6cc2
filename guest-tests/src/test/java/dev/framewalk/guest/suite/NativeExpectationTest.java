package dev.framewalk.guest.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import dev.framewalk.firmware.AssemblerException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Proves the suite itself: on a real Linux every program does what its own comment says. */
class NativeExpectationTest {
  private static GuestSources sources;
  private static NativeOracle linux;

  @BeforeAll
  static void findTheHostsLinux() throws AssemblerException, IOException, RunnerException {
    sources = GuestSources.ofBuild();
    linux = NativeOracle.onThisHost(sources);
  }

  static List<GuestCase> cases() {
    return GuestCatalogue.CASES;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void onLinuxEveryProgramEndsAndPrintsAsItsCommentSays(GuestCase guestCase) throws Exception {
    CaseOutcome outcome = linux.run(guestCase);

    assertThat(outcome.processes()).hasSameSizeAs(guestCase.programs());
    for (int i = 0; i < guestCase.programs().size(); i++) {
      GuestProgram program = guestCase.programs().get(i);
      ProcessOutcome process = outcome.processes().get(i);
      Documentation documentation = Documentation.of(sources.file(program.source()));
      String messages = sources.explain(program.source(), process.messages());
      assertSoftly(
          softly -> {
            softly
                .assertThat(process.output())
                .as("%s prints; on standard error: %s", program, messages)
                .isEqualTo(documentation.output(program.arguments()));
            softly
                .assertThat(process.exitStatus())
                .as("%s exits; on standard error: %s", program, messages)
                .isEqualTo(documentation.exitStatus());
          });
    }
    assertThat(outcome.objectsLeft()).as("objects left behind").isEmpty();
  }
}
