package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.inspect.Finding.Severity;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PageWalk;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.TableVisitor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every entry of one half of an address space, as a scan shows them in address order, and
 * notes in the ledger what they lead to.
 */
abstract class EntryAudit implements TableVisitor {
  static final long WRITABLE = EntryFlags.WRITABLE.bits();
  static final long USER = EntryFlags.USER.bits();
  static final long NO_EXECUTE = EntryFlags.NO_EXECUTE.bits();
  static final long RIGHTS = WRITABLE | USER | NO_EXECUTE;

  final PagingMode mode;
  final FrameLedger ledger;
  final Findings findings;
  private final MemoryView view;
  private final @Nullable SpaceView space;
  private long leaves;
  private long tables;

  /**
   * @param space the process; null for the kernel half
   */
  EntryAudit(
      MemoryView view,
      @Nullable SpaceView space,
      PagingMode mode,
      FrameLedger ledger,
      Findings findings) {
    this.view = view;
    this.space = space;
    this.mode = mode;
    this.ledger = ledger;
    this.findings = findings;
  }

  final long leaves() {
    return leaves;
  }

  final long tables() {
    return tables;
  }

  /**
   * Looks at what a leaf maps.
   *
   * @param first the first of its frames, which may lie behind the end of memory
   */
  abstract void page(
      long virtual, long entryAddress, long entry, long effective, PageSize size, long first);

  @Override
  public final void leaf(
      long virtual, long entryAddress, long entry, long effective, PageSize size) {
    leaves++;
    if (((entry ^ effective) & RIGHTS) != 0) {
      tellOfUpperLevel(virtual, entryAddress, entry, effective, size);
    }
    final long first = new PageTableEntry(entry).pageStart(size).value() >>> 12;
    page(virtual, entryAddress, entry, effective, size, first);
  }

  @Override
  public final void table(PageTableLevel level, long virtual, long entryAddress, long entry) {
    tables++;
    final long frame = new PageTableEntry(entry).table().number();
    final int state = ledger.state(frame);
    if (FrameLedger.isFor(state, FramePurpose.PAGE_TABLE)) {
      ledger.see(frame);
      return;
    }
    findings.pages(
        state == FrameLedger.UNUSED ? AuditRule.FREE_FRAME : AuditRule.WRONG_FRAME,
        Severity.ERROR,
        space,
        virtual,
        level.bytes(),
        entryAddress,
        10 + level.ordinal(),
        () -> "leads to a " + level.lower() + " in " + named(frame));
  }

  @Override
  public final void useless(PageTableLevel level, long virtual, long entryAddress, long entry) {
    final PageTableEntry bits = new PageTableEntry(entry);
    final long reserved = bits.reservedBits(level, mode);
    final AuditRule rule =
        !bits.isPresent()
            ? AuditRule.NOT_PRESENT_BITS
            : reserved != 0 ? AuditRule.RESERVED_BITS : AuditRule.OUTSIDE_MEMORY;
    findings.pages(
        rule,
        Severity.ERROR,
        space,
        virtual,
        level.bytes(),
        entryAddress,
        level.ordinal() ^ reserved,
        () ->
            switch (rule) {
              case NOT_PRESENT_BITS ->
                  "not present (P=0), but not empty: 0x" + Long.toHexString(entry);
              case RESERVED_BITS ->
                  "reserved bits 0x"
                      + Long.toHexString(reserved)
                      + " are set in this "
                      + level
                      + " entry, 0x"
                      + Long.toHexString(entry);
              default ->
                  "leads to a "
                      + level.lower()
                      + " at "
                      + bits.table().start()
                      + ", behind the end of memory at 0x"
                      + Long.toHexString(ledger.count() << 12);
            });
  }

  private void tellOfUpperLevel(
      long virtual, long entryAddress, long entry, long effective, PageSize size) {
    final long taken = (entry ^ effective) & RIGHTS;
    add(
        AuditRule.UPPER_LEVEL_REFUSES,
        virtual,
        size,
        entryAddress,
        taken,
        () -> "the leaf grants " + names(taken) + ", but " + refusing(virtual, taken));
  }

  /** The uppermost entry that takes a right away, in words. */
  private String refusing(long virtual, long taken) {
    final PageWalk walk = new PageWalk(view.memory());
    if (walk.find(mode, virtual)) {
      for (PageTableLevel level = mode.topLevel();
          level != walk.leafLevel();
          level = level.lower()) {
        final long entry = walk.entryAt(level);
        if (((entry ^ NO_EXECUTE) & taken) != taken) {
          return "the "
              + level
              + " entry at "
              + PhysAddr.of(walk.entryAddressAt(level))
              + " = 0x"
              + Long.toHexString(entry)
              + " takes it away";
        }
      }
    }
    return "an upper level takes it away";
  }

  /** Whether frames lie behind the end of memory, which is told. */
  final boolean isOutside(long virtual, long entryAddress, long first, PageSize size) {
    if (first + (size.bytes() >>> 12) <= ledger.count()) {
      return false;
    }
    add(
        AuditRule.OUTSIDE_MEMORY,
        virtual,
        size,
        entryAddress,
        0,
        () ->
            "maps 0x"
                + Long.toHexString(first << 12)
                + ", behind the end of memory at 0x"
                + Long.toHexString(ledger.count() << 12));
    return true;
  }

  /** Adds an error of a page. */
  final void add(
      AuditRule rule,
      long virtual,
      PageSize size,
      long entryAddress,
      long likeness,
      Supplier<String> text) {
    findings.pages(
        rule, Severity.ERROR, space, virtual, size.bytes(), entryAddress, likeness, text);
  }

  final String named(long frame) {
    return "frame 0x" + Long.toHexString(frame) + ", which is " + ledger.describe(frame);
  }

  static String names(long rights) {
    final StringBuilder text = new StringBuilder();
    append(text, (rights & WRITABLE) != 0, "writing (R/W)");
    append(text, (rights & USER) != 0, "ring 3 (U/S)");
    append(text, (rights & NO_EXECUTE) != 0, "executing (XD)");
    return text.toString();
  }

  private static void append(StringBuilder text, boolean wanted, String name) {
    if (wanted) {
      text.append(text.length() == 0 ? "" : " and ").append(name);
    }
  }
}
