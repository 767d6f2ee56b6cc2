package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameRun;
import dev.framewalk.pagetable.inspect.Finding.Severity;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.TableScan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether everything that a machine's memory holds fits together: tables, frames, objects, what the
 * kernel promised and, where there is a CPU, what that has cached. One pass over the tables.
 */
public final class Audit {
  private final List<Finding> findings;
  private final Map<Optional<Integer>, Long> errors;
  private final Map<Integer, Integer> namedFor;
  private final long leftOut;
  private final long spaces;
  private final long tables;
  private final long leaves;
  private final long translations;

  private Audit(Pass pass) {
    this.findings = pass.findings.list();
    this.errors = pass.findings.errors();
    this.namedFor = pass.namedFor;
    this.leftOut = pass.findings.leftOut();
    this.spaces = pass.byRoot.size();
    this.tables = pass.tables;
    this.leaves = pass.leaves;
    this.translations = pass.translations;
  }

  /** An audit of the tables, the frames and the objects. */
  public static Audit of(MemoryView view) {
    return of(view, Optional.empty(), Optional.empty());
  }

  /**
   * An audit of the tables, the frames and the objects, and of what the CPU has cached of those
   * address spaces of which it holds translations.
   *
   * @param tlb the CPU; empty for a machine that was saved
   * @param map what is held against the tables as well; empty if none was made
   */
  public static Audit of(MemoryView view, Optional<TlbProbe> tlb, Optional<ReverseMap> map) {
    final Pass pass = new Pass(view);
    pass.kernel();
    for (final SpaceView space : view.spaces()) {
      // Processes that share an address space have the same entries: they count once.
      if (pass.first(space)) {
        pass.space(space);
        tlb.ifPresent(probe -> pass.translations(space, probe));
      }
    }
    pass.objects();
    pass.ledger.settle(pass.findings);
    map.ifPresent(pass::reverseMap);
    return new Audit(pass);
  }

  /** What was found; those of one rule together. */
  public List<Finding> findings() {
    return findings;
  }

  /**
   * What was found in the tables of one process, and what belongs to no process. Processes that
   * share an address space share what is found in it, under the number of the first of them.
   */
  public List<Finding> findings(int pid) {
    final int named = namedFor.getOrDefault(pid, pid);
    return findings.stream()
        .filter(finding -> finding.pid().isEmpty() || finding.pid().get() == named)
        .toList();
  }

  /** How many errors {@link #findings(int)} has, those included that are not listed any more. */
  public long errors(int pid) {
    return errors.getOrDefault(Optional.of(namedFor.getOrDefault(pid, pid)), 0L)
        + errors.getOrDefault(Optional.<Integer>empty(), 0L);
  }

  /** How many errors there are, those included that are not listed any more. */
  public long errors() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many findings are not listed, because there are too many of their rule. */
  public long leftOut() {
    return leftOut;
  }

  /** Address spaces that were looked at. */
  public long spaces() {
    return spaces;
  }

  /** Tables that were read, the roots included. */
  public long tables() {
    return tables;
  }

  /** Entries that map a page. */
  public long leaves() {
    return leaves;
  }

  /** How often the CPU was asked. */
  public long translations() {
    return translations;
  }

  /** The audit on its way. */
  private static final class Pass {
    private static final long USAGE = EntryFlags.ACCESSED.or(EntryFlags.DIRTY).bits();
    private static final int HALF = PageTableLevel.ENTRIES / 2;

    private final MemoryView view;
    private final Findings findings;
    private final FrameLedger ledger;
    private final Map<Long, ObjectFrames> objects = new HashMap<>();
    private final Map<PhysFrame, Integer> byRoot = new HashMap<>();
    private final Map<Integer, Integer> namedFor = new HashMap<>();
    private final List<ObjectFrames> listed;
    private long tables;
    private long leaves;
    private long translations;

    Pass(MemoryView view) {
      this.view = view;
      this.findings = new Findings(view);
      this.ledger = new FrameLedger(view.frames(), view.memory().size() >>> 12);
      this.listed = view.objects();
      for (final ObjectFrames object : listed) {
        objects.put(object.id(), object);
      }
    }

    /** Whether the space is none of those that were looked at. */
    boolean first(SpaceView space) {
      final Integer before = byRoot.putIfAbsent(space.mode().root(), space.pid());
      namedFor.put(space.pid(), before == null ? space.pid() : before);
      return before == null;
    }

    void kernel() {
      final PagingMode mode = ViewDiff.kernelMode(view);
      final KernelHalfAudit audit = new KernelHalfAudit(view, mode, ledger, findings);
      if (root(view.kernelRoot(), "the kernel's root table")) {
        new TableScan(view.memory(), mode).all(audit);
      }
      count(audit);
    }

