package dev.framewalk.pagetable.addr;

/**
 * A canonical virtual address (Intel SDM 1 3.3.7.1 "Canonical Addressing").
 *
 * <p>Under 4-level paging bits 63..47 are equal; under 5-level paging bits 63..56 are. An address
 * is canonical for the wider of the two unless {@link #of} says otherwise, so ask {@link
 * #isCanonical(long, int)} for one paging mode.
 */
public record VirtAddr(long value) implements Comparable<VirtAddr> {
  /** Width of a virtual address under 4-level paging. */
  public static final int BITS_4_LEVEL = 48;

  /** Width of a virtual address under 5-level paging. */
  public static final int BITS_5_LEVEL = 57;

  /**
   * @throws IllegalArgumentException if {@code value} is not canonical even under 5-level paging
   */
  public VirtAddr {
    if (!isCanonical(value, BITS_5_LEVEL)) {
      throw new IllegalArgumentException(
          "not a canonical virtual address: address=0x" + Long.toHexString(value));
    }
  }

  /**
   * The address {@code value}, canonical under 4-level paging.
   *
   * @throws IllegalArgumentException if bits 63..47 are not all equal
   */
  public static VirtAddr of(long value) {
    if (!isCanonical(value, BITS_4_LEVEL)) {
      throw new IllegalArgumentException(
          "not a canonical virtual address: address=0x" + Long.toHexString(value));
    }
    return new VirtAddr(value);
  }

  /** Whether {@code value} is the sign extension of its low {@code bits} bits. */
  public static boolean isCanonical(long value, int bits) {
    return value << (64 - bits) >> (64 - bits) == value;
  }

  /** This address moved up by {@code bytes}, which may be negative. */
  public VirtAddr plus(long bytes) {
    return new VirtAddr(value + bytes);
  }

  /** Offset within its 4 KiB page, 0 to 4095. */
  public int pageOffset() {
    return (int) value & 0xfff;
  }

  @Override
  public int compareTo(VirtAddr other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return "0x" + Long.toHexString(value);
  }
}
