package dev.framewalk.pagetable.table;

/** Clears accessed or dirty bits of the leaves of a range; a large page's as a whole. */
final class ClearPass extends TableDescent {
  private final LiveTables live;
  private final long mask;

  ClearPass(LiveTables live, EntryFlags flags) {
    super(live.memory());
    this.live = live;
    this.mask = flags.bits();
  }

  @Override
  boolean enter(PageTableLevel level, long entryAddress, long entry, long from, long last) {
    if (live.leadsToTable(level, entry)) {
      return true;
    }
    if (live.isLeaf(level, entry)) {
      live.replaceBits(entryAddress, entry, mask, 0, level.start(from), level.last(from));
    }
    return false;
  }

  @Override
  void span(long entryAddress, int count, long from) {
    final long pageBytes = PageTableLevel.PT.bytes();
    for (int i = 0; i < count; i++) {
      final long address = entryAddress + (long) i * PageTableLevel.ENTRY_BYTES;
      final long virtual = from + i * pageBytes;
      live.replaceBits(
          address, memory.readWord(address), mask, 0, virtual, virtual + pageBytes - 1);
    }
  }
}
