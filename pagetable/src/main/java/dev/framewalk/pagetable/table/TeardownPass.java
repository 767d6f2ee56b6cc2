package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.PageSize;

/**
 * Gives back every table of a part of the address space that nobody will use again. The tables are
 * not cleared on the way; only the entries of the root are.
 */
final class TeardownPass extends TableDescent {
  private final LiveTables live;
  private final LeafSink sink;

  TeardownPass(LiveTables live, LeafSink sink) {
    super(live.memory());
    this.live = live;
    this.sink = sink;
  }

  @Override
  boolean passesOverEmpty() {
    return true;
  }

  @Override
  boolean enter(PageTableLevel level, long entryAddress, long entry, long from, long last) {
    if (live.leadsToTable(level, entry)) {
      return true;
    }
    if (entry != 0) {
      clearInRoot(level, entryAddress, from, last);
      if (live.isLeaf(level, entry)) {
        sink.leaf(from, entry, level.pageSize());
      }
    }
    return false;
  }

  @Override
  void span(long entryAddress, int count, long from) {
    long address = entryAddress;
    for (int i = 0; i < count; i++) {
      while (isEmptyStretch(address, count - 1 - i)) {
        i += STRETCH;
        address += STRETCH * PageTableLevel.ENTRY_BYTES;
        if (i == count) {
          return;
        }
      }
      final long entry = memory.readWord(address);
      if (live.isSmallLeaf(entry)) {
        sink.leaf(from + i * PageTableLevel.PT.bytes(), entry, PageSize.SIZE_4K);
      }
      address += PageTableLevel.ENTRY_BYTES;
    }
  }

  @Override
  void leave(PageTableLevel level, long entryAddress, long from, long last) {
    final long table = PageTableEntry.tableAddress(memory.readWord(entryAddress));
    clearInRoot(level, entryAddress, from, last);
    live.releaseTable(table);
  }

  private void clearInRoot(PageTableLevel level, long entryAddress, long from, long last) {
    if (level == live.topLevel()) {
      // Whatever was reached below has set this entry's accessed bit too.
      live.oweIfAccessed(memory.getAndSetWord(entryAddress, 0), from, last);
    }
  }
}
