package dev.framewalk.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.framewalk.emulator.cli.CommandLineUser.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Command lines that are wrong: status 2, one line that says what and what to do. */
final class BadLineTest {
  @TempDir Path directory;

  static Stream<Arguments> lines() {
    final String noProgram = "no program; give an ELF file or a .S source: framewalk run PROG";
    final String noneBehind = "no program behind --; give an ELF file or a .S source there";
    final String size = "not a size; give bytes, or a number with K, M, G or T: 64M";
    final String budget =
        "not a budget; give wall time (500ms, 30s, 2m, 1h) or guest instructions (1000, 10K, 10M,"
            + " 1G)";
    return Stream.of(
        bad("no command; see framewalk --help"),
        bad("unknown command rum (did you mean run or dump?); see framewalk --help", "rum"),
        bad("unknown option --versio (did you mean --version?); see framewalk --help", "--versio"),
        bad("unexpected argument x; see framewalk doctor --help", "doctor", "x"),
        bad(noProgram, "run"),
        bad(noProgram, "run", "--"),
        bad(noProgram, "run", "--json"),
        bad(noneBehind, "run", "a", "--"),
        bad(noneBehind, "run", "a", "--", "--", "b"),
        bad(noneBehind, "run", "--", "a", "1", "--"),
        bad(
            "unknown option --sed (did you mean --seed?); see framewalk run --help",
            "run",
            "--sed"),
        bad("unknown option -x; see framewalk run --help", "run", "-x", "a"),
        bad(
            "missing required parameter for option '--memory' (SIZE); see framewalk run --help",
            "run",
            "--memory"),
        bad(
            "expected parameter for option '--memory' but found '--seed'; see framewalk run --help",
            "run",
            "--memory",
            "--seed",
            "1",
            "a"),
        bad(
            "option '--seed' (N) should be specified only once; see framewalk run --help",
            "run",
            "--seed",
            "1",
            "--seed",
            "2",
            "a"),
        value("--memory", "0", "too small for a machine; give 1M or more"),
        value("--memory", "-1", "too small for a machine; give 1M or more"),
        value("--memory", "-9223372036854775809", "too small for a machine; give 1M or more"),
        value("--memory", "1023K", "too small for a machine; give 1M or more"),
        value("--memory", "2T", "more than the CPU can address; give at most 1T"),
        value("--memory", "1048577M", "more than the CPU can address; give at most 1T"),
        value("--memory", "99999999999999999999", "more than the CPU can address; give at most 1T"),
        value("--memory", "2000000", "not whole pages of 4096 bytes; give 2002944"),
        value("--memory", "64X", size),
        value("--memory", "", size),
        value("--memory", "M", size),
        value("--memory", "1.5G", size),
        value("--output-limit", "-1", "less than nothing; give 0 or more"),
        value("--output-limit", "lots", size),
        value("--seed", "seven", "not a 64-bit number; give one: 7 or 0x7"),
        value("--seed", "9223372036854775808", "not a 64-bit number; give one: 7 or 0x7"),
        value("--quantum", "0", "not a number of instructions; give 1 to 2147483647"),
        value("--quantum", "-3", "not a number of instructions; give 1 to 2147483647"),
        value("--quantum", "2147483648", "not a number of instructions; give 1 to 2147483647"),
        value("--quantum", "many", "not a number of instructions; give 1 to 2147483647"),
        value("--budget", "0", "nothing can run on it; give more than 0"),
        value("--budget", "0s", "nothing can run on it; give more than 0"),
        value("--budget", "-1s", "nothing can run on it; give more than 0"),
        value("--budget", "9000h", "more than a year; give at most 8760h"),
        value("--budget", "99999999999999999999s", "more than a year; give at most 8760h"),
        value("--budget", "5x", budget),
        value("--budget", "1.5s", budget),
        value("--budget", "", budget),
        bad(
            "--budget 2m: a second limit of the same kind; give one of each at most",
            "run",
            "--budget",
            "1s",
            "--budget",
            "2m",
            "a"),
        value("--env", "NAME", "no variable; give NAME=value"),
        value("--env", "=value", "no variable; give NAME=value"));
  }

  private static Arguments bad(String message, String... line) {
    return arguments(List.of(line), message);
  }

  private static Arguments value(String option, String value, String why) {
    return bad(option + " " + value + ": " + why, "run", option, value, "a");
  }

  @ParameterizedTest
  @MethodSource("lines")
  void aWrongLineIsOneSentenceAndStatusTwo(List<String> line, String message) {
    final Result result = new CommandLineUser(directory).types(line.toArray(new String[0]));
    assertThat(result).isEqualTo(new Result(2, "", "framewalk: " + message + "\n"));
  }
}
