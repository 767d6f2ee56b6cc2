package dev.framewalk.emulator.debug.prompt;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.debug.session.Breakpoint;
import dev.framewalk.emulator.debug.session.Watch;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Breakpoints and watches: set, listed, taken away. */
final class TrapCommands {
  private static final String BREAK = "break [PID:]ADDRESS";
  private static final String WATCH = "watch [PID:]ADDRESS [LENGTH] [r|w|a] | watch OBJECT [r|w|a]";

  private final Debugger debugger;
  private final MovingCommands moving;

  TrapCommands(Debugger debugger, MovingCommands moving) {
    this.debugger = debugger;
    this.moving = moving;
  }

  List<PromptCommand> commands() {
    return List.of(
        PromptCommand.of(BREAK, "stops before an instruction", this::breakAt, "b", "bp")
            .explained(
                "ADDRESS  a number, or a symbol of the program: 0x401000, store, store+4",
                "PID      only in this process; a symbol means the used process's otherwise"),
        PromptCommand.of(
                WATCH,
                "stops behind each access to bytes or an object, whoever makes it",
                this::watch,
                "ba")
            .explained(
                "LENGTH  bytes, 8 unless given; they must lie in one page",
                "r|w|a   reads, writes (unless given), or both",
                "OBJECT  by its name (/ring) or as object ID"),
        PromptCommand.of(
            "delete N", "takes a breakpoint, watch or catchpoint away", this::delete, "bc"),
        PromptCommand.of(
            "list", "the breakpoints, watches and catchpoints", this::list, "info break", "bl"));
  }

  private Shown breakAt(List<String> words) throws InspectionFailure {
    final String word = MovingCommands.one(BREAK, words);
    final Target target = target(word);
    final Breakpoint set =
        Where.set(
            debugger.session(),
            word.contains(":") ? OptionalInt.of(target.pid()) : OptionalInt.empty(),
            target.address());
    return Answer.of(text(set) + "\n", json(Answer.schema("break"), set));
  }

  private record Target(int pid, long address) {}

  private Target target(String word) throws InspectionFailure {
    final Addresses addresses = debugger.addresses();
    final int colon = word.indexOf(':');
    final int pid = colon < 0 ? addresses.process() : addresses.process(word.substring(0, colon));
    return new Target(pid, addresses.address(pid, word.substring(colon + 1)));
  }

  private String text(Breakpoint set) throws InspectionFailure {
    final int pid = set.pid().isPresent() ? set.pid().getAsInt() : debugger.addresses().process();
    return "breakpoint "
        + set.id()
        + ": 0x"
        + Long.toHexString(set.address())
        + debugger.addresses().name(pid, set.address()).map(name -> " <" + name + ">").orElse("")
        + (set.pid().isPresent() ? " in process " + pid : "");
  }

  private static ObjectNode json(ObjectNode json, Breakpoint set) {
    json.put("id", set.id()).put("address", Answer.hex(set.address()));
    set.pid().ifPresent(pid -> json.put("pid", pid));
    return json;
  }

  private Shown watch(List<String> words) throws InspectionFailure {
    if (words.isEmpty() || words.size() > 3) {
      throw new InspectionFailure("nothing to watch; usage: " + WATCH);
    }
    final String last = words.get(words.size() - 1);
    final Optional<Watch.Kind> kind = words.size() > 1 ? kind(last) : Optional.empty();
    final List<String> rest = kind.isPresent() ? words.subList(0, words.size() - 1) : words;
    final Optional<ObjectFrames> object = object(rest);
    final Watch set;
    try {
      if (object.isPresent()) {
        set = debugger.session().watchObject(kind.orElse(Watch.Kind.WRITE), object.get().id());
      } else {
        if (rest.size() > 2) {
          throw new InspectionFailure("not r, w or a: " + Printable.of(last) + "; usage: " + WATCH);
        }
        final Target target = target(rest.get(0));
        final long length = rest.size() > 1 ? Addresses.number(rest.get(1)) : Long.BYTES;
        set =
            debugger
                .session()
                .watch(
                    kind.orElse(Watch.Kind.WRITE),
                    target.pid(),
                    target.address(),
                    (int) Math.max(0, Math.min(length, Integer.MAX_VALUE)));
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new InspectionFailure(String.valueOf(e.getMessage()));
    }
    final MemoryView view = debugger.session().view();
    return new Answer(
        style -> "watch " + set.id() + ": " + StopWords.of(set, view, style) + "\n",
        json(Answer.schema("watch"), set));
  }

  private static Optional<Watch.Kind> kind(String word) {
    return switch (word) {
      case "r" -> Optional.of(Watch.Kind.READ);
      case "w" -> Optional.of(Watch.Kind.WRITE);
      case "a", "rw" -> Optional.of(Watch.Kind.ANY);
      default -> Optional.empty();
    };
  }

  private Optional<ObjectFrames> object(List<String> words) throws InspectionFailure {
    final boolean byId = words.size() == 2 && words.get(0).equals("object");
    final String name = words.get(words.size() - 1);
    for (final ObjectFrames object : debugger.session().view().objects()) {
      if (byId ? Long.toString(object.id()).equals(name) : object.name().equals(words.get(0))) {
        return Optional.of(object);
      }
    }
    if (byId || words.get(0).startsWith("/")) {
      throw new InspectionFailure(
          "no object " + Printable.of(name) + " now; shm lists those that there are");
    }
    return Optional.empty();
  }

  private static ObjectNode json(ObjectNode json, Watch set) {
    json.put("id", set.id());
    if (set instanceof Watch.OfAddress bytes) {
      json.put("pid", bytes.pid())
          .put("address", Answer.hex(bytes.address()))
          .put("length", bytes.length());
    } else {
      json.put("object", ((Watch.OfObject) set).object());
    }
    return json.put("kind", set.kind().name().toLowerCase(Locale.ROOT));
  }

  private Shown delete(List<String> words) throws InspectionFailure {
    final String word = MovingCommands.one("delete N", words);
    boolean was = moving.remove(word);
    if (!was && word.matches("[0-9]{1,9}")) {
      was = debugger.session().remove(Integer.parseInt(word));
    }
    if (!was) {
      throw new InspectionFailure(
          "no breakpoint, watch or catchpoint " + Printable.of(word) + "; list shows them");
    }
    return Answer.of("", Answer.schema("delete").put("id", word));
  }

  private Shown list(List<String> words) throws InspectionFailure {
    MovingCommands.none("list", words);
    final ObjectNode json = Answer.schema("list");
    final StringBuilder text = new StringBuilder();
    final ArrayNode breakpoints = json.putArray("breakpoints");
    for (final Breakpoint each : debugger.session().breakpoints()) {
      final ObjectNode ignored = json(breakpoints.addObject(), each);
      text.append(text(each)).append('\n');
    }
    final ArrayNode watches = json.putArray("watches");
    for (final Watch each : debugger.session().watches()) {
      final ObjectNode ignored = json(watches.addObject(), each);
      text.append("watch ")
          .append(each.id())
          .append(": ")
          .append(StopWords.of(each, debugger.session().view(), Style.PLAIN))
          .append('\n');
    }
    final ArrayNode catches = json.putArray("catchpoints");
    for (final String each : moving.list()) {
      catches.add(each);
      text.append(each).append('\n');
    }
    return Answer.of(text.length() == 0 ? "none is set\n" : text.toString(), json);
  }
}
