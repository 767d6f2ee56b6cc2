package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.memory.PhysicalMemory;
import org.jspecify.annotations.Nullable;

/**
 * The walk of one virtual address through the tables, as a cursor that is used again and again and
 * allocates nothing.
 *
 * <p>{@link #find} does what the processor's walk does (Intel SDM 3A 4.5.4) except that it sets no
 * accessed or dirty bit; {@link #mark} does that. Everything that can be asked afterwards is about
 * the last {@code find}. An entry outside of physical memory reads as 0, as it does on Unicorn.
 */
public final class PageWalk {
  private static final PageTableLevel[] LEVELS = PageTableLevel.values();

  private final PhysicalMemory memory;
  private final long memorySize;

  // Of the paging mode, kept because it rarely changes.
  private @Nullable PagingMode mode;
  private long root;
  private int top;
  private int signShift;
  private long executeDisable;
  private final long[] reservedInTable = new long[LEVELS.length];
  private final long[] reservedInLeaf = new long[LEVELS.length];

  // Of the last walk.
  private final long[] entries = new long[LEVELS.length];
  private final long[] addresses = new long[LEVELS.length];
  private long virtual;
  private int level;
  private WalkEnd end = WalkEnd.NOT_CANONICAL;
  private long allEntries;
  private long anyEntry;

  /** A walk through tables that lie in {@code memory}. */
  public PageWalk(PhysicalMemory memory) {
    this.memory = memory;
    this.memorySize = memory.size();
  }

  /**
   * Walks {@code address}, any 64-bit number.
   *
   * @return whether the walk ended at a leaf that is present and has no reserved bit set
   */
  public boolean find(PagingMode paging, long address) {
    if (paging != mode) {
      use(paging);
    }
    virtual = address;
    if (address << signShift >> signShift != address) {
      end = WalkEnd.NOT_CANONICAL;
      level = top + 1;
      return false;
    }
    long table = root;
    long all = -1;
    long any = 0;
    int at = top;
    while (true) {
      final PageTableLevel here = LEVELS[at];
      final long entryAddress = table + (long) here.index(address) * PageTableLevel.ENTRY_BYTES;
      final long entry = entryAddress < memorySize ? memory.readWord(entryAddress) : 0;
      addresses[at] = entryAddress;
      entries[at] = entry;
      all &= entry;
      any |= entry;
      final boolean leaf = PageTableEntry.isLeaf(entry, here);
      if (!PageTableEntry.isPresent(entry)) {
        end = WalkEnd.NOT_PRESENT;
        break;
      }
      if ((entry & (leaf ? reservedInLeaf : reservedInTable)[at]) != 0) {
        end = WalkEnd.RESERVED_BIT;
        break;
      }
      if (leaf) {
        end = WalkEnd.MAPPED;
        break;
      }
      table = PageTableEntry.tableAddress(entry);
      at--;
    }
    level = at;
    allEntries = all;
    anyEntry = any;
    return end == WalkEnd.MAPPED;
  }

  private void use(PagingMode paging) {
    mode = paging;
    root = paging.root().start().value();
    top = paging.topLevel().ordinal();
    signShift = Long.SIZE - paging.virtualAddressBits();
    executeDisable = paging.noExecuteEnabled() ? PageTableEntry.NO_EXECUTE : 0;
    for (final PageTableLevel each : LEVELS) {
      reservedInTable[each.ordinal()] = PageTableEntry.reservedMask(each, false, paging);
      reservedInLeaf[each.ordinal()] = PageTableEntry.reservedMask(each, true, paging);
    }
  }

  /** The paging mode of the last walk. */
  public PagingMode mode() {
    if (mode == null) {
      throw new IllegalStateException("no walk yet");
    }
    return mode;
  }

  /** The address of the last walk. */
  public long virtual() {
    return virtual;
  }

  /** How the last walk ended. */
  public WalkEnd end() {
    return end;
  }

  /**
   * The level at which the last walk ended.
   *
   * @throws IllegalStateException if it did not begin, because the address is not canonical
   */
  public PageTableLevel level() {
    if (end == WalkEnd.NOT_CANONICAL) {
      throw new IllegalStateException("no walk: address=0x" + Long.toHexString(virtual));
    }
    return LEVELS[level];
  }

  /** The level of the leaf. The address must be mapped, as for all that follow but the next two. */
  public PageTableLevel leafLevel() {
    checkMapped();
    return LEVELS[level];
  }

  /**
   * The entry that was read at {@code at}.
   *
   * @throws IllegalStateException if the walk did not come to that level
   */
  public long entryAt(PageTableLevel at) {
    checkReached(at);
    return entries[at.ordinal()];
  }

  /**
   * The physical address of the entry that was read at {@code at}.
   *
   * @throws IllegalStateException if the walk did not come to that level
   */
  public long entryAddressAt(PageTableLevel at) {
    checkReached(at);
    return addresses[at.ordinal()];
  }

  /** The bits of the leaf. */
  public long leafEntry() {
    checkMapped();
    return entries[level];
  }

  /** The physical address of the leaf. */
  public long leafEntryAddress() {
    checkMapped();
    return addresses[level];
  }

  /** The physical address that the virtual one is translated to. */
  public long physical() {
    checkMapped();
    final int shift = LEVELS[level].shift();
    return PageTableEntry.pageAddress(entries[level], shift) | (virtual & ((1L << shift) - 1));
  }

  /** Bytes from the address to the end of its page: how far {@link #physical} is good for. */
  public long bytesToPageEnd() {
    checkMapped();
    return LEVELS[level].last(virtual) - virtual + 1;
  }

  /** Whether every entry has R/W set. */
  public boolean writable() {
    checkMapped();
    return (allEntries & PageTableEntry.WRITABLE) != 0;
  }

  /** Whether every entry has U/S set, so that it is a user-mode address. */
  public boolean user() {
    checkMapped();
    return (allEntries & PageTableEntry.USER) != 0;
  }

  /** Whether no entry has execute disable set, or execute disable is off. */
  public boolean executable() {
    checkMapped();
    return (anyEntry & executeDisable) == 0;
  }

  /** The protection key of the leaf. */
  public int protectionKey() {
    checkMapped();
    return PageTableEntry.protectionKey(entries[level]);
  }

  /**
   * Sets what the processor sets when an access succeeds: the accessed bit of every entry of the
   * walk and, for a write, the dirty bit of the leaf (Intel SDM 3A 4.8 "Accessed and Dirty Flags").
   */
  public void mark(Access access) {
    checkMapped();
    for (int at = top; at >= level; at--) {
      final boolean dirty = at == level && access == Access.WRITE;
      final long set = PageTableEntry.ACCESSED | (dirty ? PageTableEntry.DIRTY : 0);
      long entry = entries[at];
      while ((entry & set) != set) {
        if (memory.compareAndSetWord(addresses[at], entry, entry | set)) {
          entry |= set;
        } else {
          entry = memory.readWord(addresses[at]);
        }
      }
      entries[at] = entry;
    }
  }

  private void checkMapped() {
    if (end != WalkEnd.MAPPED) {
      throw new IllegalStateException(
          "not mapped: address=0x" + Long.toHexString(virtual) + ", end=" + end);
    }
  }

  private void checkReached(PageTableLevel at) {
    if (end == WalkEnd.NOT_CANONICAL || at.ordinal() < level || at.ordinal() > top) {
      throw new IllegalStateException(
          "the walk did not come to this level: address=0x"
              + Long.toHexString(virtual)
              + ", level="
              + at);
    }
  }
}