    void space(SpaceView space) {
      final PhysFrame root = space.mode().root();
      if (!root(root, "the root table of " + space)) {
        return;
      }
      final SpaceAudit audit = new SpaceAudit(view, space, ledger, objects, findings);
      new TableScan(view.memory(), space.mode()).range(ViewDiff.lowerHalf(space.mode()), audit);
      count(audit);
      kernelHalfOf(space);
    }

    private void count(EntryAudit audit) {
      tables += 1 + audit.tables();
      leaves += audit.leaves();
    }

    /** Notes a root table; says whether it can be read. */
    private boolean root(PhysFrame root, String what) {
      if (root.number() >= ledger.count()) {
        findings.frames(
            AuditRule.OUTSIDE_MEMORY, root.number(), 1, what + " lies behind the end of memory");
        return false;
      }
      if (FrameLedger.isFor(ledger.state(root.number()), FramePurpose.PAGE_TABLE)) {
        ledger.see(root.number());
      } else {
        findings.frames(
            ledger.state(root.number()) == FrameLedger.UNUSED
                ? AuditRule.FREE_FRAME
                : AuditRule.WRONG_FRAME,
            root.number(),
            1,
            what + " is in " + root + ", which is " + ledger.describe(root.number()));
      }
      return true;
    }

    private void kernelHalfOf(SpaceView space) {
      if (view.kernelRoot().number() >= ledger.count()) {
        return; // told of already
      }
      final long mine = space.mode().root().start().value();
      final long shared = view.kernelRoot().start().value();
      final long top = space.mode().topLevel().bytes();
      for (int i = HALF; i < PageTableLevel.ENTRIES; i++) {
        final long at = mine + (long) i * PageTableLevel.ENTRY_BYTES;
        final long entry = view.memory().readWord(at);
        final long wanted = view.memory().readWord(shared + (long) i * PageTableLevel.ENTRY_BYTES);
        if (((entry ^ wanted) & ~USAGE) != 0) {
          findings.pages(
              AuditRule.KERNEL_HALF,
              Severity.ERROR,
              space,
              (i - PageTableLevel.ENTRIES) * top,
              top,
              at,
              i,
              () ->
                  "is 0x"
                      + Long.toHexString(entry)
                      + ", but 0x"
                      + Long.toHexString(wanted)
                      + " in the half that all processes share");
        }
      }
    }

    void objects() {
      for (final ObjectFrames object : listed) {
        final FrameList frames = object.frames();
        for (long at = 0; at < frames.size(); ) {
          final FrameRun run = frames.runAt(at, Long.MAX_VALUE);
          for (long i = 0; i < run.count(); i++) {
            owned(object, at + i, run.first().number() + i);
          }
          at += run.count();
        }
      }
    }

    private void owned(ObjectFrames object, long page, long frame) {
      if (frame < ledger.count()
          && FrameLedger.isFor(ledger.state(frame), FramePurpose.SHARED_OBJECT)) {
        ledger.see(frame);
        return;
      }
      final boolean outside = frame >= ledger.count();
      findings.frames(
          outside
              ? AuditRule.OUTSIDE_MEMORY
              : ledger.state(frame) == FrameLedger.UNUSED
                  ? AuditRule.FREE_FRAME
                  : AuditRule.WRONG_FRAME,
          frame,
          1,
          "page "
              + page
              + " of "
              + object.name()
              + " is frame 0x"
              + Long.toHexString(frame)
              + ", which is "
              + (outside ? "behind the end of memory" : ledger.describe(frame)));
    }

    void translations(SpaceView space, TlbProbe probe) {
      final TlbComparison tlb = TlbComparison.of(view, space, probe, TlbComparison.Extent.ENDS);
      translations += tlb.asked();
      for (final TlbDifference difference : tlb.differences()) {
        findings.add(
            new Finding(
                AuditRule.STALE_TLB,
                Severity.ERROR,
                Optional.of(space.pid()),
                Optional.of(new VirtAddr(difference.start())),
                difference.pages(),
                difference.entry(),
                Optional.empty(),
                difference.text(),
                difference.writer()));
      }
    }

    void reverseMap(ReverseMap map) {
      for (final ReverseMap.Difference difference : map.check(view)) {
        findings.add(
            new Finding(
                AuditRule.REVERSE_MAP,
                Severity.ERROR,
                difference.root().spaces().stream().findFirst().map(SpaceView::pid),
                Optional.of(new VirtAddr(difference.virtual())),
                difference.size().bytes() >>> 12,
                Optional.of(difference.entry()),
                Optional.empty(),
                difference.toString(),
                view.lastWriter(difference.entry())));
      }
    }
  }
}
