package dev.framewalk.guest.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Proves the C programs themselves: what they check holds on a real Linux, each time. */
class CProgramsNativeTest {
  private static final Pattern CHECK = Pattern.compile("\\bCHECK\\w*\\(");
  private static final int FEWEST_CHECKS = 1500;

  private static CSources sources;
  private static NativeOracle linux;

  @BeforeAll
  static void makeThePrograms() throws IOException, RunnerException {
    sources = CSources.ofBuild();
    sources.make(sources.cases());
    linux = NativeOracle.onThisHost(sources);
  }

  static List<GuestCase> cases() throws IOException, RunnerException {
    return CSources.ofBuild().cases();
  }

  static List<String> sources() throws IOException, RunnerException {
    return CSources.ofBuild().all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void onLinuxEveryCheckHoldsAndASecondRunPrintsTheSame(GuestCase guestCase) throws Exception {
    CaseOutcome first = linux.run(guestCase);
    CaseOutcome second = linux.run(guestCase);

    assertSoftly(
        softly -> {
          for (ProcessOutcome process : first.processes()) {
            softly.assertThat(process.exitStatus()).as("%s", process).isEqualTo(0);
          }
        });
    assertThat(first.processes().get(0).output()).isNotEmpty();
    assertThat(first.objectsLeft()).as("left behind").isEmpty();
    assertThat(second).isEqualTo(first);
  }

  @ParameterizedTest
  @MethodSource("sources")
  void everySourceSaysWhatItShows(String source) throws IOException {
    assertThat(CHead.of(sources.file(source)).summary()).hasSizeGreaterThan(10);
  }

  @Test
  void theyCheckAtLeastAsMuchAsWasPromised() throws IOException {
    long checks = 0;
    for (String source : sources.all()) {
      checks += CHECK.matcher(Files.readString(sources.file(source))).results().count();
    }
    assertThat(checks).isGreaterThanOrEqualTo(FEWEST_CHECKS);
  }
}
