package dev.framewalk.pagetable.addr;

/** The three sizes of page that a leaf entry can map (Intel SDM 3A 4.5 "4-Level Paging"). */
public enum PageSize {
  SIZE_4K(12),
  SIZE_2M(21),
  SIZE_1G(30);

  private final int shift;

  PageSize(int shift) {
    this.shift = shift;
  }

  /** Base-two logarithm of the size. */
  public int shift() {
    return shift;
  }

  /** Size in bytes. */
  public long bytes() {
    return 1L << shift;
  }
}
