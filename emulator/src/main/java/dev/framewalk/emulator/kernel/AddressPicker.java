package dev.framewalk.emulator.kernel;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.VirtAddr;

/**
 * Chooses addresses for mappings whose caller named none: from the top down, as Linux does, and
 * coloured.
 *
 * <p>The CPU's TLB is direct mapped by the low bits of the page number, so two streams through
 * mappings whose starts agree in those bits evict each other at every access: a tenth of the speed.
 * Successive mappings therefore start {@link #COLOUR_STEP} pages apart, modulo {@link #COLOURS}.
 */
final class AddressPicker {
  /** Highest end of a chosen range; the stack is above. */
  static final long TOP = 0x7fff_f700_0000L;

  /** Bounds of what MAP_32BIT chooses (arch/x86/kernel/sys_x86_64.c, find_start_end). */
  private static final long LOW_BOTTOM = 0x4000_0000L;

  private static final long LOW_TOP = 0x8000_0000L;

  /** Page colours: the number of sets in the smallest TLB. */
  static final int COLOURS = 256;

  /** Odd, so that it runs through all colours; large, so that neighbours stay far apart. */
  private static final int COLOUR_STEP = 83;

  private final SortedRegions regions;

  /** Whatever is free between here and {@link #TOP} was too small to be coloured when looked at. */
  private long searchFrom = TOP;

  /** End of the gap that was found last. */
  private long gapEnd = TOP;

  private int colour;

  AddressPicker(SortedRegions regions) {
    this.regions = regions;
  }

  /** Goes on where {@code parent} is, so that a child chooses as its parent would. */
  void fork(AddressPicker parent) {
    searchFrom = TOP;
    colour = parent.colour;
  }

  /** Says that addresses just below {@code end} may have become free. */
  void freed(long end) {
    searchFrom = Math.max(searchFrom, Math.min(TOP, end + (COLOURS << 12)));
  }

  /**
   * A free range of {@code pages}.
   *
   * @throws ErrnoException ENOMEM if the address space has no such gap
   */
  PageRange pick(long pages) throws ErrnoException {
    if (pages <= (TOP - AddressSpace.LOWEST) >>> 12) {
      final int wanted = colour;
      colour = (colour + COLOUR_STEP) & (COLOURS - 1);
      for (final long slack : new long[] {COLOURS, 0}) {
        final long start = below(slack == 0 ? TOP : searchFrom, pages, slack, wanted);
        if (start >= AddressSpace.LOWEST) {
          if (slack != 0) {
            // Not the start: the caller may yet be refused for another reason and map nothing.
            searchFrom = gapEnd;
          }
          return PageRange.of(Page.of(VirtAddr.of(start)), pages);
        }
      }
    }
    throw new ErrnoException(Errno.ENOMEM, "no free addresses: pages=" + pages);
  }

  /**
   * A free range below 2 GiB, as far from the program and its data as Linux keeps it (mmap(2),
   * MAP_32BIT).
   *
   * @throws ErrnoException ENOMEM if there is no such gap
   */
  PageRange pickLow(long pages) throws ErrnoException {
    if (pages <= (LOW_TOP - LOW_BOTTOM) >>> 12) {
      final long start = below(LOW_TOP, pages, 0, 0);
      if (start >= LOW_BOTTOM) {
        return PageRange.of(Page.of(VirtAddr.of(start)), pages);
      }
    }
    throw new ErrnoException(Errno.ENOMEM, "no free addresses below 2 GiB: pages=" + pages);
  }

  /**
   * Highest start below {@code top} of a gap that has room for the pages and {@code slack} more.
   */
  private long below(long top, long pages, long slack, int wanted) {
    long end = top;
    while (end > AddressSpace.LOWEST) {
      final Region below = regions.lower(end);
      final long floor = below == null ? AddressSpace.LOWEST : below.end();
      if (end - floor >= (pages + slack) << 12) {
        gapEnd = end;
        final long start = end - (pages << 12);
        return slack == 0 ? start : start - ((((start >>> 12) - wanted) & (COLOURS - 1)) << 12);
      }
      if (below == null) {
        return -1;
      }
      end = Math.min(end, RegionMap.guardedStart(below));
    }
    return -1;
  }
}
