package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.VirtAddr;
import org.jspecify.annotations.Nullable;

/**
 * mremap(2) in one address space, for a range whose form has been checked. Refusals come in the
 * order of Linux's mm/mremap.c.
 */
public final class Remapping {
  /** Whether the range that a mapping is moved from stays mapped (MREMAP_DONTUNMAP). */
  public enum Source {
    UNMAPPED,
    KEPT
  }

  private final AddressSpace space;
  private final boolean privileged;

  /**
   * @param privileged whether RLIMIT_MEMLOCK does not bind the caller
   */
  public Remapping(AddressSpace space, boolean privileged) {
    this.space = space;
    this.privileged = privileged;
  }

  /**
   * Gives the mapping at {@code address} another length where it is or, if it may, elsewhere.
   *
   * @param oldBytes length of the part that is meant, a multiple of a page; 0 to map the pages of a
   *     shared mapping a second time
   * @param newBytes length it is to have, a multiple of a page, not 0
   * @param mayMove MREMAP_MAYMOVE
   * @return where it is now
   */
  public long resize(long address, long oldBytes, long newBytes, boolean mayMove)
      throws ErrnoException {
    final Region region = regionAt(address);
    if (Long.compareUnsigned(oldBytes, newBytes) >= 0) {
      unmapTail(address, oldBytes, newBytes);
      return address;
    }
    checkResize(region, address, oldBytes, newBytes);
    if (oldBytes == region.end() - address) {
      final PageRange more = behind(region, newBytes - oldBytes);
      if (more != null && space.isFree(more)) {
        growInPlace(region, more);
        return address;
      }
    }
    if (!mayMove) {
      throw new ErrnoException(Errno.ENOMEM, "no room to grow: region=" + region);
    }
    checkRegions();
    final long target = space.pick(newBytes >>> 12).start().value();
    move(region, address, oldBytes, pages(target, newBytes), Source.UNMAPPED);
    return target;
  }

  /**
   * Moves the mapping at {@code address} to {@code target}, in place of what is there.
   *
   * @return {@code target}
   */
  public long moveTo(long address, long oldBytes, long newBytes, long target, Source source)
      throws ErrnoException {
    checkTarget(address, oldBytes, newBytes, target);
    checkMapped(address);
    checkRegions();
    if (target < AddressSpace.LOWEST) {
      throw new ErrnoException(
          Errno.EPERM, "below the lowest address: target=0x" + Long.toHexString(target));
    }
    space.owe(space.unmap(pages(target, newBytes)));
    long moved = oldBytes;
    if (Long.compareUnsigned(oldBytes, newBytes) > 0) {
      unmapTail(address, oldBytes, newBytes);
      moved = newBytes;
    }
    final Region region = regionAt(address);
    checkResize(region, address, moved, newBytes);
    move(region, address, moved, pages(target, newBytes), source);
    return target;
  }

  /** The same to an address near {@code hint} or wherever there is room, keeping the source. */
  public long moveKeeping(long address, long bytes, long hint) throws ErrnoException {
    checkTarget(address, bytes, bytes, hint);
    final Region region = regionAt(address);
    checkRegions();
    checkResize(region, address, bytes, bytes);
    final long wished = Math.max(hint, AddressSpace.LOWEST);
    final PageRange near = hint == 0 ? null : pages(wished, bytes);
    final PageRange target =
        near != null && space.isFreeForHint(near) ? near : space.pick(bytes >>> 12);
    move(region, address, bytes, target, Source.KEPT);
    return target.start().value();
  }

  /** Unmaps what is behind the new length; that may be other mappings too, as on Linux. */
  private void unmapTail(long address, long oldBytes, long newBytes) throws ErrnoException {
    final long from = address + newBytes;
    final long bytes = oldBytes - newBytes;
    if (bytes == 0) {
      return;
    }
    if (Long.compareUnsigned(from, AddressSpace.END) > 0
        || Long.compareUnsigned(bytes, AddressSpace.END - from) > 0) {
      throw new ErrnoException(
          Errno.EINVAL, "leaves the user half: bytes=0x" + Long.toHexString(oldBytes));
    }
    space.owe(space.unmap(pages(from, bytes)));
  }

  private void checkMapped(long address) throws ErrnoException {
    if (space.regionAt(address).isEmpty()) {
      throw notMapped(address);
    }
  }

