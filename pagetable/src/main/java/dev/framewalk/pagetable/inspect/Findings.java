package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.inspect.Finding.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects what an audit finds; pages next to one another with the same fault are one finding. */
final class Findings {
  /** So many findings of one rule are kept; the others are counted. */
  private static final int MOST_OF_A_RULE = 100;

  private final MemoryView view;
  private final List<Finding> list = new ArrayList<>();
  private final Map<AuditRule, Integer> ofRule = new EnumMap<>(AuditRule.class);
  private final Map<AuditRule, Open> open = new EnumMap<>(AuditRule.class);

  /** Errors by process, those that are not kept included; of no process by the empty one. */
  private final Map<Optional<Integer>, Long> errors = new HashMap<>();

  private long leftOut;

  Findings(MemoryView view) {
    this.view = view;
  }

  /** A finding that the next page may belong to as well. */
  private static final class Open {
    Finding finding;
    final @Nullable SpaceView space;
    final long likeness;
    long next;
    final boolean kept;

    Open(Finding finding, @Nullable SpaceView space, long likeness, long next, boolean kept) {
      this.finding = finding;
      this.space = space;
      this.likeness = likeness;
      this.next = next;
      this.kept = kept;
    }
  }

  /**
   * Adds a fault of pages.
   *
   * @param space the process; null for the kernel half
   * @param likeness neighbours with the same number are one finding
   * @param text asked for the first one only
   */
  void pages(
      AuditRule rule,
      Severity severity,
      @Nullable SpaceView space,
      long virtual,
      long bytes,
      long entryAddress,
      long likeness,
      Supplier<String> text) {
    final Open last = open.get(rule);
    if (last != null
        && last.space == space
        && last.likeness == likeness
        && last.next == virtual
        && last.finding.severity() == severity) {
      last.next += bytes;
      if (last.kept) {
        last.finding = longer(last.finding, bytes >>> 12);
      }
      return;
    }
    close(rule);
    final PhysAddr entry = PhysAddr.of(entryAddress);
    final Optional<Integer> pid = Optional.ofNullable(space).map(SpaceView::pid);
    final boolean kept = count(rule, severity, pid);
    final Finding finding =
        new Finding(
            rule,
            severity,
            pid,
            Optional.of(new VirtAddr(virtual)),
            bytes >>> 12,
            Optional.of(entry),
            Optional.empty(),
            kept ? text.get() : "",
            kept ? view.lastWriter(entry) : Optional.empty());
    open.put(rule, new Open(finding, space, likeness, virtual + bytes, kept));
  }

  private static Finding longer(Finding finding, long pages) {
    return new Finding(
        finding.rule(),
        finding.severity(),
        finding.pid(),
        finding.address(),
        finding.pages() + pages,
        finding.entry(),
        finding.frame(),
        finding.text(),
        finding.writer());
  }

  /** Adds a fault of frames that follow one another. */
  void frames(AuditRule rule, long first, long count, String text) {
    if (count(rule, Severity.ERROR, Optional.empty())) {
      list.add(
          new Finding(
              rule,
              Severity.ERROR,
              Optional.empty(),
              Optional.empty(),
              count,
              Optional.empty(),
              Optional.of(first),
              text,
              Optional.empty()));
    }
  }

  /** Adds a finding that is complete. */
  void add(Finding finding) {
    if (count(finding.rule(), finding.severity(), finding.pid())) {
      list.add(finding);
    }
  }

  private boolean count(AuditRule rule, Severity severity, Optional<Integer> pid) {
    if (severity == Severity.ERROR) {
      errors.merge(pid, 1L, Long::sum);
    }
    if (ofRule.merge(rule, 1, Integer::sum) <= MOST_OF_A_RULE) {
      return true;
    }
    leftOut++;
    return false;
  }

  private void close(AuditRule rule) {
    final Open last = open.remove(rule);
    if (last != null && last.kept) {
      list.add(last.finding);
    }
  }

  /** All that were kept: those of one rule together, in the order they were found. */
  List<Finding> list() {
    for (final AuditRule rule : AuditRule.values()) {
      close(rule);
    }
    final List<Finding> sorted = new ArrayList<>(list);
    sorted.sort(Comparator.comparing(Finding::rule));
    return List.copyOf(sorted);
  }

  /** Errors by process; what belongs to no process by the empty one. */
  Map<Optional<Integer>, Long> errors() {
    return Map.copyOf(errors);
  }

  long leftOut() {
    return leftOut;
  }
}
