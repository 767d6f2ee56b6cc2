package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.frame.FrameReservation;

/** Clears the entries of a range and gives back the tables that become empty. */
final class UnmapPass extends TableDescent {
  private final LiveTables live;
  private final LeafSink sink;
  private final FrameReservation tables;

  UnmapPass(LiveTables live, LeafSink sink, FrameReservation tables) {
    super(live.memory());
    this.live = live;
    this.sink = sink;
    this.tables = tables;
  }

  @Override
  boolean enter(PageTableLevel level, long entryAddress, long entry, long from, long last) {
    if (entry == 0) {
      return false;
    }
    if (live.leadsToTable(level, entry)) {
      return true;
    }
    if (level.start(from) == from && level.last(from) == last) {
      final long old = memory.getAndSetWord(entryAddress, 0);
      removed(level, old, from, last);
      return false;
    }
    if (live.isLeaf(level, entry)) {
      live.split(level, entryAddress, from, tables);
      return true;
    }
    // Neither a page nor a table, and not the range's alone: it stays.
    return false;
  }

  private void removed(PageTableLevel level, long old, long from, long last) {
    live.oweIfAccessed(old, from, last);
    if (live.isLeaf(level, old)) {
      sink.leaf(from, old, level.pageSize());
    }
  }

  @Override
  void span(long entryAddress, int count, long from) {
    live.clearSpan(entryAddress, count, from, sink);
  }

  @Override
  void leave(PageTableLevel level, long entryAddress, long from, long last) {
    final boolean whole = level.start(from) == from && level.last(from) == last;
    if (whole && level == PageTableLevel.PD) {
      final long table = PageTableEntry.tableAddress(memory.readWord(entryAddress));
      live.unlinkEmpty(level, entryAddress, table, from, last);
    } else {
      live.unlinkIfEmpty(level, entryAddress, from, last);
    }
  }
}
