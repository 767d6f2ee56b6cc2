package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.lab.Grade;
import dev.framewalk.emulator.lab.GradeFormat;
import dev.framewalk.emulator.lab.Grader;
import dev.framewalk.emulator.lab.Lab;
import dev.framewalk.emulator.lab.LabException;
import dev.framewalk.emulator.lab.Roster;
import dev.framewalk.emulator.lab.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code framewalk grade}: grades what students have handed in. */
final class GradeCommand {
  private static final long MOST_INSTRUCTIONS = 1_000_000_000_000L;
  private static final long MOST_SECONDS = 86_400;

  private static final Syntax.Help HELP =
      new Syntax.Help(
          "framewalk grade [OPTIONS] LAB SUBMISSION...",
          "Grades submissions: directories that hold the files which the lab asks for or, for a lab"
              + " that asks for one file, files. Each is checked in a JVM of its own, with limits on"
              + " memory, time, output and files.",
          List.of(
              "",
              "What becomes of a submission, and of each part:",
              "  passed        it does what it must",
              "  failed        it does not; parts that pass count all the same",
              "  no verdict    the budget of guest instructions was used up first: no points",
              "  grader error  the grader could not check it: grade it again",
              "",
              "Exit status: 0 if every submission passed or failed; 1 if one has no verdict, or could",
              "not be checked; 2 if the command line or the lab is wrong; 3 if a tool is missing.",
              "",
              "Examples:",
              "  framewalk grade share submissions/*",
              "  framewalk grade --format csv -o grades.csv --evidence evidence share submissions/*",
              "  framewalk grade --format gradescope -o results/results.json share submission"));

  private final ParsedLine line;
  private final StandardStreams streams;

  private GradeCommand(ParsedLine line, StandardStreams streams) {
    this.line = line;
    this.streams = streams;
  }

  static Syntax syntax() {
    final Syntax syntax = new Syntax("framewalk grade", HELP);
    syntax.value(
        "--format", "FORMAT", "text, gradescope, junit (XML), csv or json. Default: text.");
    syntax.value("--output", "FILE", "Write the grades there, and text to standard output.", "-o");
    syntax.value(
        "--evidence",
        "DIRECTORY",
        "Of each run that failed, write there the page-table report, the system calls, the schedule"
            + " and the page tables. The grades name the report.");
    syntax.value(
        Jobs.OPTION, "N", "Submissions at a time. Default: as many as there are cores.", "-j");
    syntax.value(
        "--seed",
        "N",
        "Other schedules than the tests' own (N times 1000 further), and these questions for all.");
    syntax.value(
        "--roster",
        "FILE",
        "Lines SUBMISSION,STUDENT: who handed in what, instead of what student.json says.");
    syntax.value("--budget", "N", "Guest instructions of a run, instead of the tests' own.");
    syntax.value(
        "--backstop",
        "SECONDS",
        "What a submission may take on this host's clock; more is a grader error. Default: "
            + Grader.BACKSTOP.toSeconds()
            + ".");
    syntax.words("LAB SUBMISSION...", "The lab, and what was handed in.");
    return syntax;
  }

  static ExitCode execute(ParsedLine line, StandardStreams streams) throws CommandFailure {
    try {
      return new GradeCommand(line, streams).execute();
    } catch (LabException e) {
      final String message = String.valueOf(e.getMessage());
      throw new CommandFailure(
          message.contains("apt-get install") ? ExitCode.MACHINE_ERROR : ExitCode.USAGE, message);
    }
  }

  private ExitCode execute() throws CommandFailure, LabException {
    if (line.words().size() < 2) {
      throw CommandFailure.usage(
          line.words().isEmpty()
              ? "no lab; see framewalk grade --help"
              : "no submission; give directories, or files; see framewalk grade --help");
    }
    final GradeFormat format = format();
    final List<Path> submissions = new ArrayList<>();
    for (final String word : line.words().subList(1, line.words().size())) {
      submissions.add(LabCommand.path(word));
    }
    if (format == GradeFormat.GRADESCOPE && submissions.size() > 1) {
      throw CommandFailure.usage(
          "--format gradescope is for one submission, as Gradescope grades them; give one");
    }
    final Optional<Path> output = output();
    final Grader.Choices choices =
        new Grader.Choices(
            Jobs.of(line),
            line.has("--seed")
                ? OptionalLong.of(LabCommand.seed(line.value("--seed")))
                : OptionalLong.empty(),
            line.has("--roster") ? Roster.read(LabCommand.path(line.value("--roster"))) : Map.of(),
            line.has("--budget")
                ? OptionalLong.of(number("--budget", MOST_INSTRUCTIONS))
                : OptionalLong.empty(),
            evidence(),
            line.has("--backstop")
                ? Duration.ofSeconds(number("--backstop", MOST_SECONDS))
                : Grader.BACKSTOP);
    final Lab lab = Lab.named(line.words().get(0));
    final List<Grade> grades;
    try (Progress progress = Progress.start("graded", submissions.size(), streams)) {
      grades = new Grader(lab, choices).grade(submissions, grade -> progress.step());
    }
    if (output.isPresent()) {
      write(output.get(), format.of(lab, grades));
      streams.print(GradeFormat.TEXT.of(lab, grades));
    } else {
      streams.print(format.of(lab, grades));
    }
    return grades.stream()
            .allMatch(
                grade -> grade.verdict() == Verdict.PASSED || grade.verdict() == Verdict.FAILED)
        ? ExitCode.GOOD
        : ExitCode.GUEST_FAILED;
  }

  private GradeFormat format() throws CommandFailure {
    final String word = line.has("--format") ? line.value("--format") : "text";
    final Optional<GradeFormat> format = GradeFormat.named(word);
    if (format.isEmpty()) {
      throw CommandFailure.usage(
          "--format "
              + word
              + ": no such format; give "
              + String.join(
                  ", ", Arrays.stream(GradeFormat.values()).map(GradeFormat::word).toList()));
    }
    return format.get();
  }

  private long number(String option, long most) throws CommandFailure {
    final String text = line.value(option);
    if (!text.matches("\\d{1,13}") || Long.parseLong(text) < 1 || Long.parseLong(text) > most) {
      throw CommandFailure.usage(option + " " + text + ": give a number from 1 to " + most);
    }
    return Long.parseLong(text);
  }

  private Optional<Path> output() throws CommandFailure {
    if (!line.has("--output")) {
      return Optional.empty();
    }
    final Path file = LabCommand.path(line.value("--output"));
    final Path directory = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw unwritable("--output", file, "a directory; give a file in it");
    }
    if (directory == null || !Files.isDirectory(directory)) {
      throw unwritable("--output", file, "no directory " + directory + "; make it first");
    }
    return Optional.of(file);
  }

  private Optional<Path> evidence() throws CommandFailure {
    if (!line.has("--evidence")) {
      return Optional.empty();
    }
    final Path directory = LabCommand.path(line.value("--evidence"));
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw unwritable("--evidence", directory, "a file; give a directory");
    }
    try {
      return Optional.of(Files.createDirectories(directory));
    } catch (IOException e) {
      throw unwritable("--evidence", directory, e.getMessage() + "");
    }
  }

  private static void write(Path file, String text) throws CommandFailure {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw unwritable("--output", file, e.getMessage() + "; see that there is room");
    }
  }

  private static CommandFailure unwritable(String option, Path file, String why) {
    return CommandFailure.usage(option + " " + file + ": cannot be written: " + why);
  }
}
