package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.suite.ErrorKind;
import dev.framewalk.emulator.suite.Outcome;
import dev.framewalk.emulator.suite.ResultFormat;
import dev.framewalk.emulator.suite.SuiteResult;
import dev.framewalk.emulator.suite.SuiteRunner.Native;
import dev.framewalk.emulator.suite.TestFailure;
import dev.framewalk.emulator.suite.TestFile;
import dev.framewalk.emulator.suite.TestFormatException;
import dev.framewalk.emulator.suite.TestSearch;
import dev.framewalk.emulator.suite.TestSearch.FoundTest;
import dev.framewalk.emulator.suite.TextResults;
import dev.framewalk.emulator.suite.TextResults.Detail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code framewalk test}: runs the tests that assembly sources hold in their comments. */
final class TestCommand {
  private static final int MOST_JOBS = 1024;

  private static final Syntax.Help HELP =
      new Syntax.Help(
          "framewalk test [OPTIONS] DIRECTORY|FILE...",
          "Runs the tests that assembly sources hold in their comments: each .S file with a line"
              + " # RUN: NAME, in a directory and all below it.",
          List.of(
              "",
              "The directives, each a comment line:",
              "  # RUN: NAME ARGS          this file's process, its name and arguments",
              "  # WITH: [NAME=]FILE ARGS  another program that runs beside it",
              "  # EXPECT-EXIT: 0          its exit status, or SIGSEGV; without it: 0",
              "  # EXPECT-OUT: text        a line of its output (EXPECT-ERR, EXPECT-NO-OUT)",
              "  # EXPECT-FAULT: write read-only at SYMBOL",
              "  # EXPECT-MAP: 0x10000000 /object+0x1000 rw [at SYMBOL]",
              "  # EXPECT-OBJECTS: /ring   what is left; without it: nothing",
              "  # EXPECT-NATIVE: same     the host's Linux does the same",
              "  # EXPECT-DEADLOCK:        all wait for ever",
              "  # SEED: 1..50  # BUDGET: 10M  # QUANTUM: 50  # MEMORY: 64M  # INPUT: text",
              "  # TITLE: text  # HINT: text",
              "What is about one process may name another: # EXPECT-EXIT[NAME]: 3",
              "",
              "Exit status: 0 if all passed; 1 if one failed or has no verdict; 2 if the command line",
              "or a test is wrong; 3 if a tool is missing or the machine cannot go on.",
              "",
              "Examples:",
              "  framewalk test tests",
              "  framewalk test --format junit -o results.xml tests",
              "  framewalk test --seed 7 --evidence out tests/ring.S"));

  private final ParsedLine line;
  private final StandardStreams streams;
  private final Map<String, String> environment;

  private TestCommand(ParsedLine line, StandardStreams streams, Map<String, String> environment) {
    this.line = line;
    this.streams = streams;
    this.environment = environment;
  }

  /** The form of the command line. */
  static Syntax syntax() {
    final Syntax syntax = new Syntax("framewalk test", HELP);
    syntax.value("--jobs", "N", "Tests at a time. Default: as many as there are cores.", "-j");
    syntax.value(
        "--format", "FORMAT", "text, junit (XML), tap (version 14) or json. Default: text.");
    syntax.value("--output", "FILE", "Write the results there, and text to standard output.", "-o");
    syntax.value("--filter", "TEXT", "Only tests whose path or title holds TEXT.");
    syntax.value("--seed", "SEEDS", "Instead of the tests' own: 7, 1..50 or 1,5,9.");
    syntax.value(
        "--evidence",
        "DIRECTORY",
        "For each test that does not pass, write there what shows why: report.html, trace.txt,"
            + " schedule.txt and tables.txt.");
    syntax.flag("--no-native", "Leave out the comparison with the host's Linux.");
    syntax.flag("--list", "Print the tests, and run none.");
    syntax.flag("--verbose", "A line for each test that passed as well.", "-v");
    Terminals.addColor(syntax);
    syntax.words("DIRECTORY|FILE", "Where the tests are.");
    return syntax;
  }

