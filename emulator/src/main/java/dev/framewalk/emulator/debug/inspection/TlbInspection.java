package dev.framewalk.emulator.debug.inspection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.inspect.TlbComparison;
import dev.framewalk.pagetable.inspect.TlbDifference;
import dev.framewalk.pagetable.inspect.TlbDifference.Disagreement;
import dev.framewalk.pagetable.inspect.TlbProbe;
import dev.framewalk.pagetable.table.AccessVerdict;
import dev.framewalk.pagetable.table.PageFault;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Holds what the CPU itself makes of a process's pages against the tables. */
public final class TlbInspection implements Inspection {
  public TlbInspection() {}

  @Override
  public String name() {
    return "tlb";
  }

  @Override
  public String synopsis() {
    return "tlb PID [--since MARK]";
  }

  @Override
  public String summary() {
    return "where the CPU's own translations differ from the tables";
  }

  @Override
  public List<String> details() {
    return List.of(
        "--since MARK   ask about pages as well that were mapped then (a mark, or a snapshot file)");
  }

  @Override
  public void check(List<String> words) throws InspectionFailure {
    final Arguments unused = parse(words, 0);
  }

  private Arguments parse(List<String> words, int least) throws InspectionFailure {
    return Arguments.parse(synopsis(), words, Set.of(), Set.of("--since"), least, 1);
  }

  @Override
  public Shown inspect(Subject subject, List<String> words) throws InspectionFailure {
    final Arguments arguments = parse(words, 1);
    final SpaceView space = arguments.space(0, subject);
    final TlbProbe probe =
        subject
            .tlb()
            .orElseThrow(
                () ->
                    new InspectionFailure(
                        "a saved machine has no CPU: ask a live one what it has cached"));
    final TlbComparison found =
        TlbComparison.of(
            subject.view(),
            space,
            probe,
            TlbComparison.Extent.ALL,
            mappedAt(arguments.value("--since"), subject, space.pid()));
    return new Answer(space, found);
  }

  private static long[] mappedAt(Optional<String> mark, Subject subject, int pid)
      throws InspectionFailure {
    if (mark.isEmpty()) {
      return new long[0];
    }
    final MemoryView then = subject.instants().find(mark.get());
    final Optional<SpaceView> space = then.space(pid);
    return space.isPresent() ? TlbComparison.mappedPages(then, space.get()) : new long[0];
  }

  /** Where they differ. */
  private record Answer(SpaceView space, TlbComparison found) implements Shown {
    @Override
    public String text(Style style) {
      final String who = style.name(Printable.of(space.name())) + " (pid " + space.pid() + ")";
      if (!found.held()) {
        return "the CPU holds no translations of " + who + ": what it needs it will walk for\n";
      }
      final StringBuilder text = new StringBuilder();
      for (final TlbDifference difference : found.differences()) {
        text.append(style.bad("stale"))
            .append(" [")
            .append(DiffJson.hex(difference.start()))
            .append(", ")
            .append(DiffJson.hex(difference.endExclusive()))
            .append(") ")
            .append(difference.pages())
            .append(difference.pages() == 1 ? " page" : " pages");
        difference.entry().ifPresent(entry -> text.append(", entry at ").append(entry));
        text.append("\n  ").append(Printable.of(difference.text())).append('\n');
        difference
            .writer()
            .ifPresent(
                writer ->
                    text.append("  ")
                        .append(style.faint(Printable.of("entry last written by " + writer)))
                        .append('\n'));
      }
      text.append(who).append(": the CPU was asked about ").append(found.pages());
      text.append(" pages, to read, write and fetch, ");
      text.append(
          found.differences().isEmpty()
              ? style.good("and none differ from the tables")
              : style.bad("and " + different() + " differ from the tables"));
      if (found.leftOut() > 0) {
        text.append("; not about ").append(found.leftOut()).append(" more");
      }
      return text.append('\n').toString();
    }

    private long different() {
      return found.differences().stream().mapToLong(TlbDifference::pages).sum();
    }

    @Override
    public ObjectNode json() {
      final ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("schema", "framewalk.tlb/1");
      json.put("pid", space.pid()).put("process", space.name());
      json.put("held", found.held());
      json.put("pages", found.pages());
      json.put("asked", found.asked());
      json.put("leftOut", found.leftOut());
      final ArrayNode list = json.putArray("differences");
      for (final TlbDifference difference : found.differences()) {
        final ObjectNode node = list.addObject();
        DiffJson.range(node, difference.start(), difference.endExclusive());
        node.put("pages", difference.pages());
        difference.entry().ifPresent(entry -> node.put("entryAddress", entry.toString()));
        difference.writer().ifPresent(who -> DiffJson.writer(node.putObject("writer"), who));
        final ArrayNode accesses = node.putArray("accesses");
        for (final Disagreement each : difference.accesses()) {
          final ObjectNode access = accesses.addObject();
          access.put("access", DiffJson.word(each.access()));
          tables(access.putObject("tables"), each.tables());
          cpu(access.putObject("cpu"), each.cpu());
        }
      }
      return json;
    }

    private static void tables(ObjectNode node, AccessVerdict verdict) {
      if (verdict instanceof AccessVerdict.Allowed allowed) {
        node.put("physical", allowed.physical().toString());
      } else if (verdict instanceof PageFault fault) {
        node.put("errorCode", DiffJson.hex(fault.errorCode().bits()));
      } else {
        node.put("refused", true);
      }
    }

    private static void cpu(ObjectNode node, TlbProbe.Answer answer) {
      if (answer instanceof TlbProbe.Goes goes) {
        node.put("physical", goes.physical().toString());
      } else if (answer instanceof TlbProbe.Faults faults) {
        node.put("errorCode", DiffJson.hex(faults.errorCode().bits()));
      } else {
        node.put("refused", true);
      }
    }

    @Override
    public boolean good() {
      return found.differences().isEmpty();
    }
  }
}
