package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.VirtAddr;
import org.jspecify.annotations.Nullable;

/** Finds out, without a write, whether a range is free and how many tables mapping it takes. */
final class MapPlan extends TableDescent {
  private final LiveTables live;
  private final @Nullable MapRequest request;
  private long tables;
  private MapException.@Nullable AlreadyMapped conflict;

  /** A plan for {@code request}, or for 4 KiB pages where there is none yet. */
  MapPlan(LiveTables live, @Nullable MapRequest request) {
    super(live.memory());
    this.live = live;
    this.request = request;
  }

  long tables() {
    return tables;
  }

  /** Refuses if an entry that is needed is in use. */
  void checkFree() throws MapException.AlreadyMapped {
    if (conflict != null) {
      throw conflict;
    }
  }

  @Override
  boolean enter(PageTableLevel level, long entryAddress, long entry, long from, long last) {
    if (entry == 0) {
      tables += tablesBelow(level, from, last);
      return false;
    }
    if (live.leadsToTable(level, entry)) {
      return true;
    }
    conflict(level, entryAddress, entry, from);
    return false;
  }

  @Override
  void span(long entryAddress, int count, long from) {
    if (conflict != null
        || memory.isZero(entryAddress, (long) count * PageTableLevel.ENTRY_BYTES)) {
      return;
    }
    for (int i = 0; conflict == null; i++) {
      final long address = entryAddress + (long) i * PageTableLevel.ENTRY_BYTES;
      final long entry = memory.readWord(address);
      if (entry != 0) {
        conflict(PageTableLevel.PT, address, entry, from + i * PageTableLevel.PT.bytes());
      }
    }
  }

  private void conflict(PageTableLevel level, long entryAddress, long entry, long from) {
    if (conflict == null) {
      conflict =
          new MapException.AlreadyMapped(
              Page.containing(new VirtAddr(from)),
              PhysAddr.of(entryAddress),
              new PageTableEntry(entry),
              level);
    }
  }

  /** Tables to put below an empty entry so that {@code from} to {@code last} can be mapped. */
  private long tablesBelow(PageTableLevel level, long from, long last) {
    if (request != null && request.isOneLeaf(level, from, last)) {
      return 0;
    }
    if (level == PageTableLevel.PD) {
      return 1;
    }
    final PageTableLevel lower = level.lower();
    long below = 1;
    long at = from;
    while (true) {
      final boolean lastEntry = lower.last(at) >= last;
      below += tablesBelow(lower, at, lastEntry ? last : lower.last(at));
      if (lastEntry) {
        return below;
      }
      at = lower.last(at) + 1;
    }
  }
}
