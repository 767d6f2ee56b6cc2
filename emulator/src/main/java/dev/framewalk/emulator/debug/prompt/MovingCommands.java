package dev.framewalk.emulator.debug.prompt;

import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.Goal;
import dev.framewalk.emulator.debug.session.Goal.Event;
import dev.framewalk.emulator.debug.session.Stop;
import dev.framewalk.pagetable.inspect.RunPlace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Commands that run the machine, forward and back, and catchpoints, which they stop at. */
final class MovingCommands {
  private static final int MOST_STEPS = 1_000_000;

  /** An event to stop at. Its number is below 0 for the session: those are its own. */
  private record Catch(Event event, OptionalLong call, String text) {}

  private final Debugger debugger;
  private final Map<Integer, Catch> catches = new TreeMap<>();
  private int nextCatch = 1;

  MovingCommands(Debugger debugger) {
    this.debugger = debugger;
  }

  List<PromptCommand> commands() {
    return List.of(
        PromptCommand.of(
            "continue",
            "runs to a breakpoint, a watch, a catchpoint or the end",
            words -> moved(words, () -> forward(session())),
            "run",
            "c",
            "g"),
        PromptCommand.of("step [N]", "runs one instruction, or N", this::step, "si", "stepi", "t"),
        PromptCommand.of(
            "stepcall", "runs until the next system call has been served", this::stepCall, "sc"),
        PromptCommand.of("until WHERE", "runs to a place", this::until)
            .explained("WHERE  " + Where.FORMS),
        PromptCommand.of(
            "catch call|after NAME | catch fault|end|start",
            "stops at each system call of a name, fatal fault, or end or making of a process",
            this::catchEvent),
        PromptCommand.of(
            "back [N]", "goes back by one instruction, or N", this::back, "rsi", "reverse-stepi"),
        PromptCommand.of(
            "back-continue",
            "goes back to the last stop before this one",
            words -> moved(words, () -> backward(session())),
            "rc",
            "reverse-continue"),
        PromptCommand.of("goto PLACE", "goes to a place of the run, forward or back", this::goTo),
        PromptCommand.of(
            "place",
            "where and why the run stands still",
            words -> {
              none("place", words);
              return debugger.stop();
            },
            "where"));
  }

  private DebugSession session() {
    return debugger.session();
  }

  /** A move, which refuses by an exception what the session cannot do. */
  private interface Move {
    Object go() throws InspectionFailure;
  }

  private Shown moved(List<String> words, Move move) throws InspectionFailure {
    none("this command", words);
    return moved(move);
  }

  private Shown moved(Move move) throws InspectionFailure {
    try {
      final Object ignored = move.go();
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new InspectionFailure(String.valueOf(e.getMessage()));
    }
    return debugger.stop();
  }

  static void none(String name, List<String> words) throws InspectionFailure {
    if (!words.isEmpty()) {
      throw new InspectionFailure(name + " takes no words: " + words.get(0));
    }
  }

  private Stop forward(DebugSession session) throws InspectionFailure {
    checkNotOver();
    Stop stop = session.resume(goal());
    while (stop instanceof Stop.AtCall call && passes(call)) {
      stop = session.resume(goal());
    }
    return stop;
  }

  private Stop backward(DebugSession session) {
    Stop stop = session.resumeBack(goal());
    while (stop instanceof Stop.AtCall call && passes(call)) {
      stop = session.resumeBack(goal());
    }
    return stop;
  }

  private void checkNotOver() throws InspectionFailure {
    if (session().stop() instanceof Stop.Over over) {
      throw new InspectionFailure(
          "the run is over at place "
              + over.place()
              + "; go back (back, goto PLACE, goto start) to run on");
    }
  }

  /** A session knows one call to stop at: with more of them it stops at all, and we go on. */
  private Goal goal() {
    final Set<Event> events = new LinkedHashSet<>();
    final Set<Long> calls = new LinkedHashSet<>();
    boolean all = false;
    for (final Catch each : catches.values()) {
      events.add(each.event());
      if (each.call().isPresent()) {
        calls.add(each.call().getAsLong());
      } else if (ofCalls(each.event())) {
        all = true;
      }
    }
    final Goal goal = Goal.at(events.toArray(new Event[0]));
    return calls.size() == 1 && !all ? goal.ofCall(calls.iterator().next()) : goal;
  }

  private static boolean ofCalls(Event event) {
    return event == Event.BEFORE_CALL || event == Event.AFTER_CALL;
  }

