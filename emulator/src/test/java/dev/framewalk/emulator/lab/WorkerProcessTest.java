package dev.framewalk.emulator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workers that do not do what they should: the grader's own error, and never a pass. */
final class WorkerProcessTest {
  @TempDir private Path directory;
  private Lab lab;
  private Path submission;

  @BeforeEach
  void labAndSubmission() throws IOException, LabException {
    lab = Lab.named(TinyLab.write(directory.resolve("lab"), TinyLab.JSON).toString());
    submission = Files.createDirectory(directory.resolve("alice"));
    Files.writeString(submission.resolve("answer.S"), TinyLab.model());
  }

  private Grade gradedBy(String script, Duration backstop) throws LabException {
    return new Grader(
            lab,
            new Grader.Choices(
                1,
                OptionalLong.empty(),
                Map.of(),
                OptionalLong.empty(),
                Optional.empty(),
                backstop),
            new WorkerProcess(backstop, List.of("/bin/sh", "-c", script)))
        .grade(List.of(submission), grade -> {})
        .get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exit 0                                        | without a result: status 0",
        "exit 3                                        | without a result: status 3",
        "echo out of luck >&2; exit 1                  | status 1: out of luck",
        "kill -9 $$                                    | killed by signal 9",
        "kill -SEGV $$                                 | killed by signal 11",
        "echo passed > $(dirname $0)/result            | no whole result",
        ": > $(dirname $0)/result                      | no whole result",
        "head -c 9000 /dev/urandom > $(dirname $0)/result | no whole result",
        "cp $0 $(dirname $0)/result                    | no whole result",
        "mkdir $(dirname $0)/result                    | without a result",
        "yes                                           | killed by signal 25",
      })
  void aWorkerWithoutAResultIsTheGradersError(String script, String message) throws LabException {
    final Grade grade = gradedBy(script, Duration.ofSeconds(60));

    assertThat(grade.verdict()).isEqualTo(Verdict.GRADER_ERROR);
    assertThat(grade.points()).isEqualTo(Points.NONE);
    assertThat(grade.parts()).allSatisfy(part -> assertThat(part.text()).contains(message));
  }

  @Test
  void aWorkerThatHangsIsEndedWithAllThatItStarted() throws LabException {
    final Grade grade = gradedBy("sleep 1000 & sleep 1001 & wait", Duration.ofSeconds(2));

    assertThat(grade.verdict()).isEqualTo(Verdict.GRADER_ERROR);
    assertThat(grade.parts().get(0).text()).contains("did not end within 2 seconds");
    assertThat(ProcessHandle.allProcesses().map(each -> each.info().commandLine().orElse("")))
        .noneMatch(line -> line.endsWith("sleep 1000") || line.endsWith("sleep 1001"));
  }

  @Test
  void aWorkerThatComputesForEverIsEnded() throws LabException {
    final Grade grade = gradedBy("while :; do :; done", Duration.ofSeconds(2));

    assertThat(grade.verdict()).isEqualTo(Verdict.GRADER_ERROR);
  }
}
