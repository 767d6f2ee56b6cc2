package dev.framewalk.emulator.kernel;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.MapException;
import dev.framewalk.pagetable.table.TlbFlush;
import java.util.function.UnaryOperator;

/**
 * Changes of what regions are where they are: their protection and their traits. A region that is
 * only partly meant is cut. The contracts are those of {@link AddressSpace}'s methods of the same
 * names.
 */
final class RegionChanges {
  private final AddressSpace space;
  private final RegionMap regions;

  RegionChanges(AddressSpace space, RegionMap regions) {
    this.space = space;
    this.regions = regions;
  }

  void changeTraits(PageRange range, UnaryOperator<RegionTraits> change) throws ErrnoException {
    long at = range.start().value();
    while (at < range.endExclusive()) {
      // Looked up anew each time: what was changed may have become one with its neighbours.
      final Region region = regions.findAtOrAbove(at);
      if (region == null || region.start() >= range.endExclusive()) {
        return;
      }
      final long from = Math.max(region.start(), at);
      at = Math.min(region.end(), range.endExclusive());
      final RegionTraits traits = change.apply(region.traits());
      if (traits.bits() != region.traits().bits()) {
        changeTraits(region, from, at, traits);
      }
    }
  }

  private void changeTraits(Region region, long from, long to, RegionTraits traits)
      throws ErrnoException {
    final int more = (region.start() < from ? 1 : 0) + (to < region.end() ? 1 : 0);
    if (regions.size() + more > AddressSpace.MAX_REGIONS) {
      throw space.tooManyRegions();
    }
    if (traits.notForked() && region.sharing() == Sharing.SHARED) {
      splitEdges(region, from, to);
    }
    regions.change(region, region.part(from, to, region.protection()).withTraits(traits));
  }

  /** Lets no large page reach over the ends of a part that a child does not get. */
  private void splitEdges(Region region, long from, long to) throws ErrnoException {
    final PageRange part = PageRange.of(Page.of(VirtAddr.of(from)), (to - from) >>> 12);
    try {
      space.owe(space.mapper().protect(part, region.protection().leafFlags()));
    } catch (MapException e) {
      throw new ErrnoException(Errno.ENOMEM, "split: region=" + region + ", " + e.getMessage());
    }
  }

  TlbFlush protect(PageRange range, Protection protection) throws ErrnoException {
    TlbFlush flush = TlbFlush.NONE;
    long at = range.start().value();
    try {
      while (at < range.endExclusive()) {
        final Region region = regions.find(at);
        if (region == null) {
          throw new ErrnoException(
              Errno.ENOMEM, "nothing mapped: address=0x" + Long.toHexString(at));
        }
        if ((protection.bits() & ~region.allowed().bits()) != 0) {
          throw new ErrnoException(Errno.EACCES, "opened read-only: region=" + region);
        }
        final long to = Math.min(region.end(), range.endExclusive());
        if (!protection.equals(region.protection())) {
          flush = flush.and(protect(region, at, to, protection));
        }
        at = to;
      }
    } catch (ErrnoException e) {
      space.owe(flush);
      throw e;
    }
    return flush;
  }

  private TlbFlush protect(Region region, long from, long to, Protection protection)
      throws ErrnoException {
    final int more = (region.start() < from ? 1 : 0) + (to < region.end() ? 1 : 0);
    if (regions.size() + more > AddressSpace.MAX_REGIONS) {
      throw space.tooManyRegions();
    }
    final Region changed = region.part(from, to, protection);
    if (MemoryUse.isData(changed) && !MemoryUse.isData(region)) {
      checkData(changed);
    }
    // A private page may be shared with its object until it is written, so the right to write is
    // given by the fault that finds out.
    final EntryFlags flags =
        (region.sharing() == Sharing.PRIVATE ? protection.withoutWrite() : protection).leafFlags();
    final TlbFlush flush;
    try {
      flush =
          space
              .mapper()
              .protect(PageRange.of(Page.of(VirtAddr.of(from)), (to - from) >>> 12), flags);
    } catch (MapException e) {
      throw new ErrnoException(Errno.ENOMEM, "protect: region=" + region + ", " + e.getMessage());
    }
    regions.change(region, changed);
    space.noteCode(changed);
    return flush;
  }

  /** Refuses what becomes data by being made writable (Linux mm/mprotect.c, mprotect_fixup). */
  private void checkData(Region region) throws ErrnoException {
    if (region.range().count() > (space.limits().data() >>> 12) - regions.use().dataPages()) {
      throw new ErrnoException(Errno.ENOMEM, "over RLIMIT_DATA: region=" + region);
    }
    if (!region.traits().notReserved()) {
      space.checkCommit(region.range().count());
    }
  }
}
