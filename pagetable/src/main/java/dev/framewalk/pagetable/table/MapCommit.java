package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.frame.FrameReservation;

/** Fills the entries of a range that a {@link MapPlan} found free. */
final class MapCommit extends TableDescent {
  private final LiveTables live;
  private final MapRequest request;
  private final FrameReservation tables;

  MapCommit(LiveTables live, MapRequest request, FrameReservation tables) {
    super(live.memory());
    this.live = live;
    this.request = request;
    this.tables = tables;
  }

  @Override
  boolean enter(PageTableLevel level, long entryAddress, long entry, long from, long last) {
    if (entry != 0) {
      live.grant(entryAddress, entry, request.flagBits(), from, last);
      return true;
    }
    if (request.isOneLeaf(level, from, last)) {
      memory.writeWord(entryAddress, request.leaf(level.pageSize(), from));
      return false;
    }
    live.linkTable(entryAddress, from, request.flagBits(), tables);
    return true;
  }

  @Override
  void span(long entryAddress, int count, long from) {
    request.fill(memory, entryAddress, count, from);
  }
}
