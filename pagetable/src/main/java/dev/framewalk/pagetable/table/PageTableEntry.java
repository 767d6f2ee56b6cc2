package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;

/**
 * A page-table entry exactly as it lies in memory. What its bits mean depends on its level, so
 * questions that differ by level ask for it.
 *
 * <pre>
 *  63  62..59  58..52   51..12 address                     11..9   8 7 6 5  4   3   2   1   0
 *  NX |  key  | free | table, or frame of a 4 KiB page    | free | G p D A PCD PWT U/S R/W P
 *                      51..21 2 MiB, 51..30 1 GiB, 12 PAT
 *  p: PAT in a PT entry; PS (this entry maps a page) in a PD or PDPT entry; reserved above
 * </pre>
 *
 * Source: Intel SDM 3A 4.5.5 "Paging-Structure Entries", tables 4-14 to 4-20. This type is the only
 * one that knows the masks.
 */
public record PageTableEntry(long bits) {
  static final long PRESENT = 1L;
  static final long WRITABLE = 1L << 1;
  static final long USER = 1L << 2;
  static final long WRITE_THROUGH = 1L << 3;
  static final long CACHE_DISABLE = 1L << 4;
  static final long ACCESSED = 1L << 5;
  static final long DIRTY = 1L << 6;
  static final long PAGE_SIZE = 1L << 7;
  static final long PAT_4K = 1L << 7;
  static final long GLOBAL = 1L << 8;
  static final long PAT_LARGE = 1L << 12;
  static final int KEY_SHIFT = 59;
  static final long KEY = 0xfL << KEY_SHIFT;
  static final long NO_EXECUTE = 1L << 63;

  /** Bits 51 to 12. */
  static final long ADDRESS = (1L << PhysAddr.MAX_BITS) - PhysFrame.BYTES;

  /** The entry of which every bit is clear. */
  public static final PageTableEntry EMPTY = new PageTableEntry(0);

  /** Whether the entry is used for translation at all (P). */
  public boolean isPresent() {
    return (bits & PRESENT) != 0;
  }

  /** Whether writes are allowed (R/W). */
  public boolean isWritable() {
    return (bits & WRITABLE) != 0;
  }

  /** Whether user-mode accesses are allowed (U/S). */
  public boolean isUser() {
    return (bits & USER) != 0;
  }

  /** Page-level write-through (PWT). */
  public boolean isWriteThrough() {
    return (bits & WRITE_THROUGH) != 0;
  }

  /** Page-level cache disable (PCD). */
  public boolean isCacheDisabled() {
    return (bits & CACHE_DISABLE) != 0;
  }

  /** Whether the processor has used the entry for a translation (A). */
  public boolean isAccessed() {
    return (bits & ACCESSED) != 0;
  }

  /** Whether the processor has written through the entry (D); means nothing unless it is a leaf. */
  public boolean isDirty() {
    return (bits & DIRTY) != 0;
  }

  /** Whether the translation outlives a change of CR3 (G); means nothing unless it is a leaf. */
  public boolean isGlobal() {
    return (bits & GLOBAL) != 0;
  }

  /** Whether instruction fetches are refused (XD); reserved while EFER.NXE is clear. */
  public boolean isNoExecute() {
    return (bits & NO_EXECUTE) != 0;
  }

  /** The protection key, 0 to 15; means nothing unless it is a leaf. */
  public int protectionKey() {
    return protectionKey(bits);
  }

  /** Whether this entry, present at {@code level}, maps a page and leads to no table. */
  public boolean isLeaf(PageTableLevel level) {
    return isLeaf(bits, level);
  }

  /** The PAT bit of a leaf of {@code level}. */
  public boolean pat(PageTableLevel level) {
    return (bits & (level == PageTableLevel.PT ? PAT_4K : PAT_LARGE)) != 0;
  }

  /** The table that this entry leads to when it is not a leaf. */
  public PhysFrame table() {
    return PhysFrame.of(tableAddress(bits) >>> 12);
  }

