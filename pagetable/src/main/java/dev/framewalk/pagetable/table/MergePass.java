package dev.framewalk.pagetable.table;

/**
 * Makes one large page of 512 neighbouring ones, from the lowest level up, wherever a table in the
 * range is full of leaves with contiguous frames and equal flags.
 */
final class MergePass extends TableDescent {
  /** What the processor sets by itself: no reason not to merge, and kept. */
  private static final long USAGE = PageTableEntry.ACCESSED | PageTableEntry.DIRTY;

  private final LiveTables live;

  MergePass(LiveTables live) {
    super(live.memory());
    this.live = live;
  }

  @Override
  boolean enter(PageTableLevel level, long entryAddress, long entry, long from, long last) {
    return live.leadsToTable(level, entry);
  }

  @Override
  void span(long entryAddress, int count, long from) {}

  @Override
  void leave(PageTableLevel level, long entryAddress, long from, long last) {
    if (!level.canMapPages() || level.start(from) != from || level.last(from) != last) {
      return;
    }
    final long entry = memory.readWord(entryAddress);
    final long table = PageTableEntry.tableAddress(entry);
    final PageTableLevel lower = level.lower();
    final long first = memory.readWord(table);
    if (!live.isLeaf(lower, first)
        || (PageTableEntry.pageAddress(first, lower.shift()) & (level.bytes() - 1)) != 0
        || !live.isReleasable(table)) {
      return;
    }
    long usage = first;
    for (int i = 1; i < PageTableLevel.ENTRIES; i++) {
      final long next = memory.readWord(table + (long) i * PageTableLevel.ENTRY_BYTES);
      if ((next & ~USAGE) != (first & ~USAGE) + i * lower.bytes()) {
        return;
      }
      usage |= next;
    }
    final long leaf = PageTableEntry.largerLeaf(first, level) | usage & USAGE;
    // No page of the table was cached unless this entry was used, so its A bit tells all.
    live.replaceTable(entryAddress, entry, restrict(leaf, entry), from, last);
    live.releaseTable(table);
  }

  /** The leaf without what the entry above it withheld. */
  private static long restrict(long leaf, long above) {
    final long withheld = ~above & (PageTableEntry.WRITABLE | PageTableEntry.USER);
    return leaf & ~withheld | above & PageTableEntry.NO_EXECUTE;
  }
}
