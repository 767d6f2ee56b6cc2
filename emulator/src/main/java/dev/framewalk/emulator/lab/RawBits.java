package dev.framewalk.emulator.lab;

/**
 * The bits of entries as a student writes and reads them by hand: Intel SDM 3A 4.5.5
 * "Paging-Structure Entries", tables 4-14 to 4-20. What translates is {@code pagetable}'s; these
 * are for making raw words, wrong ones included.
 */
final class RawBits {
  static final long P = 1;
  static final long W = 1 << 1;
  static final long U = 1 << 2;
  static final long PWT = 1 << 3;
  static final long PCD = 1 << 4;
  static final long A = 1 << 5;
  static final long D = 1 << 6;
  static final long PS = 1 << 7;
  static final long G = 1 << 8;
  static final long PAT_LARGE = 1 << 12;
  static final long XD = 1L << 63;

  /** Bits 51 to 12. */
  static final long ADDRESS = 0x000f_ffff_ffff_f000L;

  /** Bits 58 to 52, which the processor ignores. */
  static final long IGNORED_HIGH = 0x7fL << 52;

  /** Bits 11 to 9, which the processor ignores. */
  static final long AVAILABLE = 7 << 9;

  /** What says nothing about a translation or a right, in an entry that leads to a table. */
  static final long TABLE_NOISE = IGNORED_HIGH | AVAILABLE | G | A | PCD | PWT;

  /** The same in an entry that maps a page; PAT not among it, as its place differs. */
  static final long LEAF_NOISE = TABLE_NOISE | D;

  private RawBits() {}
}
