package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.PageSize;

/** Shows the leaves of a range. */
final class LeafPass extends TableDescent {
  private final LiveTables live;
  private final LeafSink sink;

  LeafPass(LiveTables live, LeafSink sink) {
    super(live.memory());
    this.live = live;
    this.sink = sink;
  }

  @Override
  boolean enter(PageTableLevel level, long entryAddress, long entry, long from, long last) {
    if (live.leadsToTable(level, entry)) {
      return true;
    }
    if (live.isLeaf(level, entry)) {
      sink.leaf(level.start(from), entry, level.pageSize());
    }
    return false;
  }

  @Override
  void span(long entryAddress, int count, long from) {
    for (int i = 0; i < count; i++) {
      final long entry = memory.readWord(entryAddress + (long) i * PageTableLevel.ENTRY_BYTES);
      if (live.isSmallLeaf(entry)) {
        sink.leaf(from + i * PageTableLevel.PT.bytes(), entry, PageSize.SIZE_4K);
      }
    }
  }
}
