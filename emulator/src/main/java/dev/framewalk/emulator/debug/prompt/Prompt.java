package dev.framewalk.emulator.debug.prompt;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.Suggestions;
import dev.framewalk.emulator.debug.disassembly.Disassembler;
import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.kernel.Console;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The debugger's commands over a session that it owns. One thread at a time uses it. */
public final class Prompt implements AutoCloseable {

  /** What fingers type that know other debuggers, for questions of ours. */
  private static final Map<String, List<String>> ALIASES =
      Map.of(
          "walk", List.of("!pte", "vtop", "pte"),
          "dump", List.of("info mem", "pt", "vmmap"),
          "tlb", List.of("info tlb"),
          "find", List.of("!ptov"));

  private final Debugger debugger;
  private final List<PromptCommand> commands = new ArrayList<>();
  private boolean over;

  /**
   * Takes {@code session} over: it is closed with this.
   *
   * @param output where the programs of a machine that is loaded write
   */
  public Prompt(DebugSession session, List<Inspection> inspections, Console output, Console error) {
    this.debugger = new Debugger(session, output, error);
    final MovingCommands moving = new MovingCommands(debugger);
    for (final Inspection each : inspections) {
      commands.add(
          new PromptCommand(
              each.name(),
              ALIASES.getOrDefault(each.name(), List.of()),
              each.synopsis(),
              each.summary(),
              each.details(),
              words -> debugger.ask(each, words)));
    }
    commands.addAll(moving.commands());
    commands.addAll(new TrapCommands(debugger, moving).commands());
    commands.addAll(new LookCommands(debugger).commands());
    commands.addAll(
        List.of(
            PromptCommand.of(Marks.SYNOPSIS, Marks.SUMMARY, this::mark),
            PromptCommand.of("save FILE", "saves the machine as it stands", this::save),
            PromptCommand.of("load FILE", "goes on from a machine that was saved", this::load),
            PromptCommand.of(
                "help [COMMAND]", "this list, or more about a command", this::help, "?"),
            PromptCommand.of("quit", "ends", this::quit, "q", "exit")));
  }

  /** The session as it is now; another after {@code load}. */
  public DebugSession session() {
    return debugger.session();
  }

  /** Stops a run that is under way; for any thread. */
  public void interrupt() {
    debugger.interrupt();
  }

  /** Whether {@code quit} was asked for. */
  public boolean over() {
    return over;
  }

  /** How the session stands. */
  public Shown stop() {
    return debugger.stop();
  }

  /** What a person should know before the first code is shown; empty if all is well. */
  public Optional<String> notice() {
    return debugger.disassembler().available()
        ? Optional.empty()
        : Optional.of(Disassembler.MISSING);
  }

  /**
   * Carries out a command; empty for a line that holds none.
   *
   * @throws InspectionFailure if it is none, or cannot be done; the session is as it was
   */
  public Optional<Shown> execute(String line) throws InspectionFailure {
    final List<String> words = new ArrayList<>(CommandWords.words(line));
    if (words.isEmpty()) {
      return Optional.empty();
    }
    final PromptCommand command = take(words);
    try {
      return Optional.of(command.action().run(List.copyOf(words)));
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new InspectionFailure(Printable.of(String.valueOf(e.getMessage())));
    }
  }

  /** The command that {@code words} begin with; its name is taken off them. */
  private PromptCommand take(List<String> words) throws InspectionFailure {
    // x/4xg is x with a format.
    final String first = words.get(0);
    final int slash = first.indexOf('/');
    if (slash > 0) {
      words.set(0, first.substring(0, slash));
      words.add(1, first.substring(slash));
    }
    for (final PromptCommand command : commands) {
      for (final String alias : names(command)) {
        final List<String> name = List.of(alias.split(" ", -1));
        if (words.size() >= name.size() && words.subList(0, name.size()).equals(name)) {
          // "shm list" before "shm": its second word is a part of the name.
          final int more = name.size() == 1 && twoWords(command, words) ? 1 : 0;
          words.subList(0, name.size() + more).clear();
          return command;
        }
      }
    }
    final String word = words.get(0);
    final List<PromptCommand> meant =
        commands.stream().filter(command -> command.name().startsWith(word)).toList();
    if (meant.size() == 1) {
      words.remove(0);
      return meant.get(0);
    }
    if (meant.size() > 1) {
      throw new InspectionFailure(
          "which command: "
              + Printable.of(word)
              + " begins "
              + String.join(", ", meant.stream().map(PromptCommand::name).toList()));
    }
    final List<String> near =
        Suggestions.near(word, commands.stream().map(PromptCommand::name).toList());
    throw new InspectionFailure(
        "no command "
            + Printable.of(word)
            + (near.isEmpty() ? "" : " (did you mean " + String.join(" or ", near) + "?)")
            + "; help lists them");
  }

