package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.PageSize;

/**
 * A set of the flags of a page-table entry, and its protection key, without its address.
 *
 * <p>Flags lie where the entry has them, except that {@link #PAT} is always bit 12, where a large
 * page has it: in an entry of a 4 KiB page it is bit 7, which elsewhere is {@link #PAGE_SIZE}. So
 * the same set describes the same page whatever its size; {@link #leafBits} puts the bits in place.
 */
public record EntryFlags(long bits) {
  static final long MASK =
      PageTableEntry.PRESENT
          | PageTableEntry.WRITABLE
          | PageTableEntry.USER
          | PageTableEntry.WRITE_THROUGH
          | PageTableEntry.CACHE_DISABLE
          | PageTableEntry.ACCESSED
          | PageTableEntry.DIRTY
          | PageTableEntry.PAGE_SIZE
          | PageTableEntry.GLOBAL
          | PageTableEntry.PAT_LARGE
          | PageTableEntry.KEY
          | PageTableEntry.NO_EXECUTE;

  public static final EntryFlags NONE = new EntryFlags(0);
  public static final EntryFlags PRESENT = new EntryFlags(PageTableEntry.PRESENT);
  public static final EntryFlags WRITABLE = new EntryFlags(PageTableEntry.WRITABLE);
  public static final EntryFlags USER = new EntryFlags(PageTableEntry.USER);
  public static final EntryFlags WRITE_THROUGH = new EntryFlags(PageTableEntry.WRITE_THROUGH);
  public static final EntryFlags CACHE_DISABLE = new EntryFlags(PageTableEntry.CACHE_DISABLE);
  public static final EntryFlags ACCESSED = new EntryFlags(PageTableEntry.ACCESSED);
  public static final EntryFlags DIRTY = new EntryFlags(PageTableEntry.DIRTY);
  public static final EntryFlags PAGE_SIZE = new EntryFlags(PageTableEntry.PAGE_SIZE);
  public static final EntryFlags GLOBAL = new EntryFlags(PageTableEntry.GLOBAL);
  public static final EntryFlags PAT = new EntryFlags(PageTableEntry.PAT_LARGE);
  public static final EntryFlags NO_EXECUTE = new EntryFlags(PageTableEntry.NO_EXECUTE);

  /** Data that ring 3 may read. */
  public static final EntryFlags USER_READ = PRESENT.with(USER, NO_EXECUTE);

  /** Data that ring 3 may read and write. */
  public static final EntryFlags USER_READ_WRITE = USER_READ.or(WRITABLE);

  /** Code that ring 3 may read and run. */
  public static final EntryFlags USER_READ_EXECUTE = PRESENT.or(USER);

  /** Code that ring 3 may read, write and run. */
  public static final EntryFlags USER_READ_WRITE_EXECUTE = PRESENT.with(USER, WRITABLE);

  /** Data that only ring 0 may read. */
  public static final EntryFlags KERNEL_READ = PRESENT.or(NO_EXECUTE);

  /** Data that only ring 0 may read and write. */
  public static final EntryFlags KERNEL_READ_WRITE = KERNEL_READ.or(WRITABLE);

  /** Code that only ring 0 may read and run. */
  public static final EntryFlags KERNEL_READ_EXECUTE = PRESENT;

  private static final EntryFlags[] NAMED = {
    PRESENT,
    WRITABLE,
    USER,
    WRITE_THROUGH,
    CACHE_DISABLE,
    ACCESSED,
    DIRTY,
    PAGE_SIZE,
    GLOBAL,
    PAT,
    NO_EXECUTE
  };
  private static final String[] NAMES = {
    "P", "R/W", "U/S", "PWT", "PCD", "A", "D", "PS", "G", "PAT", "XD"
  };

  /**
   * @throws IllegalArgumentException if {@code bits} has a bit that is no flag
   */
  public EntryFlags {
    if ((bits & ~MASK) != 0) {
      throw new IllegalArgumentException("not flags of an entry: bits=0x" + Long.toHexString(bits));
    }
  }

  /** The flags of an entry that maps a 4 KiB page. */
  static EntryFlags ofSmallLeaf(long bits) {
    final long flags = bits & MASK & ~(PageTableEntry.PAT_LARGE | PageTableEntry.PAT_4K);
    return new EntryFlags(
        (bits & PageTableEntry.PAT_4K) == 0 ? flags : flags | PageTableEntry.PAT_LARGE);
  }

  /** These flags and {@code other}'s. Two different protection keys do not add up to one. */
  public EntryFlags or(EntryFlags other) {
    return new EntryFlags(bits | other.bits);
  }

  /** These flags and all of {@code more}. */
  public EntryFlags with(EntryFlags... more) {
    long all = bits;
    for (final EntryFlags flags : more) {
      all |= flags.bits;
    }
    return new EntryFlags(all);
  }

  /** These flags but none of {@code other}'s. */
  public EntryFlags without(EntryFlags other) {
    return new EntryFlags(bits & ~other.bits);
  }

  /** Whether every flag of {@code other} is here. */
  public boolean contains(EntryFlags other) {
    return (bits & other.bits) == other.bits;
  }

  /**
   * These flags with another protection key.
   *
   * @throws IllegalArgumentException if {@code key} is not 0 to 15
   */
  public EntryFlags withProtectionKey(int key) {
    if (key < 0 || key > 15) {
      throw new IllegalArgumentException("not a protection key: key=" + key);
    }
    return new EntryFlags(bits & ~PageTableEntry.KEY | (long) key << PageTableEntry.KEY_SHIFT);
  }

  /** The protection key, 0 to 15. */
  public int protectionKey() {
    return PageTableEntry.protectionKey(bits);
  }

  /**
   * The bits of an entry that maps a page of {@code size} with these flags, the address missing.
   */
  public long leafBits(PageSize size) {
    final long plain = bits & ~(PageTableEntry.PAGE_SIZE | PageTableEntry.PAT_LARGE);
    final boolean pat = (bits & PageTableEntry.PAT_LARGE) != 0;
    if (size == PageSize.SIZE_4K) {
      return pat ? plain | PageTableEntry.PAT_4K : plain;
    }
    return plain | PageTableEntry.PAGE_SIZE | (pat ? PageTableEntry.PAT_LARGE : 0);
  }

  /** The names of the flags, P first, as {@code P R/W U/S A XD key=3}; {@code none} for no flag. */
  @Override
  public String toString() {
    final StringBuilder text = new StringBuilder();
    for (int i = 0; i < NAMED.length; i++) {
      if (contains(NAMED[i])) {
        text.append(text.length() == 0 ? "" : " ").append(NAMES[i]);
      }
    }
    if (protectionKey() != 0) {
      text.append(text.length() == 0 ? "" : " ").append("key=").append(protectionKey());
    }
    return text.length() == 0 ? "none" : text.toString();
  }
}
