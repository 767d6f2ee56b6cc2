package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.lab.Lab;
import dev.framewalk.emulator.lab.LabException;
import dev.framewalk.emulator.lab.LabTrial;
import dev.framewalk.emulator.lab.LabTrial.Tried;
import dev.framewalk.emulator.lab.LabWriter;
import dev.framewalk.emulator.lab.Points;
import dev.framewalk.emulator.lab.PublicCheck;
import dev.framewalk.emulator.lab.PublicCheck.Checked;
import dev.framewalk.emulator.lab.Student;
import dev.framewalk.emulator.lab.Verdict;
import dev.framewalk.emulator.suite.TestFile;
import dev.framewalk.emulator.suite.TestFormatException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code framewalk lab}: what a course hands out, and what students check themselves with. */
final class LabCommand {
  private static final String DEFAULT_SEEDS = "1..50";

  private final StandardStreams streams;
  private final Map<String, String> environment;

  LabCommand(StandardStreams streams, Map<String, String> environment) {
    this.streams = streams;
    this.environment = environment;
  }

  /** Carries out one of the commands. */
  ExitCode execute(List<String> arguments) throws CommandFailure {
    final String first = arguments.isEmpty() ? "" : arguments.get(0);
    final List<String> rest =
        arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
    try {
      return switch (first) {
        case "list" -> list(rest);
        case "new" -> create(rest);
        case "check" -> check(rest);
        case "instructor" -> instructor(rest);
        case "try" -> attempt(rest);
        case "--help", "-h", "help" -> help(overview());
        case "" -> throw CommandFailure.usage("no command; see framewalk lab --help");
        default ->
            throw new IllegalStateException(
                "no command, and yet parsed: " + overview().parse(arguments));
      };
    } catch (LabException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private static Syntax overview() {
    final Syntax syntax =
        new Syntax(
            "framewalk lab",
            new Syntax.Help(
                "framewalk lab COMMAND [OPTIONS]...",
                "Labs about page tables and shared memory. A LAB is the name of one that comes with"
                    + " Framewalk, or a directory of the same shape.",
                List.of(
                    "",
                    "Examples:",
                    "  framewalk lab list",
                    "  framewalk lab new share mine --student alice",
                    "  framewalk lab check mine",
                    "  framewalk lab instructor share share-lab",
                    "  framewalk lab try share-lab --seeds 1..5")));
    syntax.command("list", "Lists the labs that come with Framewalk.");
    syntax.command("new", "Writes a student's directory.");
    syntax.command("check", "Checks a student's directory with the public tests.");
    syntax.command("instructor", "Writes the instructor's side of a lab.");
    syntax.command("try", "Checks a lab itself.");
    return syntax;
  }

  private ExitCode help(Syntax syntax) {
    streams.print(new Picocli(syntax).usage());
    return ExitCode.GOOD;
  }

  private ExitCode list(List<String> arguments) throws CommandFailure, LabException {
    final Syntax syntax =
        new Syntax(
            "framewalk lab list",
            new Syntax.Help(
                "framewalk lab list", "Lists the labs that come with Framewalk.", List.of()));
    if (syntax.parse(arguments).has("--help")) {
      return help(syntax);
    }
    for (final Lab lab : Lab.builtIn()) {
      streams.print(
          String.format(
              "%-10s %3s points  %s%n%23s%s%n",
              lab.name(), lab.points(), lab.title(), "", lab.summary()));
    }
    return ExitCode.GOOD;
  }

  private ExitCode create(List<String> arguments) throws CommandFailure, LabException {
    final Syntax syntax =
        writing(
            "new",
            "LAB DIRECTORY",
            "Writes a student's directory: the handout, what to begin with, the public tests. DIRECTORY must be empty, or not there yet.");
    final ParsedLine line = syntax.parse(syntax.optionsFirst(arguments));
    if (line.has("--help")) {
      return help(syntax);
    }
    final List<String> words = words(line, "new", "LAB DIRECTORY", 2);
    final Lab lab = Lab.named(words.get(0));
    final Path directory = path(words.get(1));
    final Student student = student(lab, line);
    final List<String> files = new LabWriter(lab, directory).student(student);
    streams.print(lab.title() + ": " + directory + " holds\n");
    files.forEach(file -> streams.print("  " + file + "\n"));
    streams.print("Begin with " + directory.resolve("HANDOUT.md") + ".\n");
    final List<String> sources = lab.submit().stream().filter(name -> name.endsWith(".S")).toList();
    if (sources.size() == lab.submit().size()) {
      streams.print(
          "  to run    framewalk run "
              + String.join(
                  " -- ",
                  sources.stream().map(name -> quoted(directory.resolve(name) + "")).toList())
              + "\n");
    } else {
      streams.print("  to write  " + String.join(", ", lab.submit()) + "\n");
    }
    streams.print("  to check  framewalk lab check " + quoted(directory.toString()) + "\n");
    return ExitCode.GOOD;
  }

  private ExitCode instructor(List<String> arguments) throws CommandFailure, LabException {
    final Syntax syntax =
        writing(
            "instructor",
            "LAB DIRECTORY",
            "Writes the instructor's side: the whole lab (lab.json, handout, public and hidden tests, model solution, wrong solutions) with a rubric. DIRECTORY must be empty, or not there yet; change what you like, and give it to the other commands as LAB.");
    final ParsedLine line = syntax.parse(syntax.optionsFirst(arguments));
    if (line.has("--help")) {
      return help(syntax);
    }
    final List<String> words = words(line, "instructor", "LAB DIRECTORY", 2);
    final Lab lab = Lab.named(words.get(0));
    final Path directory = path(words.get(1));
    final List<String> files = new LabWriter(lab, directory).instructor(student(lab, line));
    streams.print(lab.title() + ": " + directory + " holds\n");
    files.forEach(file -> streams.print("  " + file + "\n"));
    streams.print("  to try    framewalk lab try " + quoted(directory.toString()) + "\n");
    return ExitCode.GOOD;
  }

  private ExitCode check(List<String> arguments) throws CommandFailure, LabException {
    final Syntax syntax =
        new Syntax(
            "framewalk lab check",
            new Syntax.Help(
                "framewalk lab check [--lab LAB] [DIRECTORY]",
                "Checks a student's directory (default: this one) with the public tests, and gives"
                    + " hints.",
                List.of(
                    "",
                    "Exit status: 0 if all that is public passes; 1 if not; 2 if it is no such directory.")));
    syntax.value("--lab", "LAB", "The lab, if it is not the one that student.json names.");
    syntax.words("DIRECTORY", "What framewalk lab new has written.");
    final ParsedLine line = syntax.parse(syntax.optionsFirst(arguments));
    if (line.has("--help")) {
      return help(syntax);
    }
    if (line.words().size() > 1) {
      throw CommandFailure.usage("more than one directory; see framewalk lab check --help");
    }
    final Optional<Lab> named =
        line.has("--lab") ? Optional.of(Lab.named(line.value("--lab"))) : Optional.empty();
    final PublicCheck check =
        PublicCheck.of(path(line.words().isEmpty() ? "." : line.words().get(0)), named);
    check.flaws().forEach((file, flaw) -> streams.print(file + " " + flaw + "\n"));
    Points got = Points.NONE;
    Points of = Points.NONE;
    boolean good = true;
    boolean ours = false;
    for (final Checked checked : check.run()) {
      got = got.plus(checked.points());
      of = of.plus(checked.of());
      good &= checked.verdict() == Verdict.PASSED;
      ours |= checked.verdict() == Verdict.GRADER_ERROR;
      print(checked);
    }
    streams.print(got + " of " + of + " points");
    if (!check.hidden().isEmpty()) {
      final Points more =
          check.hidden().stream().map(Lab.Part::points).reduce(Points.NONE, Points::plus);
      streams.print(
          "; the grader checks "
              + check.hidden().size()
              + (check.hidden().size() == 1 ? " more part" : " more parts")
              + ", worth "
              + more);
    }
    streams.print("\n");
    return ours ? ExitCode.MACHINE_ERROR : good ? ExitCode.GOOD : ExitCode.GUEST_FAILED;
  }

  private void print(Checked checked) {
    final String verdict = checked.verdict().words();
    streams.print(
        String.format(
            "%-12s %s/%s  %s%n", verdict, checked.points(), checked.of(), checked.title()));
    if (checked.verdict() != Verdict.PASSED) {
      checked.text().lines().forEach(text -> streams.print("    " + text + "\n"));
      checked.hint().ifPresent(hint -> streams.print("    hint: " + hint + "\n"));
    }
  }

  private ExitCode attempt(List<String> arguments) throws CommandFailure, LabException {
    final Syntax syntax =
        new Syntax(
            "framewalk lab try",
            new Syntax.Help(
                "framewalk lab try [--seeds SEEDS] [--jobs N] LAB",
                "Checks a lab itself: the model solution must pass every part, each wrong solution"
                    + " must fail the parts that lab.json says, and get the hint that it says, under"
                    + " each seed, twice the same.",
                List.of("", "Exit status: 0 if all is so; 1 if not; 2 if the lab is wrong.")));
    syntax.value("--seeds", "SEEDS", "7, 1..50 or 1,5,9. Default: " + DEFAULT_SEEDS + ".");
    syntax.value("--jobs", "N", "Solutions at a time. Default: as many as there are cores.", "-j");
    syntax.words("LAB", "A lab that comes with Framewalk, or a directory.");
    final ParsedLine line = syntax.parse(syntax.optionsFirst(arguments));
    if (line.has("--help")) {
      return help(syntax);
    }
    final Lab lab = Lab.named(words(line, "try", "LAB", 1).get(0));
    final List<Long> seeds;
    try {
      seeds = TestFile.seeds(line.has("--seeds") ? line.value("--seeds") : DEFAULT_SEEDS);
    } catch (TestFormatException e) {
      throw CommandFailure.usage("--" + e.getMessage());
    }
    final List<Tried> tried =
        new LabTrial(lab, seeds).run(Jobs.of(line), each -> streams.print(text(each)));
    final long bad = tried.stream().filter(each -> !each.problems().isEmpty()).count();
    streams.print(
        bad == 0
            ? "the model and "
                + (tried.size() - 1)
                + (tried.size() == 2 ? " wrong solution" : " wrong solutions")
                + " are judged as they must be\n"
            : bad + " of " + tried.size() + " solutions are not judged as they must be\n");
    return bad == 0 ? ExitCode.GOOD : ExitCode.GUEST_FAILED;
  }

  private static String text(Tried tried) {
    final StringBuilder text = new StringBuilder();
    text.append(tried.problems().isEmpty() ? "good  " : "BAD   ")
        .append(tried.name())
        .append(" (")
        .append(tried.checks())
        .append(tried.checks() == 1 ? " seed)\n" : " seeds)\n");
    for (final String problem : tried.problems()) {
      problem.lines().forEach(line -> text.append("        ").append(line).append('\n'));
    }
    return text.toString();
  }

  private static Syntax writing(String command, String words, String description) {
    final Syntax syntax =
        new Syntax(
            "framewalk lab " + command,
            new Syntax.Help(
                "framewalk lab " + command + " [--student NAME] [--seed N] " + words,
                description,
                List.of()));
    syntax.value(
        "--student",
        "NAME",
        "Whose it is; the name decides the questions. Default: your own name.");
    syntax.value("--seed", "N", "Decides the questions in place of the name.");
    syntax.words(words, "The lab, and the directory to write.");
    return syntax;
  }

  private Student student(Lab lab, ParsedLine line) throws CommandFailure {
    final String own = environment.getOrDefault("USER", environment.getOrDefault("LOGNAME", ""));
    final String name =
        line.has("--student") ? line.value("--student") : own.isBlank() ? "student" : own;
    if (name.isBlank() || name.length() > 100 || name.chars().anyMatch(Character::isISOControl)) {
      throw CommandFailure.usage("--student: a name has 1 to 100 characters, all on one line");
    }
    final Student student = Student.named(lab.name(), name);
    return line.has("--seed") ? student.withSeed(seed(line.value("--seed"))) : student;
  }

  static long seed(String text) throws CommandFailure {
    if (!text.matches("\\d{1,15}")) {
      throw CommandFailure.usage("--seed " + text + ": give a whole number from 0");
    }
    return Long.parseLong(text);
  }

  private static List<String> words(ParsedLine line, String command, String wanted, int count)
      throws CommandFailure {
    if (line.words().size() != count) {
      throw CommandFailure.usage(
          "give "
              + wanted
              + ", not "
              + line.words().size()
              + (line.words().size() == 1 ? " word" : " words")
              + "; see framewalk lab "
              + command
              + " --help");
    }
    return line.words();
  }

  static Path path(String name) throws CommandFailure {
    try {
      if (name.isEmpty()) {
        throw CommandFailure.usage("an empty name; give a file or directory");
      }
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw CommandFailure.usage("no path: " + e.getReason());
    }
  }

  /** A name as a shell takes it for one word. */
  private static String quoted(String name) {
    return name.matches("[A-Za-z0-9_./+-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
  }
}
