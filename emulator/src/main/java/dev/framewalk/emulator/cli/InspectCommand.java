package dev.framewalk.emulator.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Inspections;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.debug.inspection.Subject;
import dev.framewalk.emulator.debug.prompt.Addresses;
import dev.framewalk.emulator.debug.prompt.Questions;
import dev.framewalk.emulator.debug.prompt.Scene;
import dev.framewalk.emulator.debug.prompt.Where;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.snapshot.Snapshot;
import dev.framewalk.emulator.debug.snapshot.SnapshotException;
import dev.framewalk.emulator.debug.snapshot.SnapshotFile;
import dev.framewalk.emulator.kernel.Console;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.pagetable.inspect.FrozenView;
import dev.framewalk.pagetable.inspect.MemoryView;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One question about programs that are run to a place, or about a saved machine: {@code framewalk
 * walk}, {@code why} and so on; and {@code framewalk snapshot}, which saves one.
 */
final class InspectCommand {
  private static final String SEPARATOR = "--";
  private static final String SNAPSHOT = "snapshot";

  private final String name;
  private final StandardStreams streams;
  private final Map<String, String> environment;

  InspectCommand(String name, StandardStreams streams, Map<String, String> environment) {
    this.name = name;
    this.streams = streams;
    this.environment = environment;
  }

  /** Adds all of these commands to a list of commands. */
  static void addTo(Syntax syntax) {
    for (final Inspection each : Inspections.all()) {
      syntax.command(each.name(), "Shows " + each.summary() + ".");
    }
    syntax.command(SNAPSHOT, "Saves a machine as it stands somewhere in a run.");
  }

  private Optional<Inspection> inspection() {
    return Inspections.all().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  private Syntax syntax(Optional<Inspection> inspection) {
    final boolean diff = name.equals("diff");
    final Syntax syntax =
        new Syntax(
            "framewalk " + name,
            new Syntax.Help(
                InspectHelp.synopsis(name, inspection),
                inspection
                    .map(each -> "Runs programs to a place and shows " + each.summary() + ".")
                    .orElse("Runs programs to a place and saves the machine there."),
                InspectHelp.footer(name, inspection)));
    if (diff) {
      syntax.value("--from", "WHERE", "The earlier instant. Default: start.");
      syntax.value("--to", "WHERE", "The later one. Default: the first fatal fault or end.");
    } else {
      syntax.value(
          "--at",
          "WHERE",
          "Where to stop. Default: the first fatal fault or end, of PID if one is asked about.");
    }
    if (inspection.isPresent()) {
      if (!diff) {
        syntax.value("--snapshot", "FILE", "Ask about this saved machine; no programs then.");
      }
    } else {
      syntax.value("--output", "FILE", "Where to save it.", "-o");
    }
    syntax.flag("--json", "Print one JSON document instead.");
    Terminals.addColor(syntax);
    SessionSetup.addBudget(syntax);
    SessionSetup.addTo(syntax);
    return syntax;
  }

  /** A line taken apart: our options, the question's words, the programs behind {@code --}. */
  private record Line(ParsedLine options, List<String> words, List<String> programs) {}

  private static Line parse(Syntax syntax, List<String> arguments) throws CommandFailure {
    final int separator = arguments.indexOf(SEPARATOR);
    final List<String> before = separator < 0 ? arguments : arguments.subList(0, separator);
    final List<String> options = new ArrayList<>();
    final List<String> words = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      final String word = before.get(i);
      final int equals = word.indexOf('=');
      final String option = equals < 0 ? word : word.substring(0, equals);
      final Optional<Syntax.Option> known =
          syntax.options().stream().filter(each -> each.names().contains(option)).findFirst();
      if (known.isEmpty()) {
        words.add(word);
        continue;
      }
      options.add(word);
      final boolean valued =
          known.get().kind() == Syntax.Kind.VALUE || known.get().kind() == Syntax.Kind.VALUES;
      if (valued && equals < 0 && i + 1 < before.size()) {
        options.add(before.get(++i));
      }
    }
    return new Line(
        syntax.parse(options),
        words,
        separator < 0 ? List.of() : arguments.subList(separator + 1, arguments.size()));
  }

