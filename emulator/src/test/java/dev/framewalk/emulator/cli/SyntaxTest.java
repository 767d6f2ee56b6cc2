package dev.framewalk.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Lines that are taken apart without picocli are taken apart as picocli does it. */
final class SyntaxTest {
  private static final List<String> WORDS =
      List.of(
          "--memory",
          "--seed",
          "--budget",
          "--env",
          "--trace",
          "--json",
          "-q",
          "--quiet",
          "-h",
          "--help",
          "--stdin",
          "--check",
          "64M",
          "-5",
          "7",
          "A=b",
          "",
          "-",
          "--",
          "prog",
          "@file",
          "--no-such",
          "--seed=7",
          "--json=true",
          "-qh");

  @Test
  void aPlainLineMeansWhatItMeansToPicocli() {
    final SplittableRandom random = new SplittableRandom(20261122);
    int plain = 0;
    for (int i = 0; i < 4_000; i++) {
      final List<String> line = new ArrayList<>();
      final int length = random.nextInt(6);
      for (int word = 0; word < length; word++) {
        line.add(WORDS.get(random.nextInt(WORDS.size())));
      }
      final Optional<ParsedLine> taken = RunOptions.syntax().parsePlain(line);
      if (taken.isPresent()) {
        plain++;
        assertThat(picocli(line)).as("%s", line).isEqualTo(taken);
      }
    }
    assertThat(plain).isGreaterThan(500);
  }

  private static Optional<ParsedLine> picocli(List<String> line) {
    try {
      return Optional.of(new Picocli(RunOptions.syntax()).parse(line));
    } catch (CommandFailure e) {
      return Optional.empty();
    }
  }

  @Test
  void everyOrdinaryLineIsPlain() {
    assertThat(
            RunOptions.syntax()
                .parsePlain(
                    List.of(
                        "--memory",
                        "1G",
                        "--seed",
                        "-1",
                        "--quantum",
                        "5",
                        "--budget",
                        "2s",
                        "--budget",
                        "1M",
                        "--env",
                        "A=1",
                        "--env",
                        "B=2",
                        "--stdin",
                        "-",
                        "--large-pages",
                        "--trace",
                        "--check",
                        "--json",
                        "-q",
                        "prog",
                        "--help",
                        "--",
                        "other")))
        .hasValueSatisfying(
            line -> {
              assertThat(line.values("--env")).containsExactly("A=1", "B=2");
              assertThat(line.value("--seed")).isEqualTo("-1");
              assertThat(line.has("--quiet")).isTrue();
              assertThat(line.has("--help")).isFalse();
              assertThat(line.words()).containsExactly("prog", "--help", "--", "other");
            });
  }
}
