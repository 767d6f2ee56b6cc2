package dev.framewalk.emulator.debug.inspection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.pagetable.inspect.Audit;
import dev.framewalk.pagetable.inspect.Finding;
import dev.framewalk.pagetable.inspect.Finding.Severity;
import dev.framewalk.pagetable.inspect.KeptReverseMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks whether everything in a machine's memory fits together. */
public final class AuditInspection implements Inspection {
  private final KeptReverseMap maps;

  public AuditInspection() {
    this(new KeptReverseMap());
  }

  /**
   * @param maps the reverse maps that others answer from: they are audited as well
   */
  public AuditInspection(KeptReverseMap maps) {
    this.maps = maps;
  }

  @Override
  public String name() {
    return "audit";
  }

  @Override
  public String synopsis() {
    return "audit [PID]";
  }

  @Override
  public String summary() {
    return "whether tables, frames, objects, promises and the CPU's TLB fit together";
  }

  @Override
  public List<String> details() {
    return List.of("PID   only what is in this process's tables, and what belongs to no process");
  }

  @Override
  public void forget() {
    maps.forget();
  }

  @Override
  public void check(List<String> words) throws InspectionFailure {
    final Arguments unused = parse(words);
  }

  private Arguments parse(List<String> words) throws InspectionFailure {
    return Arguments.parse(synopsis(), words, Set.of(), Set.of(), 0, 1);
  }

  @Override
  public Shown inspect(Subject subject, List<String> words) throws InspectionFailure {
    final Arguments arguments = parse(words);
    final Optional<Integer> pid =
        arguments.size() == 0 ? Optional.empty() : Optional.of(arguments.space(0, subject).pid());
    final Audit audit =
        Audit.of(subject.view(), subject.tlb(), Optional.of(maps.of(subject.view())));
    final List<Finding> findings = pid.isPresent() ? audit.findings(pid.get()) : audit.findings();
    return new Answer(audit, pid, findings);
  }

  /** What was found. */
  private record Answer(Audit audit, Optional<Integer> pid, List<Finding> findings)
      implements Shown {
    @Override
    public String text(Style style) {
      final StringBuilder text = new StringBuilder();
      for (final Finding finding : findings) {
        append(text, style, finding);
      }
      if (audit.leftOut() > 0) {
        text.append(audit.leftOut()).append(" more of the same rules are not listed\n");
      }
      final long errors = errors();
      text.append(
              errors == 0
                  ? style.good("no errors")
                  : style.bad(errors + (errors == 1 ? " error" : " errors")))
          .append(" in ")
          .append(counted(audit.spaces(), "address space"))
          .append(", ")
          .append(counted(audit.tables(), "table"))
          .append(", ")
          .append(counted(audit.leaves(), "page"));
      if (audit.translations() > 0) {
        text.append(", ")
            .append(counted(audit.translations(), "translation"))
            .append(" by the CPU");
      }
      return text.append('\n').toString();
    }

    private static void append(StringBuilder text, Style style, Finding finding) {
      final boolean error = finding.severity() == Severity.ERROR;
      text.append(error ? style.bad("error") : style.changed("note"))
          .append(' ')
          .append(style.strong(DiffJson.word(finding.rule())));
      finding.pid().ifPresent(pid -> text.append(" pid ").append(pid));
      finding
          .address()
          .ifPresent(
              first ->
                  text.append(' ')
                      .append(first)
                      .append(finding.pages() > 1 ? " (" + finding.pages() + " pages)" : ""));
      finding.entry().ifPresent(entry -> text.append(", entry at ").append(entry));
      text.append("\n  ").append(Printable.of(finding.text())).append('\n');
      finding
          .writer()
          .ifPresent(
              writer ->
                  text.append("  ")
                      .append(style.faint(Printable.of("entry last written by " + writer)))
                      .append('\n'));
    }

    private static String counted(long number, String what) {
      return number + " " + what + (number == 1 ? "" : "s");
    }

    /** Of the process that was asked for, or of all. */
    private long errors() {
      return pid.isPresent() ? audit.errors(pid.get()) : audit.errors();
    }

    @Override
    public ObjectNode json() {
      final ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("schema", "framewalk.audit/1");
      json.put("good", good());
      json.put("errors", errors());
      json.put("leftOut", audit.leftOut());
      json.put("spaces", audit.spaces());
      json.put("tables", audit.tables());
      json.put("pages", audit.leaves());
      json.put("translations", audit.translations());
      final ArrayNode list = json.putArray("findings");
      for (final Finding finding : findings) {
        final ObjectNode node = list.addObject();
        node.put("rule", DiffJson.word(finding.rule()));
        node.put("severity", DiffJson.word(finding.severity()));
        finding.pid().ifPresent(pid -> node.put("pid", pid));
        finding.address().ifPresent(first -> node.put("address", DiffJson.hex(first.value())));
        node.put("pages", finding.pages());
        finding.entry().ifPresent(entry -> node.put("entryAddress", entry.toString()));
        finding.frame().ifPresent(frame -> node.put("frame", DiffJson.hex(frame)));
        node.put("text", finding.text());
        finding.writer().ifPresent(who -> DiffJson.writer(node.putObject("writer"), who));
      }
      return json;
    }

    @Override
    public boolean good() {
      return errors() == 0;
    }
  }
}
