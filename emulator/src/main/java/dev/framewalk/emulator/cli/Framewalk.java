package dev.framewalk.emulator.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/**
 * The command {@code framewalk}: finds out what is asked, does it, and says in one line what went
 * wrong. No exception leaves it and no stack is printed, unless FRAMEWALK_DEBUG is set.
 */
final class Framewalk {
  private static final String DEBUG = "FRAMEWALK_DEBUG";

  private final StandardStreams streams;
  private final Map<String, String> environment;

  /**
   * @param environment the variables of the environment
   */
  Framewalk(StandardStreams streams, Map<String, String> environment) {
    this.streams = streams;
    this.environment = environment;
  }

  /** Carries out the command; returns the exit status. */
  int execute(String... arguments) {
    try {
      return command(arguments).status();
    } catch (CommandFailure failure) {
      complain(String.valueOf(failure.getMessage()));
      return failure.code().status();
    } catch (OutputFailure failure) {
      if (failure.readerIsGone()) {
        return ExitCode.OUTPUT_CLOSED.status();
      }
      complain(failure.getMessage() + "; see that there is room and that it is open");
      return ExitCode.MACHINE_ERROR.status();
    } catch (OutOfMemoryError e) {
      complain(
          "the Java heap is too small for this run; give the machine less (--memory), or Java more"
              + " (FRAMEWALK_JAVA_OPTIONS=-Xmx4g)");
      return ExitCode.MACHINE_ERROR.status();
    } catch (RuntimeException | Error e) {
      return unexpected(e);
    }
  }

  private ExitCode command(String[] arguments) throws CommandFailure {
    final String first = arguments.length == 0 ? "" : arguments[0];
    switch (first) {
      case "--version", "-V":
        streams.print("framewalk " + Version.VALUE + "\n");
        return ExitCode.GOOD;
      case "run":
        return run(rest(arguments));
      case "report":
        return report(rest(arguments));
      case "walk", "why", "dump", "find", "frames", "diff", "audit", "tlb", "snapshot":
        return new InspectCommand(first, streams, environment).execute(rest(arguments));
      case "debug":
        return DebugCommand.execute(rest(arguments), streams, environment);
      case "test":
        return test(rest(arguments));
      case "lab":
        return new LabCommand(streams, environment).execute(rest(arguments));
      case "grade":
        return grade(rest(arguments));
      case "doctor":
        return doctor(rest(arguments));
      case "calls":
        return calls(rest(arguments));
      case "--help", "-h", "help":
        streams.print(new Picocli(overview()).usage());
        return ExitCode.GOOD;
      case "":
        throw CommandFailure.usage("no command; see framewalk --help");
      default:
        throw new IllegalStateException(
            "no command, and yet parsed: " + overview().parse(List.of(arguments)));
    }
  }

  private static List<String> rest(String[] arguments) {
    return List.of(arguments).subList(1, arguments.length);
  }

  private ExitCode run(List<String> arguments) throws CommandFailure {
    final Syntax syntax = RunOptions.syntax();
    final ParsedLine parsed = syntax.parse(arguments);
    if (parsed.has("--help")) {
      streams.print(new Picocli(syntax).usage());
      return ExitCode.GOOD;
    }
    return new RunCommand(RunOptions.of(parsed), streams).execute();
  }

  private ExitCode report(List<String> arguments) throws CommandFailure {
    final Syntax syntax = ReportCommand.syntax();
    final ParsedLine parsed = syntax.parse(arguments);
    if (parsed.has("--help")) {
      streams.print(new Picocli(syntax).usage());
      return ExitCode.GOOD;
    }
    return ReportCommand.execute(parsed, streams);
  }

  private ExitCode test(List<String> arguments) throws CommandFailure {
    final Syntax syntax = TestCommand.syntax();
    final ParsedLine parsed = syntax.parse(arguments);
    if (parsed.has("--help")) {
      streams.print(new Picocli(syntax).usage());
      return ExitCode.GOOD;
    }
    return TestCommand.execute(parsed, streams, environment);
  }

  private ExitCode grade(List<String> arguments) throws CommandFailure {
    final Syntax syntax = GradeCommand.syntax();
    final ParsedLine parsed = syntax.parse(syntax.optionsFirst(arguments));
    if (parsed.has("--help")) {
      streams.print(new Picocli(syntax).usage());
      return ExitCode.GOOD;
    }
    return GradeCommand.execute(parsed, streams);
  }

  private ExitCode doctor(List<String> arguments) throws CommandFailure {
    final Syntax syntax = DoctorCommand.syntax();
    final ParsedLine parsed = syntax.parse(arguments);
    if (parsed.has("--help")) {
      streams.print(new Picocli(syntax).usage());
      return ExitCode.GOOD;
    }
    return new DoctorCommand(environment).execute(streams, parsed.has("--json"));
  }

  private ExitCode calls(List<String> arguments) throws CommandFailure {
    final Syntax syntax = CallsCommand.syntax();
    final ParsedLine parsed = syntax.parse(arguments);
    if (parsed.has("--help")) {
      streams.print(new Picocli(syntax).usage());
      return ExitCode.GOOD;
    }
    return CallsCommand.execute(streams, parsed);
  }

  private static Syntax overview() {
    final Syntax syntax =
        new Syntax(
            "framewalk",
            new Syntax.Help(
                "framewalk COMMAND [OPTIONS]...",
                "An x86-64 machine whose page tables you can see: runs static Linux programs that"
                    + " share memory, and says what became of them.",
                List.of(
                    "",
                    "Examples:",
                    "  framewalk run hello",
                    "  framewalk run producer.S 1000 -- consumer.S 1000",
                    "  framewalk run --help")));
    syntax.flag("--version", "Print the version.", "-V");
    syntax.command("run", "Runs programs together on one machine.");
    syntax.command("report", "Writes a page for a browser that shows a run's page tables.");
    syntax.command("debug", "Runs programs under a debugger of page tables.");
    InspectCommand.addTo(syntax);
    syntax.command("test", "Runs the tests that assembly sources hold in their comments.");
    syntax.command("lab", "Hands out labs, and lets students check what they do.");
    syntax.command("grade", "Grades what students have handed in.");
    syntax.command("calls", "Lists the system calls that guests have.");
    syntax.command("doctor", "Says what is installed, what is missing and how to get it.");
    return syntax;
  }

  private int unexpected(Throwable problem) {
    final String debug = environment.getOrDefault(DEBUG, "");
    final Failure failure = Failure.of(problem);
    if (!debug.isEmpty() && !debug.equals("0")) {
      final StringWriter stack = new StringWriter();
      problem.printStackTrace(new PrintWriter(stack));
      streams.tell(stack.toString());
    }
    complain(
        failure.message()
            + (failure.ours() ? "; a bug of ours: run with " + DEBUG + "=1 for the stack" : ""));
    return ExitCode.MACHINE_ERROR.status();
  }

  private void complain(String message) {
    streams.tell("framewalk: " + message + "\n");
  }
}
