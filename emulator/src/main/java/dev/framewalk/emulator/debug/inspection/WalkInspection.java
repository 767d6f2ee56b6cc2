package dev.framewalk.emulator.debug.inspection;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.machine.MarkedLine;
import dev.framewalk.emulator.machine.MarkedLine.Mark;
import dev.framewalk.emulator.machine.WalkText;
import dev.framewalk.pagetable.inspect.Attempt;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.inspect.WalkLevel;
import dev.framewalk.pagetable.inspect.WalkTrace;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.Privilege;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code walk}: every level of the walk of an address, and what each access would come to. */
public final class WalkInspection implements Inspection {
  private static final String BITS = "--bits";

  @Override
  public String name() {
    return "walk";
  }

  @Override
  public String synopsis() {
    return "walk PID ADDRESS [--bits]";
  }

  @Override
  public String summary() {
    return "every level of an address's walk, and what each access would come to";
  }

  @Override
  public List<String> details() {
    return List.of(BITS + "  every bit of every entry, with what it says");
  }

  @Override
  public void check(List<String> words) throws InspectionFailure {
    final Arguments unused = parse(words, 1);
  }

  private Arguments parse(List<String> words, int least) throws InspectionFailure {
    return Arguments.parse(synopsis(), words, Set.of(BITS), Set.of(), least, 2);
  }

  @Override
  public Shown inspect(Subject subject, List<String> words) throws InspectionFailure {
    final Arguments arguments = parse(words, 2);
    final SpaceView space = arguments.space(0, subject);
    final long address = arguments.number(1);
    return new Answer(
        space, WalkTrace.of(subject.view().memory(), space.mode(), address), arguments.has(BITS));
  }

  private record Answer(SpaceView space, WalkTrace trace, boolean bits) implements Shown {
    @Override
    public String text(Style style) {
      final List<MarkedLine> lines = new ArrayList<>();
      lines.add(
          new MarkedLine(
              "walk of 0x" + Long.toHexString(trace.address()) + " in " + space, Mark.STRONG));
      lines.add(new MarkedLine("  " + WalkText.mode(trace.mode()), Mark.FAINT));
      final Optional<WalkLevel> broken = trace.last().filter(level -> !level.usable());
      lines.addAll(WalkText.levels(trace, broken.map(WalkLevel::level), "  "));
      lines.add(
          new MarkedLine(
              "  ends " + (trace.mapped().isPresent() ? "at " : "") + WalkText.ending(trace),
              trace.mapped().isPresent() ? Mark.PLAIN : Mark.BAD));
      if (bits) {
        lines.addAll(WalkText.fields(trace));
      }
      return Marked.text(lines, style) + matrix(style);
    }

    private String matrix(Style style) {
      final StringBuilder text = new StringBuilder();
      final int width = width();
      text.append(style.faint("  access  "));
      for (final Privilege privilege : Privilege.values()) {
        final String ring = attempt(Access.READ, privilege).ringWords();
        text.append(style.faint(ring)).append(" ".repeat(width - ring.length()));
      }
      trim(text);
      for (final Access access : Access.values()) {
        text.append("  ").append(padded(attempt(access, Privilege.USER).accessWord(), 8));
        for (final Privilege privilege : Privilege.values()) {
          final Attempt attempt = attempt(access, privilege);
          final String outcome = WalkText.outcome(attempt);
          text.append(attempt.allowed() ? style.good(outcome) : style.bad(outcome))
              .append(" ".repeat(width - outcome.length()));
        }
        trim(text);
      }
      return text.toString();
    }

    private static void trim(StringBuilder text) {
      while (text.charAt(text.length() - 1) == ' ') {
        text.setLength(text.length() - 1);
      }
      text.append('\n');
    }

    private int width() {
      int width = "ring 0 with AC".length();
      for (final Attempt attempt : trace.attempts()) {
        width = Math.max(width, WalkText.outcome(attempt).length());
      }
      return width + 2;
    }

    private Attempt attempt(Access access, Privilege privilege) {
      return trace.attempt(access, privilege);
    }

    private static String padded(String text, int width) {
      return text + " ".repeat(width - text.length());
    }

    @Override
    public ObjectNode json() {
      final ObjectNode json = WalkJson.of("framewalk.walk/1", space, trace);
      WalkJson.attempts(json, trace);
      return json;
    }
  }
}
