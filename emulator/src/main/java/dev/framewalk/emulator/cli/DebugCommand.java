package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Inspections;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.debug.prompt.CommandWords;
import dev.framewalk.emulator.debug.prompt.Prompt;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.snapshot.SnapshotException;
import dev.framewalk.emulator.kernel.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code framewalk debug}: programs under a debugger, at a prompt, by a script or for a tool. */
final class DebugCommand {
  private static final List<String> SERVICES = List.of("--gdb", "--web");

  private static final Syntax.Help HELP =
      new Syntax.Help(
          "framewalk debug [OPTIONS] PROG [ARGS]... [-- PROG [ARGS]...]...",
          "Runs programs on one machine under a debugger that sees page tables: forward, back, to"
              + " a place, to an access, and answers at each stop. At the prompt, help lists its"
              + " commands.",
          List.of(
              "",
              "Where standard input is no terminal, commands are read from it, a line each.",
              "",
              "With --gdb, the run stands until gdb moves it. gdb's detach, and its quit, let it go",
              "on without gdb; the next gdb that connects stops it where it is. disconnect, or a",
              "line that breaks, leaves it standing. It ends with the run, with gdb's kill, or with",
              "Ctrl-C.",
              "",
              "Exit status:",
              "  0    all went well",
              "  1    an audit found something",
              "  2    the command line is wrong, or a command of a script failed",
              "  3    the machine could not be made",
              "",
              "Examples:",
              "  framewalk debug writer.S -- reader.S",
              "  framewalk debug -c 'until fault; why $rsp w' crash.S"));

  private final ParsedLine line;
  private final StandardStreams streams;
  private final Style style;
  private final CommandPrinter.Form form;

  private DebugCommand(ParsedLine line, StandardStreams streams, Style style) {
    this.line = line;
    this.streams = streams;
    this.style = style;
    this.form = line.has("--json") ? CommandPrinter.Form.JSON : CommandPrinter.Form.TEXT;
  }

  private static Syntax syntax() {
    final Syntax syntax = new Syntax("framewalk debug", HELP);
    syntax.values("--command", "COMMANDS", "Carry these out, which ; separates, and end.", "-c");
    syntax.value("--script", "FILE", "Carry out the commands in it, a line each, and end.", "-x");
    syntax.flag("--keep-going", "Go on behind a command of a script that failed.");
    syntax.value("--snapshot", "FILE", "Go on from this saved machine; no programs then.");
    syntax.value("--gdb", ":PORT", "Serve gdb's remote protocol on this port of this host.");
    syntax.flagOrValue("--web", ":PORT", "Serve the picture to a browser of this host.");
    syntax.flag("--json", "Print one JSON object a command, and nothing else.");
    Terminals.addColor(syntax);
    SessionSetup.addTo(syntax);
    syntax.words(
        "PROG",
        "A static x86-64 ELF file, or a .S source for GNU as, and its arguments; further programs"
            + " behind --.");
    return syntax;
  }

  /**
   * Does what the arguments say.
   *
   * @throws CommandFailure if they are wrong, or the machine cannot be made
   */
  static ExitCode execute(
      List<String> arguments, StandardStreams streams, Map<String, String> environment)
      throws CommandFailure {
    final Syntax syntax = syntax();
    final ParsedLine line = syntax.parse(arguments);
    if (line.has("--help")) {
      streams.print(new Picocli(syntax).usage());
      return ExitCode.GOOD;
    }
    final Style style = Terminals.style(line, streams, environment);
    return new DebugCommand(line, streams, style).execute(environment);
  }

  private ExitCode execute(Map<String, String> environment) throws CommandFailure {
    final List<String> wanted = SERVICES.stream().filter(line::has).toList();
    if (wanted.size() > 1) {
      throw CommandFailure.usage("--gdb and --web: one of them at a time moves a machine");
    }
    // What is wrong with a script or a port is said before a machine is made.
    final Optional<List<String>> script = wanted.isEmpty() ? script() : Optional.empty();
    if (!wanted.isEmpty()) {
      for (final String option : List.of("--command", "--script", "--json")) {
        if (line.has(option)) {
          throw CommandFailure.usage(
              option + ": not with " + wanted.get(0) + ", where commands come by the port");
        }
      }
      return serve(wanted.get(0));
    }
    try (Prompt prompt = new Prompt(session(), Inspections.all(), output(), error())) {
      final CommandPrinter printer = new CommandPrinter(prompt, streams, style, form);
      if (script.isPresent()) {
        printer.script(script.get(), line.has("--keep-going"));
        return printer.outcome();
      }
      if (Terminals.isInteractive(streams) && form == CommandPrinter.Form.TEXT) {
        return TerminalPrompt.run(prompt, printer, environment);
      }
      printer.script(typed(), line.has("--keep-going"));
      return printer.outcome();
    }
  }

  private Console output() {
    return form == CommandPrinter.Form.JSON
        ? error()
        : new LiveConsole(streams.out(), "standard output");
  }

  private Console error() {
    return new LiveConsole(streams.err(), "standard error");
  }

  private DebugSession session() throws CommandFailure {
    if (!line.has("--snapshot")) {
      return SessionSetup.start(line, line.words(), streams, output(), error());
    }
    if (!line.words().isEmpty()) {
      throw CommandFailure.usage("--snapshot: it holds its programs; name none");
    }
    try {
      return InspectCommand.snapshot(line.value("--snapshot")).open(output(), error());
    } catch (SnapshotException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private ExitCode serve(String option) throws CommandFailure {
    final int port = DebugServices.port(option, line.optionalValue(option).orElse(""));
    final DebugServices.Service service =
        DebugServices.of(option)
            .orElseThrow(() -> CommandFailure.usage(option + ": not in this build"));
    try (DebugSession session = session()) {
      service.serve(session, Inspections.all(), port, streams);
      return ExitCode.GOOD;
    } catch (IOException e) {
      throw CommandFailure.usage(option + ": " + e.getMessage());
    }
  }

  private Optional<List<String>> script() throws CommandFailure {
    final List<String> commands = new ArrayList<>();
    if (line.has("--script")) {
      final String name = line.value("--script");
      try {
        commands.addAll(Files.readAllLines(Path.of(name), StandardCharsets.UTF_8));
      } catch (IOException | InvalidPathException e) {
        throw ProgramFiles.unreadable("--script " + name, e);
      }
    }
    for (final String each : line.values("--command")) {
      try {
        commands.addAll(CommandWords.commands(each));
      } catch (InspectionFailure e) {
        throw CommandFailure.usage("--command: " + e.getMessage());
      }
    }
    if (line.has("--script") || line.has("--command")) {
      return Optional.of(commands);
    }
    if (line.has("--stdin") && line.value("--stdin").equals("-")) {
      throw CommandFailure.usage(
          "--stdin -: standard input holds the debugger's commands; give a file, or give the"
              + " commands by -c or -x");
    }
    return Optional.empty();
  }

  /** Lines that somebody types, or a pipe holds, read as they are asked for. */
  private Iterable<String> typed() {
    final BufferedReader reader =
        new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8));
    return () -> reader.lines().iterator();
  }
}
