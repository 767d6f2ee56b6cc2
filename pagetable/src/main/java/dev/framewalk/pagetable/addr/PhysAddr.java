package dev.framewalk.pagetable.addr;

/**
 * A physical address: a byte offset into physical memory, at most 52 bits wide (Intel SDM 3A
 * 4.1.4).
 */
public record PhysAddr(long value) implements Comparable<PhysAddr> {
  /** The widest physical address that the architecture allows, in bits. */
  public static final int MAX_BITS = 52;

  /**
   * @throws IllegalArgumentException if {@code value} has a bit at or above {@link #MAX_BITS}
   */
  public PhysAddr {
    if (value >>> MAX_BITS != 0) {
      throw new IllegalArgumentException(
          "physical address wider than 52 bits: address=0x" + Long.toHexString(value));
    }
  }

  /** The address {@code value}; refuses what is wider than 52 bits. */
  public static PhysAddr of(long value) {
    return new PhysAddr(value);
  }

  /** This address moved up by {@code bytes}, which may be negative. */
  public PhysAddr plus(long bytes) {
    return new PhysAddr(value + bytes);
  }

  @Override
  public int compareTo(PhysAddr other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return "0x" + Long.toHexString(value);
  }
}