  /** Where the page starts that this entry maps as a leaf of {@code size}. */
  public PhysAddr pageStart(PageSize size) {
    return PhysAddr.of(pageAddress(bits, size.shift()));
  }

  /**
   * The bits that are set but must be clear: in an entry that is present they raise a page fault
   * with RSVD (Intel SDM 3A 4.7). They are address bits at and above MAXPHYADDR, the address bits
   * below a large page other than PAT, bit 7 in a PML4 or PML5 entry, and bit 63 while execute
   * disable is off.
   */
  public long reservedBits(PageTableLevel level, PagingMode mode) {
    return isPresent() ? bits & reservedMask(level, isLeaf(level), mode) : 0;
  }

  /** The flags of a leaf of {@code level} or, with bit 7 as {@code PS}, of an entry above it. */
  public EntryFlags flags(PageTableLevel level) {
    if (!isLeaf(level)) {
      return new EntryFlags(bits & EntryFlags.MASK & ~PAT_LARGE);
    }
    if (level == PageTableLevel.PT) {
      return EntryFlags.ofSmallLeaf(bits);
    }
    return new EntryFlags(bits & EntryFlags.MASK);
  }

  static boolean isPresent(long bits) {
    return (bits & PRESENT) != 0;
  }

  static boolean isLeaf(long bits, PageTableLevel level) {
    return level == PageTableLevel.PT || (level.canMapPages() && (bits & PAGE_SIZE) != 0);
  }

  static int protectionKey(long bits) {
    return (int) (bits >>> KEY_SHIFT) & 0xf;
  }

  static long tableAddress(long bits) {
    return bits & ADDRESS;
  }

  static long pageAddress(long bits, int shift) {
    return bits & ADDRESS & -(1L << shift);
  }

  /** The bits that must be clear in an entry of this level that is, or is not, a leaf. */
  static long reservedMask(PageTableLevel level, boolean leaf, PagingMode mode) {
    long mask = ADDRESS & -(1L << mode.physicalAddressBits());
    if (!level.canMapPages()) {
      mask |= PAGE_SIZE;
    } else if (leaf && level != PageTableLevel.PT) {
      mask |= (level.bytes() - 1) & ADDRESS & ~PAT_LARGE;
    }
    return mode.noExecuteEnabled() ? mask : mask | NO_EXECUTE;
  }

  /** A leaf of a large page as the first of the leaves one size smaller that map the same bytes. */
  static long smallerLeaf(long bits, PageTableLevel from) {
    if (from != PageTableLevel.PD) {
      return bits;
    }
    final long plain = bits & ~(PAGE_SIZE | PAT_LARGE);
    return (bits & PAT_LARGE) == 0 ? plain : plain | PAT_4K;
  }

  /** The first of 512 leaves as the leaf, one size larger, of the same bytes at {@code to}. */
  static long largerLeaf(long bits, PageTableLevel to) {
    if (to != PageTableLevel.PD) {
      return bits;
    }
    final long plain = bits & ~PAT_4K | PAGE_SIZE;
    return (bits & PAT_4K) == 0 ? plain : plain | PAT_LARGE;
  }

  /**
   * The entry in hexadecimal with the names of its flags, as an entry of {@code level} has them.
   */
  public String toString(PageTableLevel level) {
    final StringBuilder text = new StringBuilder(48);
    text.append("0x").append(Long.toHexString(bits));
    if (bits == 0) {
      return text.toString();
    }
    if (!isPresent()) {
      return text.append(" [not present]").toString();
    }
    text.append(" [").append(flags(level)).append(']');
    if (isLeaf(level)) {
      text.append(" page 0x").append(Long.toHexString(pageAddress(bits, level.shift())));
    } else {
      text.append(" table 0x").append(Long.toHexString(tableAddress(bits)));
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return "entry 0x" + Long.toHexString(bits);
  }
}
