package dev.framewalk.pagetable.table;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameReservation;
import dev.framewalk.pagetable.memory.PhysicalMemory;

/**
 * The single changes to tables that mappings are made of, and the flush that they add up to.
 *
 * <p>Tables can hold entries that a guest's ring 0 wrote. An entry leads to a table only if it has
 * no reserved bit set and points into memory; a table is given back only if it is all zero and the
 * allocator knows it as a page table.
 */
final class LiveTables {
  private static final int FRAME_SHIFT = 12;

  private final PhysicalMemory memory;
  private final FrameAllocator frames;
  private final PagingMode mode;
  private final long root;
  private final EntryRules rules;

  private boolean owed;
  private long owedFirst;
  private long owedLast;

  LiveTables(PhysicalMemory memory, FrameAllocator frames, PagingMode mode) {
    this.memory = memory;
    this.frames = frames;
    this.mode = mode;
    this.root = mode.root().start().value();
    this.rules = new EntryRules(memory, mode);
  }

  PhysicalMemory memory() {
    return memory;
  }

  long root() {
    return root;
  }

  PageTableLevel topLevel() {
    return mode.topLevel();
  }

  /** Whether an entry of this level leads to a table that lies in memory. */
  boolean leadsToTable(PageTableLevel level, long entry) {
    return rules.leadsToTable(level, entry);
  }

  /** Whether an entry of this level maps a page. */
  boolean isLeaf(PageTableLevel level, long entry) {
    return rules.isLeaf(level, entry);
  }

  /** Whether an entry of a PT maps a page: {@link #isLeaf} for the inner loops. */
  boolean isSmallLeaf(long entry) {
    return rules.isSmallLeaf(entry);
  }

  /**
   * The entry for a table below {@code virtual}: as permissive as its half of the address space, so
   * that the leaf alone decides. The kernel half is for the supervisor unless a leaf needs more.
   */
  long tableEntry(long table, long virtual, long leafBits) {
    final long user = virtual >= 0 ? PageTableEntry.USER : leafBits & PageTableEntry.USER;
    return table | PageTableEntry.PRESENT | PageTableEntry.WRITABLE | user;
  }

  /** Puts a new table behind an empty entry and returns the table's address. */
  @CanIgnoreReturnValue
  long linkTable(long entryAddress, long virtual, long leafBits, FrameReservation tables) {
    final long table = tables.take(FramePurpose.PAGE_TABLE).number() << FRAME_SHIFT;
    memory.writeWord(entryAddress, tableEntry(table, virtual, leafBits));
    return table;
  }

  /**
   * Takes back what an entry above a leaf withholds of what the leaf grants. Entries made here
   * withhold only user access, and only in the kernel half.
   */
  void grant(long entryAddress, long entry, long leafBits, long from, long last) {
    final long needed = leafBits & (PageTableEntry.WRITABLE | PageTableEntry.USER);
    final long refused = ~leafBits & PageTableEntry.NO_EXECUTE;
    if ((entry & needed) == needed && (entry & refused) == 0) {
      return;
    }
    long old = entry;
    while (!memory.compareAndSetWord(entryAddress, old, (old | needed) & ~refused)) {
      old = memory.readWord(entryAddress);
    }
    oweIfAccessed(old, from, last);
  }

  /**
   * Makes a leaf of a large page a table of 512 leaves that map the same bytes with the same flags.
   */
  void split(PageTableLevel level, long entryAddress, long virtual, FrameReservation tables) {
    final long table = tables.take(FramePurpose.PAGE_TABLE).number() << FRAME_SHIFT;
    long old = memory.readWord(entryAddress);
    while (true) {
      memory.fillSequence(
          table,
          PageTableLevel.ENTRIES,
          PageTableEntry.smallerLeaf(old, level),
          level.lower().bytes());
      if (memory.compareAndSetWord(entryAddress, old, tableEntry(table, virtual, old))) {
        break;
      }
      old = memory.readWord(entryAddress);
    }
    oweIfAccessed(old, level.start(virtual), level.last(virtual));
  }