  private static boolean twoWords(PromptCommand command, List<String> words) {
    return words.size() > 1 && command.aliases().contains(words.get(0) + " " + words.get(1));
  }

  private static List<String> names(PromptCommand command) {
    final List<String> names = new ArrayList<>();
    names.add(command.name());
    names.addAll(command.aliases());
    return names;
  }

  private Shown mark(List<String> words) throws InspectionFailure {
    return debugger.marks().mark(debugger.session(), words);
  }

  private Shown save(List<String> words) throws InspectionFailure {
    final String name = MovingCommands.one("save FILE", words);
    debugger.save(name);
    final String place = debugger.session().place().toString();
    return Answer.of(
        "saved in " + Printable.of(name) + ", place " + place + "\n",
        Answer.schema("save").put("file", name).put("place", place));
  }

  private Shown load(List<String> words) throws InspectionFailure {
    debugger.load(MovingCommands.one("load FILE", words));
    return debugger.stop();
  }

  private Shown quit(List<String> words) throws InspectionFailure {
    MovingCommands.none("quit", words);
    over = true;
    return Answer.of("", Answer.schema("quit"));
  }

  private Shown help(List<String> words) throws InspectionFailure {
    if (!words.isEmpty()) {
      final PromptCommand command = take(new ArrayList<>(words));
      final StringBuilder text = new StringBuilder();
      text.append(command.synopsis()).append("\n  ").append(command.summary()).append('\n');
      for (final String line : command.details()) {
        text.append("  ").append(line).append('\n');
      }
      if (!command.aliases().isEmpty()) {
        text.append("  also: ").append(String.join(", ", command.aliases())).append('\n');
      }
      return Answer.of(text.toString(), json(Answer.schema("help"), command));
    }
    final ObjectNode json = Answer.schema("help");
    final ArrayNode array = json.putArray("commands");
    for (final PromptCommand command : commands) {
      final ObjectNode ignored = json(array.addObject(), command);
    }
    return new Answer(this::overview, json);
  }

  private static ObjectNode json(ObjectNode json, PromptCommand command) {
    json.put("name", command.name())
        .put("synopsis", command.synopsis())
        .put("summary", command.summary());
    final ArrayNode aliases = json.putArray("aliases");
    command.aliases().forEach(aliases::add);
    return json;
  }

  private String overview(Style style) {
    final StringBuilder text = new StringBuilder();
    for (final PromptCommand command : commands) {
      final String name = command.name();
      text.append("  ")
          .append(style.strong(name))
          .append(" ".repeat(Math.max(1, 15 - name.length())))
          .append(command.summary())
          .append('\n');
    }
    return text
        + "A name may be cut short; a process (PID) may be left out; an address may be a symbol"
        + " (store+4) or a\nregister ($rsp). help COMMAND says more.\n";
  }

  /**
   * What may stand at the last of {@code words}, by what there is: commands, options, processes,
   * objects, symbols.
   */
  public List<String> candidates(List<String> words) {
    final TreeSet<String> found = new TreeSet<>();
    final boolean first = words.size() < 2;
    if (first || words.get(0).equals("help")) {
      commands.forEach(command -> found.add(command.name()));
    } else {
      for (final PromptCommand command : commands) {
        if (command.name().startsWith(words.get(0)) || command.aliases().contains(words.get(0))) {
          found.addAll(Completion.of(debugger, command.synopsis(), words));
        }
      }
    }
    final String begun = words.isEmpty() ? "" : words.get(words.size() - 1);
    found.removeIf(name -> !name.startsWith(begun) || !name.equals(Printable.of(name)));
    return List.copyOf(found);
  }

  @Override
  public void close() {
    debugger.close();
  }
}
