package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.FrameReservation;

/**
 * Mapping and unmapping inside one table, by one walk: the short way that most system calls take.
 * {@link #plan} comes first, then {@link #commit}.
 */
final class OneTableEdit {
  private final LiveTables live;
  private final PageWalk walk;
  private final PagingMode mode;

  OneTableEdit(LiveTables live, PageWalk walk, PagingMode mode) {
    this.live = live;
    this.walk = walk;
    this.mode = mode;
  }

  /**
   * Walks to where {@code count} leaves of {@code level} from {@code virtual} on belong, all in one
   * table.
   *
   * @return how many tables are missing on the way
   */
  int plan(long virtual, PageTableLevel level, int count) throws MapException.AlreadyMapped {
    final boolean mapped = walk.find(mode, virtual);
    final PageTableLevel stop = walk.level();
    if (stop.compareTo(level) < 0) {
      throw alreadyMapped(virtual, level);
    }
    if (mapped || walk.entryAt(stop) != 0) {
      throw alreadyMapped(virtual, stop);
    }
    final long entryAddress = walk.entryAddressAt(stop);
    if (entryAddress >= live.memory().size()) {
      // The entry above leads out of memory, where nothing can be put.
      throw alreadyMapped(virtual, stop.upper());
    }
    if (stop == level && count > 1) {
      checkFree(virtual, level, entryAddress, count);
    }
    return stop.ordinal() - level.ordinal();
  }

  private void checkFree(long virtual, PageTableLevel level, long entryAddress, int count)
      throws MapException.AlreadyMapped {
    for (int i = 1; i < count; i++) {
      final long address = entryAddress + (long) i * PageTableLevel.ENTRY_BYTES;
      final long entry = live.memory().readWord(address);
      if (entry != 0) {
        throw new MapException.AlreadyMapped(
            Page.containing(new VirtAddr(virtual + i * level.bytes())),
            PhysAddr.of(address),
            new PageTableEntry(entry),
            level);
      }
    }
  }

  private MapException.AlreadyMapped alreadyMapped(long virtual, PageTableLevel level) {
    return new MapException.AlreadyMapped(
        Page.containing(new VirtAddr(virtual)),
        PhysAddr.of(walk.entryAddressAt(level)),
        new PageTableEntry(walk.entryAt(level)),
        level);
  }

  /**
   * Makes the tables that are missing for the leaves that were planned.
   *
   * @param leafBits flags of the leaves
   * @return the address of the first leaf's entry
   */
  long commit(PageTableLevel leafLevel, long leafBits, FrameReservation tables) {
    final long virtual = walk.virtual();
    final PageTableLevel stop = walk.level();
    for (PageTableLevel above = mode.topLevel(); above != stop; above = above.lower()) {
      live.grant(
          walk.entryAddressAt(above),
          walk.entryAt(above),
          leafBits,
          above.start(virtual),
          above.last(virtual));
    }
    long entryAddress = walk.entryAddressAt(stop);
    for (PageTableLevel level = stop; level != leafLevel; level = level.lower()) {
      final long table = live.linkTable(entryAddress, virtual, leafBits, tables);
      entryAddress = table + (long) level.lower().index(virtual) * PageTableLevel.ENTRY_BYTES;
    }
    return entryAddress;
  }

  /**
   * Clears the entries of {@code count} pages of one PT, if no large page is in the way, and leaves
   * the table.
   *
   * @return whether that was so; otherwise nothing has been done
   */
  boolean clear(long virtual, int count, LeafSink sink) {
    final boolean mapped = walk.find(mode, virtual);
    if (walk.level() != PageTableLevel.PT) {
      return !mapped && walk.entryAt(walk.level()) == 0;
    }
    final long entryAddress = walk.entryAddressAt(PageTableLevel.PT);
    if (entryAddress < live.memory().size()) {
      live.clearSpan(entryAddress, count, virtual, sink);
    }
    return true;
  }

  /** Puts another leaf in the place of that of a 4 KiB page. */
  void replace(long virtual, long leaf) {
    if (!walk.find(mode, virtual) || walk.level() != PageTableLevel.PT) {
      throw new IllegalStateException("no page of 4 KiB: address=0x" + Long.toHexString(virtual));
    }
    for (PageTableLevel above = mode.topLevel();
        above != PageTableLevel.PT;
        above = above.lower()) {
      live.grant(
          walk.entryAddressAt(above),
          walk.entryAt(above),
          leaf,
          above.start(virtual),
          above.last(virtual));
    }
    final long old = live.memory().getAndSetWord(walk.entryAddressAt(PageTableLevel.PT), leaf);
    live.oweIfAccessed(old, virtual, PageTableLevel.PT.last(virtual));
  }

  /** Gives back the tables on the way to {@code virtual} that are empty, lowest first. */
  void freeEmptyTables(long virtual) {
    if (walk.find(mode, virtual)) {
      return;
    }
    PageTableLevel level = walk.level();
    while (level != mode.topLevel() && live.isEmpty(walk.entryAddressAt(level))) {
      final PageTableLevel upper = level.upper();
      live.unlinkEmpty(
          upper,
          walk.entryAddressAt(upper),
          PageTableEntry.tableAddress(walk.entryAddressAt(level)),
          level.start(virtual),
          level.last(virtual));
      level = upper;
    }
  }
}