  private boolean passes(Stop.AtCall stop) {
    final Event event = stop.result().isPresent() ? Event.AFTER_CALL : Event.BEFORE_CALL;
    return catches.values().stream()
        .noneMatch(
            each ->
                each.event() == event
                    && (each.call().isEmpty() || each.call().getAsLong() == stop.number()));
  }

  private Shown step(List<String> words) throws InspectionFailure {
    final int count = count("step", words);
    checkNotOver();
    return moved(
        () -> {
          Stop stop = session().stop();
          for (int i = 0; i < count; i++) {
            stop = session().stepInstruction(OptionalInt.empty());
            if (!(stop instanceof Stop.Arrived)) {
              break;
            }
          }
          return stop;
        });
  }

  private Shown back(List<String> words) throws InspectionFailure {
    final int count = count("back", words);
    return moved(
        () -> {
          final RunPlace here = session().place();
          // Within a turn the place is known, and one repetition of the run is enough.
          if (here.instructions() >= count) {
            return session().goTo(new RunPlace(here.exit(), here.instructions() - count));
          }
          Stop stop = session().stop();
          for (int i = 0; i < count; i++) {
            stop = session().stepBack(OptionalInt.empty());
            if (!(stop instanceof Stop.Arrived)) {
              break;
            }
          }
          return stop;
        });
  }

  private static int count(String name, List<String> words) throws InspectionFailure {
    if (words.isEmpty()) {
      return 1;
    }
    final long count = Addresses.number(words.get(0));
    if (words.size() > 1 || count < 1 || count > MOST_STEPS) {
      throw new InspectionFailure(
          "not how often: " + String.join(" ", words) + "; usage: " + name + " [N], N to 1000000");
    }
    return (int) count;
  }

  private Shown stepCall(List<String> words) throws InspectionFailure {
    checkNotOver();
    return moved(words, () -> session().resume(Goal.at(Event.AFTER_CALL)));
  }

  private Shown until(List<String> words) throws InspectionFailure {
    final Where where = Where.of(one("until WHERE", words));
    return moved(() -> where.go(session()));
  }

  private Shown goTo(List<String> words) throws InspectionFailure {
    final String word = one("goto PLACE", words);
    return moved(
        () -> session().goTo(word.equals("start") ? RunPlace.START : RunPlace.parse(word)));
  }

  static String one(String synopsis, List<String> words) throws InspectionFailure {
    if (words.size() != 1) {
      throw new InspectionFailure(
          (words.isEmpty() ? "too few words" : "a word too many: " + words.get(1))
              + "; usage: "
              + synopsis);
    }
    return words.get(0);
  }

  private Shown catchEvent(List<String> words) throws InspectionFailure {
    final String kind = words.isEmpty() ? "" : words.get(0);
    final Optional<Event> event =
        switch (kind) {
          case "call", "syscall" -> Optional.of(Event.BEFORE_CALL);
          case "after" -> Optional.of(Event.AFTER_CALL);
          case "fault" -> Optional.of(Event.FATAL_FAULT);
          case "end", "exit" -> Optional.of(Event.PROCESS_END);
          case "start", "fork" -> Optional.of(Event.PROCESS_START);
          default -> Optional.empty();
        };
    final boolean named = event.isPresent() && ofCalls(event.get());
    if (event.isEmpty() || words.size() > (named ? 2 : 1)) {
      throw new InspectionFailure(
          "nothing to catch: "
              + String.join(" ", words)
              + (isCall(kind) ? " (the system call: catch call " + kind + ")" : "")
              + "; usage: catch call|after [NAME] | catch fault|end|start");
    }
    final OptionalLong call =
        words.size() == 2
            ? OptionalLong.of(Where.number(session(), words.get(1)))
            : OptionalLong.empty();
    final Catch made = new Catch(event.get(), call, String.join(" ", words));
    final int id = nextCatch++;
    catches.put(id, made);
    return Answer.of(
        "catchpoint c" + id + ": " + made.text() + "\n",
        Answer.schema("catch").put("id", "c" + id).put("event", made.text()));
  }

  private boolean isCall(String name) {
    return session().machine().syscalls().rows().stream().anyMatch(row -> row.name().equals(name));
  }

  /** Takes a catchpoint away, by its name {@code c1}; says whether there was one. */
  boolean remove(String name) {
    try {
      return name.startsWith("c") && catches.remove(Integer.parseInt(name.substring(1))) != null;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** The catchpoints, each as {@code c1 call mmap}. */
  List<String> list() {
    final List<String> list = new ArrayList<>();
    catches.forEach((id, each) -> list.add("c" + id + "  catch " + each.text()));
    return list;
  }
}