  /**
   * Answers the question.
   *
   * @throws CommandFailure if it cannot be answered
   */
  ExitCode execute(List<String> arguments) throws CommandFailure {
    final Optional<Inspection> inspection = inspection();
    final Syntax syntax = syntax(inspection);
    final Line line = parse(syntax, arguments);
    if (line.options().has("--help")) {
      streams.print(new Picocli(syntax).usage());
      return ExitCode.GOOD;
    }
    final Style style = Terminals.style(line.options(), streams, environment);
    try {
      if (inspection.isEmpty()) {
        return save(line);
      }
      if (!name.equals("diff")) { // whose words are instants yet to come
        inspection.get().check(line.words());
      }
      final Shown shown = ask(inspection.get(), line);
      streams.print(line.options().has("--json") ? shown.json() + "\n" : shown.text(style));
      return shown.good() ? ExitCode.GOOD : ExitCode.GUEST_FAILED;
    } catch (InspectionFailure e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private Shown ask(Inspection inspection, Line line) throws CommandFailure, InspectionFailure {
    final ParsedLine options = line.options();
    if (inspection.name().equals("diff")) {
      return diff(inspection, line);
    }
    if (options.has("--snapshot")) {
      if (!line.programs().isEmpty() || options.has("--at")) {
        throw CommandFailure.usage(
            "--snapshot: a saved machine stands where it stands; leave programs and --at out");
      }
      final Scene scene = Scene.of(snapshot(options.value("--snapshot")));
      return Questions.ask(
          scene,
          new Addresses(scene, OptionalInt.empty()),
          Questions::instant,
          inspection,
          line.words());
    }
    try (DebugSession session = session(line)) {
      SessionSetup.go(
          session,
          "--at",
          where(options, "--at", Addresses.named(inspection, line.words())),
          SessionSetup.budget(options));
      return ask(session, inspection, line.words(), Questions::instant);
    }
  }

  private static Shown ask(
      DebugSession session, Inspection inspection, List<String> words, Subject.Instants instants)
      throws InspectionFailure {
    final Scene scene = Scene.of(session);
    return Questions.ask(
        scene, new Addresses(scene, OptionalInt.empty()), instants, inspection, words);
  }

  private Shown diff(Inspection diff, Line line) throws CommandFailure, InspectionFailure {
    final ParsedLine options = line.options();
    if (line.programs().isEmpty()) {
      final long files = line.words().stream().filter(word -> !word.startsWith("--")).count();
      if (files < 2) {
        throw CommandFailure.usage(
            "no two instants; give two snapshot files, or --from and --to and programs behind --");
      }
      // Of two files the second stands for now: an instant of its own is not needed.
      final List<String> words = line.words();
      final MemoryView any = Questions.instant(firstFile(words));
      return diff.inspect(new Subject(any, Optional.empty(), Questions::instant), words);
    }
    final Budget budget = SessionSetup.budget(options);
    try (DebugSession session = session(line)) {
      final Where from = Where.of(options.has("--from") ? options.value("--from") : "start");
      SessionSetup.go(session, "--from", from, budget);
      final MemoryView before = FrozenView.of(session.view());
      SessionSetup.go(session, "--to", where(options, "--to", OptionalInt.empty()), budget);
      final List<String> words = new ArrayList<>(line.words());
      words.add(0, "from");
      return diff.inspect(
          new Subject(
              session.view(),
              Optional.of(session.tlb()),
              name -> name.equals("from") ? before : Questions.instant(name)),
          words);
    }
  }

  private static String firstFile(List<String> words) {
    return words.stream().filter(word -> !word.startsWith("--")).findFirst().orElseThrow();
  }

  private static Where where(ParsedLine options, String option, OptionalInt pid) {
    return options.has(option) ? Where.of(options.value(option)) : Where.unlessSaid(pid);
  }

  private DebugSession session(Line line) throws CommandFailure {
    if (line.programs().isEmpty()) {
      throw CommandFailure.usage(
          "no program; put it behind --: framewalk "
              + name
              + " ... -- PROG"
              + (inspection().isPresent() ? ", or name a saved machine: --snapshot FILE" : ""));
    }
    final Console console = new LiveConsole(streams.err(), "standard error");
    return SessionSetup.start(line.options(), line.programs(), streams, console, console);
  }

  private ExitCode save(Line line) throws CommandFailure {
    final ParsedLine options = line.options();
    if (!options.has("--output")) {
      throw CommandFailure.usage("no file to save to; give one: framewalk snapshot -o FILE");
    }
    if (!line.words().isEmpty()) {
      throw CommandFailure.usage("a word too many: " + line.words().get(0));
    }
    final Path file = path(options.value("--output"));
    try (DebugSession session = session(line)) {
      SessionSetup.go(
          session,
          "--at",
          where(options, "--at", OptionalInt.empty()),
          SessionSetup.budget(options));
      SnapshotFile.write(file, session);
      streams.print(
          options.has("--json")
              ? saved(file.toString(), session.place().toString())
              : "saved in " + file + ", place " + session.place() + "\n");
      return ExitCode.GOOD;
    } catch (SnapshotException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  /** As the prompt's {@code save} has it. */
  private static String saved(String file, String place) {
    return JsonNodeFactory.instance
            .objectNode()
            .put("schema", "framewalk.save/1")
            .put("file", file)
            .put("place", place)
        + "\n";
  }

  /** The saved machine in the file {@code name}. */
  static Snapshot snapshot(String name) throws CommandFailure {
    try {
      return SnapshotFile.read(path(name));
    } catch (SnapshotException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private static Path path(String name) throws CommandFailure {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw CommandFailure.usage("no path: " + e.getMessage());
    }
  }
}
