package dev.framewalk.pagetable.addr;

/** A 4 KiB frame of physical memory, named by its number (physical address divided by 4096). */
public record PhysFrame(long number) implements Comparable<PhysFrame> {
  /** Bytes in a frame. */
  public static final int BYTES = 4096;

  /**
   * @throws IllegalArgumentException if the frame lies beyond the 52-bit physical address space
   */
  public PhysFrame {
    if (number >>> (PhysAddr.MAX_BITS - 12) != 0) {
      throw new IllegalArgumentException(
          "frame beyond 52 bits: frame=0x" + Long.toHexString(number));
    }
  }

  /** The frame with this number. */
  public static PhysFrame of(long number) {
    return new PhysFrame(number);
  }

  /** The frame that holds {@code address}. */
  public static PhysFrame containing(PhysAddr address) {
    return new PhysFrame(address.value() >>> 12);
  }

  /** Physical address of the frame's first byte. */
  public PhysAddr start() {
    return new PhysAddr(number << 12);
  }

  /** The frame {@code frames} further up. */
  public PhysFrame plus(long frames) {
    return new PhysFrame(number + frames);
  }

  @Override
  public int compareTo(PhysFrame other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return "frame 0x" + Long.toHexString(number);
  }
}
