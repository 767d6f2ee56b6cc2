package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.debug.report.Report;
import dev.framewalk.emulator.debug.report.ReportRecorder;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code framewalk report}: runs programs as {@code run} does, and writes a picture of the run. */
final class ReportCommand implements RunCommand.Witness {
  private static final String DEFAULT_FILE = "report.html";

  private static final Syntax.Help HELP =
      new Syntax.Help(
          "framewalk report [-o FILE] [OPTIONS] PROG [ARGS]... [-- PROG [ARGS]...]...",
          "Runs programs as framewalk run does, and writes a page for a browser that shows the"
              + " page tables, physical memory and the walk of any address at each event of the"
              + " run.",
          List.of(
              "",
              "The page is one file and needs no network. Of a long run it shows the first and the",
              "last 1,000 events.",
              "",
              "Exit status: as of framewalk run; 2 if the file cannot be written.",
              "",
              "Examples:",
              "  framewalk report hello",
              "  framewalk report -o shared.html writer.S -- reader.S"));

  private final Path file;
  private @Nullable ReportRecorder recorder;
  private @Nullable Report report;

  private ReportCommand(Path file) {
    this.file = file;
  }

  /** The form of the command line. */
  static Syntax syntax() {
    final Syntax syntax = new Syntax("framewalk report", HELP);
    syntax.value("--output", "FILE", "The page. Default: " + DEFAULT_FILE + ".", "-o");
    RunOptions.addTo(syntax);
    return syntax;
  }

  /**
   * Runs the programs and writes the page.
   *
   * @throws CommandFailure if a program cannot be read or loaded, or the page not be written
   */
  static ExitCode execute(ParsedLine line, StandardStreams streams) throws CommandFailure {
    final RunOptions options = RunOptions.of(line);
    final String name = line.has("--output") ? line.value("--output") : DEFAULT_FILE;
    final ReportCommand command = new ReportCommand(file(name));
    final ExitCode code = new RunCommand(options, streams, command).execute();
    final Report report = command.report;
    if (report == null) {
      return code;
    }
    try {
      report.write(command.file);
    } catch (IOException e) {
      throw unwritable(name, e);
    }
    if (!options.choices().quiet()) {
      streams.tell(
          "-- framewalk: report in "
              + name
              + ", "
              + report.events()
              + (report.events() == report.totalEvents() ? "" : " of " + report.totalEvents())
              + " events\n");
    }
    return code;
  }

  /** Refuses before the run what can be seen to fail after it. */
  private static Path file(String name) throws CommandFailure {
    try {
      final Path file = Path.of(name);
      if (name.isEmpty() || Files.isDirectory(file)) {
        throw unwritable(name, new IOException("a directory; give a file in it"));
      }
      final Path directory = file.toAbsolutePath().getParent();
      if (directory == null || !Files.isDirectory(directory)) {
        throw unwritable(name, new IOException("no directory " + directory + "; make it first"));
      }
      return file;
    } catch (InvalidPathException e) {
      throw unwritable(name, e);
    }
  }

  private static CommandFailure unwritable(String name, Exception why) {
    return CommandFailure.usage("--output " + name + ": cannot be written: " + why.getMessage());
  }

  @Override
  public void before(Machine machine) {
    final ReportRecorder started = new ReportRecorder(machine);
    machine.listen(started);
    recorder = started;
  }

  @Override
  public void after(RunResult result) {
    if (recorder != null) {
      report = Report.of(recorder, result);
    }
  }
}
