package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.frame.FrameReservation;

/** Makes the large pages that a range touches small ones, as far as they lie in it. */
final class SplitPass extends TableDescent {
  private final LiveTables live;
  private final FrameReservation tables;

  SplitPass(LiveTables live, FrameReservation tables) {
    super(live.memory());
    this.live = live;
    this.tables = tables;
  }

  @Override
  boolean enter(PageTableLevel level, long entryAddress, long entry, long from, long last) {
    if (live.leadsToTable(level, entry)) {
      return true;
    }
    if (!live.isLeaf(level, entry)) {
      return false;
    }
    live.split(level, entryAddress, from, tables);
    return true;
  }

  @Override
  void span(long entryAddress, int count, long from) {}

  /** Counts the tables that splitting takes. */
  static final class Plan extends TableDescent {
    private final LiveTables live;
    private long tables;

    Plan(LiveTables live) {
      super(live.memory());
      this.live = live;
    }

    long tables() {
      return tables;
    }

    @Override
    boolean enter(PageTableLevel level, long entryAddress, long entry, long from, long last) {
      if (live.leadsToTable(level, entry)) {
        return true;
      }
      if (live.isLeaf(level, entry)) {
        tables++;
        if (level == PageTableLevel.PDPT) {
          tables += PageTableLevel.PD.index(last) - PageTableLevel.PD.index(from) + 1;
        }
      }
      return false;
    }

    @Override
    void span(long entryAddress, int count, long from) {}
  }
}
