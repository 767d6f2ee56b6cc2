package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameReservation;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.MapException;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PageWalk;
import dev.framewalk.pagetable.table.TlbFlush;

/**
 * Serves the page faults of one address space: fills private pages when they are first touched and
 * copies those that are still the object's when they are first written.
 */
public final class FaultResolver {
  private final AddressSpace space;
  private final FrameAllocator frames;
  private final PageWalk walk;

  public FaultResolver(AddressSpace space) {
    this.space = space;
    this.frames = space.frames();
    this.walk = new PageWalk(space.memory());
  }

  /**
   * Makes the access possible if the region allows it. The flush that a mended entry owes is then
   * in {@link AddressSpace#settle()}.
   *
   * @param address the faulting virtual address (CR2), canonical or not
   */
  public FaultVerdict resolve(long address, Access access) {
    final Region region =
        address < 0 || address >= AddressSpace.END ? null : space.regionForFault(address);
    if (region == null) {
      return FaultVerdict.NOT_MAPPED;
    }
    if (!region.protection().allows(access)) {
      return FaultVerdict.NOT_ALLOWED;
    }
    final Page page = Page.containing(VirtAddr.of(address));
    if (region.backing() instanceof OfObject of
        && region.objectPage(page) >= of.object().frames().size()) {
      return FaultVerdict.BEYOND_OBJECT;
    }
    if (serve(region, page, access)) {
      return FaultVerdict.RESOLVED;
    }
    space.freeEmptyTables();
    return serve(region, page, access) ? FaultVerdict.RESOLVED : FaultVerdict.OUT_OF_FRAMES;
  }

  /** Makes or mends the entry; says whether there were frames for it. */
  private boolean serve(Region region, Page page, Access access) {
    try {
      final boolean present = walk.find(space.mode(), page.start().value());
      space.owe(present ? mend(region, page, access) : fill(region, page, access));
      return true;
    } catch (OutOfFramesException | MapException.OutOfFrames e) {
      return false;
    } catch (MapException e) {
      throw new IllegalStateException("a page that is not mapped is: page=" + page, e);
    }
  }

  /** Gives a page that is present what the region allows and its entry withholds. */
  private TlbFlush mend(Region region, Page page, Access access)
      throws MapException, OutOfFramesException {
    if (access == Access.FETCH && !walk.executable()) {
      final Protection protection = region.protection();
      final TlbFlush flush =
          space
              .mapper()
              .protect(
                  PageRange.of(page, 1),
                  (walk.writable() ? protection : protection.withoutWrite()).executedLeafFlags());
      space.noteCodeChange();
      return flush;
    }
    if (access != Access.WRITE || walk.writable()) {
      // The entry allows it already: the CPU asked an old translation.
      return TlbFlush.ALL;
    }
    final PhysFrame frame = PhysFrame.containing(PhysAddr.of(walk.physical()));
    final EntryFlags flags = region.protection().leafFlags();
    final boolean mine = space.isPrivate(frame);
    if (region.sharing() == Sharing.SHARED || (mine && frames.references(frame) == 1)) {
      return space.mapper().protect(PageRange.of(page, 1), flags);
    }
    final PhysFrame copy = frames.allocateUnfilled(FramePurpose.PRIVATE);
    copy(frame, copy);
    final TlbFlush flush = space.mapper().replace(page, copy, flags);
    if (mine) {
      frames.release(frame);
    }
    return flush;
  }

  /** Enters a page that is not present: private ones come so, and what a mapping has lost. */
  private TlbFlush fill(Region region, Page page, Access access)
      throws MapException, OutOfFramesException {
    final boolean ofObject = region.backing() instanceof OfObject;
    final boolean shared = region.sharing() == Sharing.SHARED;
    // A page of the object's stays the object's until it is written.
    final EntryFlags flags =
        (ofObject && !shared && access != Access.WRITE
                ? region.protection().withoutWrite()
                : region.protection())
            .leafFlags();
    final TlbFlush flush;
    if (ofObject && (shared || access != Access.WRITE)) {
      flush = space.mapper().map(page, objectFrame(region, page), PageSize.SIZE_4K, flags);
    } else {
      // The walk ended in the table of this level; those below are missing.
      final int tables = walk.level().ordinal() - PageTableLevel.PT.ordinal();
      try (FrameReservation reserved = frames.reserve(1L + tables)) {
        final PhysFrame frame = reserved.take(FramePurpose.PRIVATE);
        if (ofObject) {
          copy(objectFrame(region, page), frame);
        }
        flush = space.mapper().map(page, frame, flags, reserved);
      }
    }
    space.countMapped(1);
    if (!flags.contains(EntryFlags.NO_EXECUTE)) {
      // The CPU may know other code by this frame's address.
      space.noteCodeChange();
    }
    return flush;
  }

  private void copy(PhysFrame from, PhysFrame to) {
    space.memory().copy(from.start().value(), to.start().value(), PhysFrame.BYTES);
  }

  private static PhysFrame objectFrame(Region region, Page page) {
    return ((OfObject) region.backing()).object().frames().get(region.objectPage(page));
  }
}
