package dev.framewalk.emulator.debug.inspection;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.SpaceDiff;
import dev.framewalk.pagetable.inspect.ViewDiff;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares two instants of a machine's memory. */
public final class DiffInspection implements Inspection {
  /** The name of the present instant. */
  private static final String NOW = "now";

  public DiffInspection() {}

  @Override
  public String name() {
    return "diff";
  }

  @Override
  public String synopsis() {
    return "diff A [B] [--pid PID] [--no-use]";
  }

  @Override
  public String summary() {
    return "what changed between two instants: pages, tables, processes, objects";
  }

  @Override
  public List<String> details() {
    return List.of(
        "A, B        a mark that was set, or the file of a snapshot; B is now if it is not given",
        "--pid PID   this process alone",
        "--no-use    leave out pages of which the CPU has only set A and D");
  }

  @Override
  public void check(List<String> words) throws InspectionFailure {
    final Arguments unused = parse(words);
  }

  private Arguments parse(List<String> words) throws InspectionFailure {
    return Arguments.parse(synopsis(), words, Set.of("--no-use"), Set.of("--pid"), 1, 2);
  }

  @Override
  public Shown inspect(Subject subject, List<String> words) throws InspectionFailure {
    final Arguments arguments = parse(words);
    final MemoryView before = instant(subject, arguments.word(0));
    final MemoryView after = instant(subject, arguments.size() > 1 ? arguments.word(1) : NOW);
    final Optional<Integer> pid = pid(arguments, before, after);
    final ViewDiff diff;
    try {
      diff = ViewDiff.between(before, after);
    } catch (IllegalArgumentException e) {
      throw new InspectionFailure("not two instants of one machine: " + e.getMessage());
    }
    return shown(narrowed(diff, pid, arguments.has("--no-use")));
  }

  private static MemoryView instant(Subject subject, String name) throws InspectionFailure {
    return name.equals(NOW) ? subject.view() : subject.instants().find(name);
  }

  private static Optional<Integer> pid(Arguments arguments, MemoryView before, MemoryView after)
      throws InspectionFailure {
    final Optional<String> word = arguments.value("--pid");
    if (word.isEmpty()) {
      return Optional.empty();
    }
    final long number = arguments.number(word.get());
    final int pid = (int) number;
    if (pid != number || (before.space(pid).isEmpty() && after.space(pid).isEmpty())) {
      throw new InspectionFailure("no process " + word.get() + " lived at either instant");
    }
    return Optional.of(pid);
  }

  private static ViewDiff narrowed(ViewDiff diff, Optional<Integer> pid, boolean noUse) {
    final List<SpaceDiff> spaces =
        diff.spaces().stream()
            .filter(space -> pid.isEmpty() || pid.get() == space.before().orElseThrow().pid())
            .map(space -> noUse ? withoutUse(space) : space)
            .filter(space -> !space.isEmpty() || space.sameAs().isPresent())
            .toList();
    return new ViewDiff(
        diff.from(),
        diff.to(),
        passages(diff.came(), pid),
        passages(diff.went(), pid),
        spaces,
        noUse ? withoutUse(diff.kernel()) : diff.kernel(),
        diff.objects(),
        diff.frames());
  }

  private static List<ViewDiff.Passage> passages(
      List<ViewDiff.Passage> all, Optional<Integer> pid) {
    return all.stream()
        .filter(passage -> pid.isEmpty() || pid.get() == passage.space().pid())
        .toList();
  }

  private static SpaceDiff withoutUse(SpaceDiff diff) {
    return new SpaceDiff(
        diff.before(),
        diff.after(),
        diff.sameAs(),
        diff.areas(),
        diff.pages().stream().filter(change -> !change.isUseOnly()).toList(),
        diff.tables());
  }

  private static Shown shown(ViewDiff diff) {
    return new Shown() {
      @Override
      public String text(Style style) {
        return new DiffText(style).of(diff);
      }

      @Override
      public ObjectNode json() {
        return DiffJson.of(diff);
      }
    };
  }
}
