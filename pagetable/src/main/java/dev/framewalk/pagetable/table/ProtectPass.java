package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.frame.FrameReservation;

/** Gives the pages of a range other permissions and another protection key. */
final class ProtectPass extends TableDescent {
  private static final long MASK =
      PageTableEntry.WRITABLE
          | PageTableEntry.USER
          | PageTableEntry.KEY
          | PageTableEntry.NO_EXECUTE;

  private final LiveTables live;
  private final long bits;
  private final FrameReservation tables;

  ProtectPass(LiveTables live, EntryFlags permissions, FrameReservation tables) {
    super(live.memory());
    this.live = live;
    this.bits = permissions.bits() & MASK;
    this.tables = tables;
  }

  @Override
  boolean enter(PageTableLevel level, long entryAddress, long entry, long from, long last) {
    if (live.leadsToTable(level, entry)) {
      live.grant(entryAddress, entry, bits, from, last);
      return true;
    }
    if (!live.isLeaf(level, entry)) {
      return false;
    }
    if (level.start(from) == from && level.last(from) == last) {
      live.replaceBits(entryAddress, entry, MASK, bits, from, last);
      return false;
    }
    live.split(level, entryAddress, from, tables);
    live.grant(entryAddress, memory.readWord(entryAddress), bits, from, last);
    return true;
  }

  @Override
  void span(long entryAddress, int count, long from) {
    final long pageBytes = PageTableLevel.PT.bytes();
    long virtual = from;
    long address = entryAddress;
    for (int i = 0; i < count; i++) {
      final long entry = memory.readWord(address);
      live.replaceBits(address, entry, MASK, bits, virtual, virtual + pageBytes - 1);
      virtual += pageBytes;
      address += PageTableLevel.ENTRY_BYTES;
    }
  }
}
