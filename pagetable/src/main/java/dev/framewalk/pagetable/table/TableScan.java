package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.memory.PhysicalMemory;

/**
 * Reads the tables of an address space, or a part of it, from the root down and changes nothing. It
 * needs no allocator, so it can look at tables that a guest made.
 */
public final class TableScan {
  private final PhysicalMemory memory;
  private final PagingMode mode;

  /** A scan of the tables that {@code mode} selects. */
  public TableScan(PhysicalMemory memory, PagingMode mode) {
    this.memory = memory;
    this.mode = mode;
  }

  /**
   * Shows everything: the lower half, then the kernel half.
   *
   * @throws TangledTablesException if the tables lead to themselves without end
   */
  public void all(TableVisitor visitor) {
    final long half = 1L << (mode.virtualAddressBits() - 1);
    scan(0, half - 1, visitor);
    scan(-half, -1, visitor);
  }

  /**
   * Shows what concerns {@code range}, with large pages that reach out of it.
   *
   * @throws IllegalArgumentException if the range is not canonical in the paging mode
   * @throws TangledTablesException if the tables lead to themselves without end
   */
  public void range(PageRange range, TableVisitor visitor) {
    mode.checkCanonical(range);
    scan(range.start().value(), range.endExclusive() - 1, visitor);
  }

  private void scan(long from, long last, TableVisitor visitor) {
    final long root = mode.root().start().value();
    if (root < memory.size()) {
      new Pass(visitor).descend(mode.topLevel(), root, from, last);
    }
  }

  private final class Pass extends TableDescent {
    private static final long GRANTS = PageTableEntry.WRITABLE | PageTableEntry.USER;

    private final TableVisitor visitor;
    private final EntryRules rules;
    private final TablesEntered tables = new TablesEntered();
    private final long noExecute;

    // By level of the table: R/W and U/S of every entry that led to it, and XD of any.
    private final long[] granted = new long[PageTableLevel.values().length];
    private final long[] refused = new long[PageTableLevel.values().length];

    Pass(TableVisitor visitor) {
      super(TableScan.this.memory);
      this.visitor = visitor;
      this.rules = new EntryRules(memory, mode);
      this.noExecute = mode.noExecuteEnabled() ? PageTableEntry.NO_EXECUTE : 0;
      granted[mode.topLevel().ordinal()] = GRANTS;
    }

    @Override
    boolean enter(PageTableLevel level, long entryAddress, long entry, long from, long last) {
      if (entry == 0) {
        return false;
      }
      final int at = level.ordinal();
      final long start = level.start(from);
      if (rules.leadsToTable(level, entry)) {
        granted[at - 1] = granted[at] & entry;
        refused[at - 1] = refused[at] | entry & noExecute;
        tables.enter(PageTableEntry.tableAddress(entry));
        visitor.table(level, start, entryAddress, entry);
        return true;
      }
      if (rules.isLeaf(level, entry)) {
        visitor.leaf(
            start,
            entryAddress,
            entry,
            effective(entry, granted[at], refused[at]),
            level.pageSize());
      } else {
        visitor.useless(level, start, entryAddress, entry);
      }
      return false;
    }

    private static long effective(long entry, long granted, long refused) {
      return entry & (granted | ~GRANTS) | refused;
    }

    @Override
    void span(long entryAddress, int count, long from) {
      final long grantedHere = granted[0];
      final long refusedHere = refused[0];
      for (int i = 0; i < count; i++) {
        final long address = entryAddress + (long) i * PageTableLevel.ENTRY_BYTES;
        final long entry = memory.readWord(address);
        if (entry == 0) {
          continue;
        }
        final long virtual = PageTableLevel.PT.start(from) + i * PageTableLevel.PT.bytes();
        if (rules.isSmallLeaf(entry)) {
          final long effective = effective(entry, grantedHere, refusedHere);
          visitor.leaf(virtual, address, entry, effective, PageSize.SIZE_4K);
        } else {
          visitor.useless(PageTableLevel.PT, virtual, address, entry);
        }
      }
    }
  }
}