  /**
   * Runs the tests and prints what came of them.
   *
   * @throws CommandFailure if the command line is wrong, or there is no test where it says
   */
  static ExitCode execute(ParsedLine line, StandardStreams streams, Map<String, String> environment)
      throws CommandFailure {
    return new TestCommand(line, streams, environment).execute();
  }

  private ExitCode execute() throws CommandFailure {
    // All that the command line says is looked at before anything runs.
    final ResultFormat format = format();
    final Optional<Path> output = output();
    final Optional<Path> evidence = evidence();
    final int jobs = jobs();
    final TextResults text =
        new TextResults(
            Terminals.style(line, streams, environment),
            line.has("--verbose") ? Detail.ALL : Detail.FAILURES);
    final TestSearch.Found found = find();
    final List<FoundTest> tests = seeded(filtered(found.tests()));
    if (line.has("--list")) {
      tests.forEach(test -> streams.print(listed(test) + "\n"));
      return tests.stream().allMatch(test -> test.test().isPresent())
          ? ExitCode.GOOD
          : ExitCode.USAGE;
    }
    final SuiteResult suite;
    try (TestProgress progress = TestProgress.start(tests.size(), streams, environment);
        TestRun run =
            new TestRun(
                jobs, line.has("--no-native") ? Native.LEFT_OUT : Native.COMPARED, evidence)) {
      suite = run.run(tests, progress);
    }
    noteUnused(found.unused());
    if (output.isEmpty()) {
      streams.print(format == ResultFormat.TEXT ? text.text(suite) : format.of(suite));
    } else {
      write(output.get(), format.of(suite));
      streams.print(text.text(suite));
    }
    return code(suite);
  }

  private static ExitCode code(SuiteResult suite) {
    ExitCode code = ExitCode.GOOD;
    for (final var result : suite.results()) {
      final Optional<ErrorKind> error = result.failure().flatMap(TestFailure::error);
      if (error.isPresent()) {
        final boolean users =
            error.get() == ErrorKind.BAD_TEST || error.get() == ErrorKind.BAD_PROGRAM;
        if (!users) {
          return ExitCode.MACHINE_ERROR;
        }
        code = ExitCode.USAGE;
      } else if (result.outcome() != Outcome.PASSED && code == ExitCode.GOOD) {
        code = ExitCode.GUEST_FAILED;
      }
    }
    return code;
  }

  private ResultFormat format() throws CommandFailure {
    final String word = line.has("--format") ? line.value("--format") : "text";
    return ResultFormat.named(word)
        .orElseThrow(
            () ->
                CommandFailure.usage(
                    "--format "
                        + word
                        + ": no such format; give "
                        + String.join(", ", ResultFormat.words())));
  }

  private int jobs() throws CommandFailure {
    if (!line.has("--jobs")) {
      return Runtime.getRuntime().availableProcessors();
    }
    final String text = line.value("--jobs");
    if (!text.matches("\\d{1,4}") || text.matches("0+") || Integer.parseInt(text) > MOST_JOBS) {
      throw CommandFailure.usage("--jobs " + text + ": give a number from 1 to " + MOST_JOBS);
    }
    return Integer.parseInt(text);
  }

  private Optional<Path> output() throws CommandFailure {
    if (!line.has("--output")) {
      return Optional.empty();
    }
    final String name = line.value("--output");
    try {
      final Path file = Path.of(name);
      final Path directory = file.toAbsolutePath().getParent();
      if (name.isEmpty() || Files.isDirectory(file)) {
        throw unwritable("--output", name, "a directory; give a file in it");
      }
      if (directory == null || !Files.isDirectory(directory)) {
        throw unwritable("--output", name, "no directory " + directory + "; make it first");
      }
      return Optional.of(file);
    } catch (InvalidPathException e) {
      throw unwritable("--output", name, "no name of a file");
    }
  }