  /**
   * Takes an entry's table away if it is all zero. Tables that a root's kernel half leads to stay:
   * other roots lead to them as well.
   */
  void unlinkIfEmpty(PageTableLevel level, long entryAddress, long from, long last) {
    final long table = PageTableEntry.tableAddress(memory.readWord(entryAddress));
    if (isEmpty(table)) {
      unlinkEmpty(level, entryAddress, table, from, last);
    }
  }

  /** Whether the table that holds this entry lies in memory and is all zero. */
  boolean isEmpty(long entryAddress) {
    final long table = PageTableEntry.tableAddress(entryAddress);
    return table < memory.size() && memory.isZero(table, PhysFrame.BYTES);
  }

  /** Clears neighbouring entries of one PT and tells the sink which pages they mapped. */
  void clearSpan(long entryAddress, int count, long from, LeafSink sink) {
    final long pageBytes = PageTableLevel.PT.bytes();
    long virtual = from;
    long address = entryAddress;
    for (int i = 0; i < count; i++) {
      if (memory.readWord(address) != 0) {
        final long old = memory.getAndSetWord(address, 0);
        if (isSmallLeaf(old)) {
          oweIfAccessed(old, virtual, virtual + pageBytes - 1);
          sink.leaf(virtual, old, PageSize.SIZE_4K);
        }
      }
      virtual += pageBytes;
      address += PageTableLevel.ENTRY_BYTES;
    }
  }

  /** Takes an entry's table away, which is known to be all zero. */
  void unlinkEmpty(PageTableLevel level, long entryAddress, long table, long from, long last) {
    if ((from < 0 && level == mode.topLevel()) || !isReleasable(table)) {
      return;
    }
    final long old = memory.getAndSetWord(entryAddress, 0);
    oweIfAccessed(old, from, last);
    if (!frames.releaseZeroed(PhysFrame.of(table >>> FRAME_SHIFT))) {
      throw new IllegalStateException("page table with two references: table=0x" + hex(table));
    }
  }

  /** Gives a table back whose entries do not matter any more. */
  void releaseTable(long table) {
    if (isReleasable(table) && !frames.release(PhysFrame.of(table >>> FRAME_SHIFT))) {
      throw new IllegalStateException("page table with two references: table=0x" + hex(table));
    }
  }

  /** Whether this is one of the allocator's page tables and not the root. */
  boolean isReleasable(long table) {
    return table != root && frames.isUsedFor(table >>> FRAME_SHIFT, FramePurpose.PAGE_TABLE);
  }

  /** Puts a leaf in place of an entry that led to a table. */
  void replaceTable(long entryAddress, long entry, long leaf, long from, long last) {
    long old = entry;
    while (!memory.compareAndSetWord(entryAddress, old, leaf)) {
      old = memory.readWord(entryAddress);
    }
    oweIfAccessed(old, from, last);
  }

  /** Replaces bits of a present entry, keeping what the processor sets meanwhile. */
  void replaceBits(long entryAddress, long entry, long mask, long bits, long from, long last) {
    long old = entry;
    while (PageTableEntry.isPresent(old) && (old & mask) != bits) {
      if (memory.compareAndSetWord(entryAddress, old, old & ~mask | bits)) {
        oweIfAccessed(old, from, last);
        return;
      }
      old = memory.readWord(entryAddress);
    }
  }

  /** Owes a flush for what an entry translated, if it has been used. */
  void oweIfAccessed(long entry, long from, long last) {
    if ((entry & PageTableEntry.ACCESSED) == 0) {
      return;
    }
    if (!owed) {
      owed = true;
      owedFirst = from;
      owedLast = last;
    } else {
      owedFirst = Math.min(owedFirst, from);
      owedLast = Math.max(owedLast, last);
    }
  }

  /** The flush owed since the last call. */
  TlbFlush settle() {
    if (!owed) {
      return TlbFlush.NONE;
    }
    owed = false;
    final Page first = Page.containing(new VirtAddr(owedFirst));
    final long pages = (owedLast >> FRAME_SHIFT) - (owedFirst >> FRAME_SHIFT) + 1;
    return TlbFlush.pages(PageRange.of(first, pages));
  }

  private static String hex(long value) {
    return Long.toHexString(value);
  }
}
