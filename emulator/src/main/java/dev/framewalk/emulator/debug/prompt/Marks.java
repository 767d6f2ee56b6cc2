package dev.framewalk.emulator.debug.prompt;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.inspection.Subject;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.pagetable.inspect.FrozenView;
import dev.framewalk.pagetable.inspect.MemoryView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Instants of a run that were marked, by name. The files of snapshots are instants as well. */
public final class Marks implements Subject.Instants {
  /** The command that sets one. */
  public static final String SYNOPSIS = "mark NAME";

  /** What that command does. */
  public static final String SUMMARY = "keeps this instant, for diff NAME";

  /** Each keeps a copy of the tables, and whoever reaches a port may set some. */
  private static final int MOST = 64;

  private final Map<String, MemoryView> marks = new LinkedHashMap<>();

  /**
   * Keeps the instant at which {@code session} stands.
   *
   * @param words what stands behind {@code mark}: its name
   * @throws InspectionFailure if they are no name, or there are too many marks
   */
  public Shown mark(DebugSession session, List<String> words) throws InspectionFailure {
    final String name = MovingCommands.one(SYNOPSIS, words);
    if (name.equals("now") || name.startsWith("-")) {
      throw new InspectionFailure("not a name for a mark: " + Printable.of(name));
    }
    if (marks.size() == MOST && !marks.containsKey(name)) {
      throw new InspectionFailure("there are " + MOST + " marks: use the name of one again");
    }
    marks.put(name, FrozenView.of(session.view()));
    final String place = session.place().toString();
    return Answer.of(
        "mark " + Printable.of(name) + " at place " + place + "\n",
        Answer.schema("mark").put("name", name).put("place", place));
  }

  @Override
  public MemoryView find(String name) throws InspectionFailure {
    final MemoryView mark = marks.get(name);
    return mark != null ? mark : Questions.instant(name);
  }

  /** Their names, the oldest first. */
  List<String> names() {
    return List.copyOf(marks.keySet());
  }

  void clear() {
    marks.clear();
  }
}