  private Optional<Path> evidence() throws CommandFailure {
    if (!line.has("--evidence")) {
      return Optional.empty();
    }
    final String name = line.value("--evidence");
    try {
      final Path directory = Path.of(name);
      if (Files.exists(directory) && !Files.isDirectory(directory)) {
        throw unwritable("--evidence", name, "a file; give a directory");
      }
      return Optional.of(directory);
    } catch (InvalidPathException e) {
      throw unwritable("--evidence", name, "no name of a directory");
    }
  }

  private static CommandFailure unwritable(String option, String name, String why) {
    return CommandFailure.usage(
        option + " " + Printable.of(name) + ": cannot be written: " + Printable.of(why));
  }

  private TestSearch.Found find() throws CommandFailure {
    if (line.words().isEmpty()) {
      throw CommandFailure.usage(
          "no tests; give a directory of .S files, or files; see framewalk test --help");
    }
    final List<Path> places = new ArrayList<>();
    for (final String word : line.words()) {
      try {
        if (word.startsWith("-") && !Files.exists(Path.of(word))) {
          throw CommandFailure.usage(
              "options stand before directories and files: framewalk test "
                  + Printable.of(word)
                  + " ... DIRECTORY");
        }
        if (word.isEmpty()) {
          throw CommandFailure.usage("an empty name for a directory; give one that holds tests");
        }
        places.add(Path.of(word));
      } catch (InvalidPathException e) {
        throw CommandFailure.usage(Printable.of(word) + ": no name of a file");
      }
    }
    try {
      return TestSearch.in(places);
    } catch (TestSearch.NothingFound e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private List<FoundTest> filtered(List<FoundTest> tests) throws CommandFailure {
    if (!line.has("--filter")) {
      return tests;
    }
    final String wanted = line.value("--filter");
    final List<FoundTest> left =
        tests.stream()
            .filter(
                test ->
                    test.file().toString().contains(wanted)
                        || test.test()
                            .flatMap(TestFile::title)
                            .map(title -> title.contains(wanted))
                            .orElse(false))
            .toList();
    if (left.isEmpty()) {
      throw CommandFailure.usage(
          "--filter "
              + Printable.of(wanted)
              + ": none of the "
              + tests.size()
              + " tests has that in its path or title; see framewalk test --list");
    }
    return left;
  }

  private List<FoundTest> seeded(List<FoundTest> tests) throws CommandFailure {
    if (!line.has("--seed")) {
      return tests;
    }
    try {
      final List<Long> seeds = TestFile.seeds(line.value("--seed"));
      return tests.stream()
          .map(
              test ->
                  new FoundTest(
                      test.file(), test.test().map(each -> each.withSeeds(seeds)), test.flaw()))
          .toList();
    } catch (TestFormatException e) {
      throw CommandFailure.usage("--" + e.getMessage());
    }
  }

  private static String listed(FoundTest test) {
    final String file = Printable.of(test.file().toString());
    if (test.test().isEmpty()) {
      return file + ": malformed";
    }
    return file + test.test().get().title().map(title -> ": " + Printable.of(title)).orElse("");
  }

  private void noteUnused(List<Path> unused) {
    if (!unused.isEmpty()) {
      streams.tell(
          "framewalk: note: no test, and used by none: "
              + Printable.of(
                  String.join(", ", unused.stream().limit(5).map(Path::toString).toList()))
              + (unused.size() > 5 ? " and " + (unused.size() - 5) + " more" : "")
              + "; a test has a line # RUN: NAME\n");
    }
  }

  private static void write(Path file, String text) throws CommandFailure {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.MACHINE_ERROR,
          "--output "
              + file
              + ": cannot be written: "
              + e.getMessage()
              + "; see that there is room");
    }
  }
}
