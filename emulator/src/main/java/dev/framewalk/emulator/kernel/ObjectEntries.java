package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.emulator.shm.GrowthReservation;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameReservation;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.table.LargePages;
import dev.framewalk.pagetable.table.LeafSink;
import dev.framewalk.pagetable.table.MapException;
import dev.framewalk.pagetable.table.Mapper;
import dev.framewalk.pagetable.table.TlbFlush;

/**
 * The entries of one address space that show objects: made when a region is mapped or its object
 * grows, gone when the object shrinks.
 */
final class ObjectEntries {
  private final AddressSpace space;
  private final Mapper mapper;
  private final FrameAllocator frames;
  private final LargePages largePages;

  ObjectEntries(AddressSpace space, Mapper mapper, FrameAllocator frames, LargePages largePages) {
    this.space = space;
    this.mapper = mapper;
    this.frames = frames;
    this.largePages = largePages;
  }

  /** Pages of a shared region that the object has now: they are entered when it is mapped. */
  static long eagerPages(Region region) {
    if (region.sharing() == Sharing.PRIVATE || !(region.backing() instanceof OfObject of)) {
      return 0;
    }
    return Math.max(
        0, Math.min(region.range().count(), of.object().frames().size() - of.firstPage()));
  }

  /**
   * Reserves the tables that entering the first {@code pages} of {@code region} takes.
   *
   * @param free whether nothing is mapped there; what is will be unmapped first
   */
  FrameReservation reserve(Region region, long pages, boolean free) throws OutOfFramesException {
    if (pages == 0) {
      return frames.reserve(0);
    }
    final PageRange filled = subrange(region, 0, pages);
    try {
      return frames.reserve(tablesFor(filled, free));
    } catch (OutOfFramesException e) {
      // Counted again: a table that was kept may have been counted on.
      space.freeEmptyTables();
      return frames.reserve(tablesFor(filled, free));
    }
  }

  private long tablesFor(PageRange filled, boolean free) {
    // The old mapping's tables may be freed and made again, hence the worst case and not what is
    // missing now.
    return free ? mapper.tablesNeeded(filled, largePages) : worstCaseTables(filled);
  }

  /** Tables that {@code range} needs when none is there: every level below the root. */
  private static long worstCaseTables(PageRange range) {
    final long first = range.start().value();
    final long last = range.endExclusive() - 1;
    long tables = 0;
    for (int shift = 21; shift <= 39; shift += 9) {
      tables += (last >>> shift) - (first >>> shift) + 1;
    }
    return tables;
  }

  /** Enters pages {@code from} to {@code from + count} of {@code region}, which are not present. */
  TlbFlush fill(Region region, long from, long count, FrameReservation reserved) {
    final OfObject backing = (OfObject) region.backing();
    space.countMapped(count);
    try {
      return mapper.map(
          subrange(region, from, count),
          backing.object().frames(),
          backing.firstPage() + from,
          region.protection().leafFlags(),
          largePages,
          reserved);
    } catch (MapException e) {
      throw new IllegalStateException("a free range is mapped: region=" + region, e);
    }
  }

  /**
   * Reserves what entering pages {@code from} to {@code from + count} of {@code region} takes. No
   * table is given back here: what other regions of the space have reserved may count on it.
   */
  GrowthReservation prepareFill(Region region, long from, long count) throws OutOfFramesException {
    final FrameReservation reserved =
        frames.reserve(mapper.tablesNeeded(subrange(region, from, count), largePages));
    return new GrowthReservation() {
      @Override
      public void commit() {
        space.owe(fill(region, from, count, reserved));
        space.noteCode(region);
      }

      @Override
      public void close() {
        reserved.close();
      }
    };
  }

  /**
   * Takes the entries of {@code region} from page {@code from} on away, because the object ends
   * before it now.
   */
  void drop(Region region, long from, LeafSink sink) {
    try {
      space.owe(mapper.unmap(subrange(region, from, region.range().count() - from), sink));
    } catch (MapException e) {
      // A large page takes a table to be split. Without one all of the region's entries go, and
      // what is still in the object comes back by faults.
      space.owe(unmapWhole(region, sink));
    }
  }

  private TlbFlush unmapWhole(Region region, LeafSink sink) {
    try {
      return mapper.unmap(region.range(), sink);
    } catch (MapException e) {
      throw new IllegalStateException("a large page leaves its region: region=" + region, e);
    }
  }

  private static PageRange subrange(Region region, long from, long count) {
    return PageRange.of(region.range().first().plus(from), count);
  }
}
