package dev.framewalk.pagetable.addr;

/** A 4 KiB page of virtual memory, named by its first address. */
public record Page(VirtAddr start) implements Comparable<Page> {
  /** Bytes in a page. */
  public static final int BYTES = 4096;

  /**
   * @throws IllegalArgumentException if {@code start} is not a multiple of 4096
   */
  public Page {
    if (start.pageOffset() != 0) {
      throw new IllegalArgumentException("not the start of a page: address=" + start);
    }
  }

  /** The page that starts at {@code start}; refuses an unaligned address. */
  public static Page of(VirtAddr start) {
    return new Page(start);
  }

  /** The page that holds {@code address}. */
  public static Page containing(VirtAddr address) {
    return new Page(address.plus(-address.pageOffset()));
  }

  /** The page {@code pages} further up. */
  public Page plus(long pages) {
    return new Page(start.plus(pages << 12));
  }

  @Override
  public int compareTo(Page other) {
    return start.compareTo(other.start);
  }

  @Override
  public String toString() {
    return "page " + start;
  }
}
