package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.VirtAddr;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The levels of the paging structures, lowest first (Intel SDM 3A 4.5.4 "Linear-Address Translation
 * with 4-Level Paging and 5-Level Paging"). The bits of a virtual address that choose the entry:
 *
 * <pre>
 *   56     48 47     39 38     30 29     21 20     12 11        0
 *  |  PML5   |  PML4   |  PDPT   |   PD    |   PT    |  offset   |
 * </pre>
 */
public enum PageTableLevel {
  PT(PageSize.SIZE_4K),
  PD(PageSize.SIZE_2M),
  PDPT(PageSize.SIZE_1G),
  PML4(null),
  PML5(null);

  /** Entries in a table of any level. */
  public static final int ENTRIES = 512;

  /** Bytes in an entry. */
  public static final int ENTRY_BYTES = 8;

  private static final PageTableLevel[] LEVELS = values();
  private static final int PAGE_SHIFT = 12;
  private static final int INDEX_BITS = 9;

  private final @Nullable PageSize leafSize;
  private final int shift;

  PageTableLevel(@Nullable PageSize leafSize) {
    this.leafSize = leafSize;
    this.shift = PAGE_SHIFT + INDEX_BITS * ordinal();
  }

  /** The lowest bit of a virtual address that this level looks at. */
  public int shift() {
    return shift;
  }

  /** Bytes of virtual memory that one entry of this level covers. */
  public long bytes() {
    return 1L << shift;
  }

  /** Which entry of a table of this level translates {@code address}: 0 to 511. */
  public int index(VirtAddr address) {
    return index(address.value());
  }

  /** Which entry of a table of this level translates {@code virtual}: 0 to 511. */
  public int index(long virtual) {
    return (int) (virtual >>> shift) & (ENTRIES - 1);
  }

  /** The first address of what the entry for {@code virtual} covers. */
  public long start(long virtual) {
    return virtual & -(1L << shift);
  }

  /** The last address of what the entry for {@code virtual} covers. */
  public long last(long virtual) {
    return virtual | ((1L << shift) - 1);
  }

  /** Size of the page that an entry of this level maps when it is a leaf; empty where none can. */
  public Optional<PageSize> leafSize() {
    return Optional.ofNullable(leafSize);
  }

  /** Whether an entry of this level can map a page. */
  public boolean canMapPages() {
    return leafSize != null;
  }

  /** Size of the page that a leaf of this level maps, for callers that know it is one. */
  PageSize pageSize() {
    if (leafSize == null) {
      throw new IllegalStateException("no page is mapped by an entry of level " + this);
    }
    return leafSize;
  }

  /** The level whose leaves map pages of {@code size}. */
  public static PageTableLevel ofLeaf(PageSize size) {
    return LEVELS[size.ordinal()];
  }

  /**
   * The level that entries of this one lead to.
   *
   * @throws IllegalStateException for {@link #PT}
   */
  public PageTableLevel lower() {
    if (this == PT) {
      throw new IllegalStateException("nothing below PT");
    }
    return LEVELS[ordinal() - 1];
  }

  /**
   * The level whose entries lead to this one.
   *
   * @throws IllegalStateException for {@link #PML5}
   */
  public PageTableLevel upper() {
    if (this == PML5) {
      throw new IllegalStateException("nothing above PML5");
    }
    return LEVELS[ordinal() + 1];
  }
}
