package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.memory.PhysicalMemory;

/** Which entries lead to a table and which map a page, in one paging mode over one memory. */
final class EntryRules {
  private final long lastTable;
  private final long smallLeafMask;
  private final long[] reservedInTable = new long[PageTableLevel.values().length];
  private final long[] reservedInLeaf = new long[PageTableLevel.values().length];

  EntryRules(PhysicalMemory memory, PagingMode mode) {
    this.lastTable = memory.size() - PhysFrame.BYTES;
    for (final PageTableLevel level : PageTableLevel.values()) {
      reservedInTable[level.ordinal()] = PageTableEntry.reservedMask(level, false, mode);
      reservedInLeaf[level.ordinal()] = PageTableEntry.reservedMask(level, true, mode);
    }
    this.smallLeafMask = PageTableEntry.PRESENT | reservedInLeaf[PageTableLevel.PT.ordinal()];
  }

  /** Whether an entry of this level leads to a table that lies in memory. */
  boolean leadsToTable(PageTableLevel level, long entry) {
    return PageTableEntry.isPresent(entry)
        && !PageTableEntry.isLeaf(entry, level)
        && (entry & reservedInTable[level.ordinal()]) == 0
        && PageTableEntry.tableAddress(entry) <= lastTable;
  }

  /** Whether an entry of this level maps a page. */
  boolean isLeaf(PageTableLevel level, long entry) {
    return PageTableEntry.isPresent(entry)
        && PageTableEntry.isLeaf(entry, level)
        && (entry & reservedInLeaf[level.ordinal()]) == 0;
  }

  /** Whether an entry of a PT maps a page: {@link #isLeaf} for the inner loops. */
  boolean isSmallLeaf(long entry) {
    return (entry & smallLeafMask) == PageTableEntry.PRESENT;
  }
}
