package dev.framewalk.pagetable.addr;

/** A run of {@code count} 4 KiB pages from {@code first}; never empty, never wrapping round. */
public record PageRange(Page first, long count) {
  /**
   * @throws IllegalArgumentException if {@code count} is not positive or the range leaves the half
   *     of the address space it starts in
   */
  public PageRange {
    if (count <= 0 || count > 1L << 45) {
      throw new IllegalArgumentException("not a page count: count=" + count);
    }
    final long last = first.start().value() + ((count - 1) << 12);
    if (!VirtAddr.isCanonical(last, VirtAddr.BITS_5_LEVEL) || (last ^ first.start().value()) < 0) {
      throw new IllegalArgumentException(
          "range leaves its half of the address space: first=" + first + ", count=" + count);
    }
  }

  /** The range of {@code count} pages from {@code first}. */
  public static PageRange of(Page first, long count) {
    return new PageRange(first, count);
  }

  /** Address of the first byte. */
  public VirtAddr start() {
    return first.start();
  }

  /** Address behind the last byte; may be one that is not canonical, so a bare number. */
  public long endExclusive() {
    return first.start().value() + (count << 12);
  }

  /** Bytes in the range. */
  public long bytes() {
    return count << 12;
  }

  /** Whether {@code address} lies in the range. */
  public boolean contains(VirtAddr address) {
    final long offset = address.value() - start().value();
    return offset >= 0 && offset < bytes();
  }

  /** Whether the two ranges share a page. */
  public boolean overlaps(PageRange other) {
    return start().value() < other.endExclusive() && other.start().value() < endExclusive();
  }

  @Override
  public String toString() {
    return "[" + start() + ", 0x" + Long.toHexString(endExclusive()) + ")";
  }
}