  private static ErrnoException notMapped(long address) {
    return new ErrnoException(
        Errno.EFAULT, "nothing mapped: address=0x" + Long.toHexString(address));
  }

  private Region regionAt(long address) throws ErrnoException {
    return space.regionAt(address).orElseThrow(() -> notMapped(address));
  }

  private static void checkTarget(long address, long oldBytes, long newBytes, long target)
      throws ErrnoException {
    if ((target & 0xfff) != 0
        || Long.compareUnsigned(newBytes, AddressSpace.END) > 0
        || Long.compareUnsigned(target, AddressSpace.END - newBytes) > 0
        || (address + oldBytes > target && target + newBytes > address)) {
      throw new ErrnoException(
          Errno.EINVAL,
          "not a place to move to: target=0x"
              + Long.toHexString(target)
              + ", bytes=0x"
              + Long.toHexString(newBytes));
    }
  }

  /** What Linux's vma_to_resize refuses. */
  private void checkResize(Region region, long address, long oldBytes, long newBytes)
      throws ErrnoException {
    if (oldBytes == 0 && region.sharing() == Sharing.PRIVATE) {
      throw new ErrnoException(Errno.EINVAL, "only a shared mapping has a second: " + region);
    }
    if (Long.compareUnsigned(oldBytes, region.end() - address) > 0) {
      throw new ErrnoException(Errno.EFAULT, "reaches out of the mapping: region=" + region);
    }
    if (newBytes == oldBytes) {
      return;
    }
    if (region.backing() instanceof OfObject of
        && of.firstPage() + ((address - region.start()) >>> 12)
            > (Long.MAX_VALUE >>> 12) - (newBytes >>> 12)) {
      throw new ErrnoException(Errno.EINVAL, "ends beyond the largest file: region=" + region);
    }
    final long more = (newBytes - oldBytes) >>> 12;
    if (!privileged) {
      space.checkLock(more, region.traits());
    }
    space.checkRoom(more, MemoryUse.isData(region));
  }

  private void checkRegions() throws ErrnoException {
    if (space.regions().size() >= AddressSpace.MAX_REGIONS - 3) {
      throw new ErrnoException(Errno.ENOMEM, "too many regions");
    }
  }

  private static @Nullable PageRange behind(Region region, long bytes) {
    return Long.compareUnsigned(bytes, AddressSpace.END - region.end()) > 0
        ? null
        : pages(region.end(), bytes);
  }

  private static boolean isAccounted(Region region) {
    return MemoryUse.isData(region) && !region.traits().notReserved();
  }

  private void growInPlace(Region region, PageRange more) throws ErrnoException {
    if (isAccounted(region)) {
      space.checkCommit(more.count());
    }
    space.owe(
        space.map(
            more,
            region.protection(),
            region.allowed(),
            region.sharing(),
            region.backing().advancedBy(region.range().count()),
            region.traits()));
    if (region.traits().locked()) {
      space.populate(more);
    }
  }

  private void move(Region region, long address, long oldBytes, PageRange target, Source source)
      throws ErrnoException {
    if (isAccounted(region)) {
      space.checkCommit(
          source == Source.KEPT ? target.count() : target.count() - (oldBytes >>> 12));
    }
    if (source == Source.KEPT) {
      space.checkRoom(target.count(), MemoryUse.isData(region));
    }
    space.move(region, address, oldBytes >>> 12, target);
    if (oldBytes == 0) {
      return;
    }
    final PageRange old = pages(address, oldBytes);
    if (source == Source.UNMAPPED) {
      unmapSource(old, target);
    } else if (region.traits().locked()) {
      space.changeTraits(old, traits -> traits.withLocked(false));
    }
    if (region.traits().locked()) {
      space.populate(target);
    }
  }

  /** Where a large page of an object cannot be split for want of a table, nothing has moved. */
  private void unmapSource(PageRange old, PageRange target) throws ErrnoException {
    try {
      space.owe(space.unmap(old));
    } catch (ErrnoException e) {
      space.owe(space.unmap(target));
      throw e;
    }
  }

  private static PageRange pages(long address, long bytes) {
    return PageRange.of(Page.of(VirtAddr.of(address)), bytes >>> 12);
  }
}
