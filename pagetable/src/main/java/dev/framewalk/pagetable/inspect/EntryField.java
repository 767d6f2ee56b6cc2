package dev.framewalk.pagetable.inspect;

/**
 * Neighbouring bits of a page-table entry that mean one thing.
 *
 * @param name the manual's: {@code R/W}, {@code XD}, {@code address}, {@code ignored}, {@code
 *     reserved}
 * @param high the highest bit
 * @param low the lowest bit
 * @param value the bits, moved down to bit 0; an address is left where it is
 * @param kind what sort of bits they are
 * @param meaning what this value says, in words
 */
public record EntryField(String name, int high, int low, long value, Kind kind, String meaning) {
  /** Sorts of bits. */
  public enum Kind {
    /** One bit that the processor reads or sets. */
    FLAG,
    /** Where the table or the page lies. */
    ADDRESS,
    /** The protection key. */
    KEY,
    /** Bits that the processor looks at never, or not here: software's own. */
    IGNORED,
    /** Bits that must be clear. */
    RESERVED
  }

  /** Whether any of the bits is set. */
  public boolean set() {
    return value != 0;
  }

  /** The bits' numbers, as {@code 62:59} or {@code 1}. */
  public String bits() {
    return high == low ? Integer.toString(high) : high + ":" + low;
  }
}
