package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.Permissions;
import java.util.OptionalInt;

/**
 * Neighbouring pages of one size that may be used in the same way and are backed by the same thing.
 *
 * @param start first address
 * @param pages how many pages of {@code size}
 * @param size size of each
 * @param physical where the first page lies
 * @param contiguous whether the others follow it in physical memory
 * @param flags of every page, with R/W, U/S and execute disable as all levels give them together,
 *     without A and D
 * @param accessed how many of the pages have been accessed
 * @param dirty how many of the pages have been written
 * @param backing whose bytes they are
 * @param sharing what the kernel promised of stores
 * @param copyOnWrite whether a store that was promised makes a copy first
 * @param holders how many entries of all processes hold each page, if they are private pages
 */
public record DumpRange(
    VirtAddr start,
    long pages,
    PageSize size,
    PhysAddr physical,
    boolean contiguous,
    EntryFlags flags,
    long accessed,
    long dirty,
    PageBacking backing,
    Sharing sharing,
    boolean copyOnWrite,
    OptionalInt holders) {
  /** Who sees a store. */
  public enum Sharing {
    SHARED,
    PRIVATE,
    /** No area of the process covers the pages. */
    NOT_PROMISED
  }

  /** Bytes in the range. */
  public long bytes() {
    return pages << size.shift();
  }

  /** Address behind the last byte; may be one that is not canonical, so a bare number. */
  public long endExclusive() {
    return start.value() + bytes();
  }

  /** What all levels allow together. */
  public Permissions permissions() {
    return new Permissions(
        flags.contains(EntryFlags.WRITABLE),
        flags.contains(EntryFlags.USER),
        !flags.contains(EntryFlags.NO_EXECUTE));
  }

  /**
   * Which entry of the page-attribute table gives the memory type: PAT, PCD and PWT as a number
   * (Intel SDM 3A 4.9.2 "Paging and Memory Typing When the PAT is Supported").
   */
  public int patIndex() {
    return (flags.contains(EntryFlags.PAT) ? 4 : 0)
        + (flags.contains(EntryFlags.CACHE_DISABLE) ? 2 : 0)
        + (flags.contains(EntryFlags.WRITE_THROUGH) ? 1 : 0);
  }

  /**
   * The memory type that the page-attribute table has at {@link #patIndex} after a reset (Intel SDM
   * 3A 11.12.4 "Programming the PAT"): {@code WB}, {@code WT}, {@code UC-} or {@code UC}.
   */
  public String memoryType() {
    return switch (patIndex() & 3) {
      case 0 -> "WB";
      case 1 -> "WT";
      case 2 -> "UC-";
      default -> "UC";
    };
  }
}
