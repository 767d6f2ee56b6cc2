package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.AddressSpace;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Protection;
import dev.framewalk.emulator.kernel.Region;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.VirtAddr;

/** Calls on a range of addresses: munmap(2), mprotect(2), msync(2). */
final class MemoryCalls {
  private static final long PROT_SEM = 8;
  private static final long PROT_GROWSDOWN = 0x100_0000;
  private static final long PROT_GROWSUP = 0x200_0000;
  private static final int MS_ASYNC = 1;
  private static final int MS_INVALIDATE = 2;
  private static final int MS_SYNC = 4;

  private MemoryCalls() {}

  static SyscallResult munmap(Task caller, SyscallRequest request) throws ErrnoException {
    final long address = request.a0();
    final long length = request.a1();
    if ((address & 0xfff) != 0
        || length <= 0
        || length > AddressSpace.END
        || Long.compareUnsigned(address, AddressSpace.END - length) > 0) {
      throw new ErrnoException(
          Errno.EINVAL, "not a range of pages: address=0x" + Long.toHexString(address));
    }
    return SyscallResult.of(0, caller.space().unmap(range(address, length)));
  }

  /** Refusals come in the order of Linux's mm/mprotect.c, do_mprotect_pkey. */
  static SyscallResult mprotect(Task caller, SyscallRequest request) throws ErrnoException {
    final AddressSpace space = caller.space();
    final long address = request.a0();
    final long length = request.a1();
    final long bits = request.a2();
    final long grows = bits & (PROT_GROWSDOWN | PROT_GROWSUP);
    if (grows == (PROT_GROWSDOWN | PROT_GROWSUP) || (address & 0xfff) != 0) {
      throw new ErrnoException(
          Errno.EINVAL,
          "mprotect: address=0x"
              + Long.toHexString(address)
              + ", bits=0x"
              + Long.toHexString(bits));
    }
    if (length == 0) {
      return SyscallResult.zero();
    }
    final long rounded = (length + 0xfff) & ~0xfffL;
    if (Long.compareUnsigned(address + rounded, address) <= 0) {
      throw new ErrnoException(Errno.ENOMEM, "range wraps: bytes=0x" + Long.toHexString(length));
    }
    final Protection protection = protection(bits & ~grows);
    PageRange range = userPart(address, rounded);
    if (grows == PROT_GROWSUP && space.regionAt(address).isPresent()) {
      throw new ErrnoException(Errno.EINVAL, "nothing grows up on x86");
    }
    if (grows == PROT_GROWSDOWN) {
      range = grownDown(space, range);
    }
    return SyscallResult.of(0, space.protect(range, protection));
  }

  /** The range from the start of the region that it begins in, or next above, on. */
  private static PageRange grownDown(AddressSpace space, PageRange range) throws ErrnoException {
    final Region region = space.regionAtOrAbove(range.start().value()).orElse(null);
    if (region == null || region.range().start().value() >= range.endExclusive()) {
      throw new ErrnoException(Errno.ENOMEM, "nothing is mapped there: range=" + range);
    }
    if (!region.growsDown()) {
      throw new ErrnoException(Errno.EINVAL, "does not grow down: region=" + region);
    }
    final Page first = region.range().first();
    return PageRange.of(first, (range.endExclusive() - first.start().value()) >>> 12);
  }

  static SyscallResult msync(Task caller, SyscallRequest request) throws ErrnoException {
    final long address = request.a0();
    final long length = request.a1();
    final int flags = (int) request.a2();
    if ((flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC)) != 0
        || (address & 0xfff) != 0
        || (flags & (MS_ASYNC | MS_SYNC)) == (MS_ASYNC | MS_SYNC)) {
      throw new ErrnoException(
          Errno.EINVAL,
          "msync: address=0x"
              + Long.toHexString(address)
              + ", flags=0x"
              + Integer.toHexString(flags));
    }
    final long rounded = (length + 0xfff) & ~0xfffL;
    if (Long.compareUnsigned(address + rounded, address) < 0) {
      throw new ErrnoException(Errno.ENOMEM, "range wraps: bytes=0x" + Long.toHexString(length));
    }
    if (rounded == 0) {
      return SyscallResult.zero();
    }
    final AddressSpace space = caller.space();
    final PageRange range = userPart(address, rounded);
    // Memory and object are the same frames: there is nothing to write back.
    if ((flags & MS_INVALIDATE) != 0) {
      for (final Region region : space.regionsIn(range)) {
        if (region.traits().locked()) {
          throw new ErrnoException(Errno.EBUSY, "locked: region=" + region);
        }
      }
    }
    if (!space.isMapped(range)) {
      throw new ErrnoException(Errno.ENOMEM, "a page is not mapped");
    }
    return SyscallResult.zero();
  }

  /**
   * The protection that PROT_* bits ask for.
   *
   * @throws ErrnoException EINVAL for a bit that is none of them
   */
  static Protection protection(long bits) throws ErrnoException {
    if ((bits & ~(Protection.ALL.bits() | PROT_SEM)) != 0) {
      throw new ErrnoException(Errno.EINVAL, "protection: bits=0x" + Long.toHexString(bits));
    }
    return new Protection((int) bits & Protection.ALL.bits());
  }

  /** The pages of {@code length} bytes from {@code address}, which lie in the user half. */
  static PageRange range(long address, long length) {
    return PageRange.of(Page.of(VirtAddr.of(address)), (length + 0xfff) >>> 12);
  }

  /**
   * The pages of a range that may leave the user half: up to the first page behind it, which is
   * never mapped, so that what comes before is served and then the hole is met, as on Linux.
   *
   * @throws ErrnoException ENOMEM if it begins outside
   */
  static PageRange userPart(long address, long bytes) throws ErrnoException {
    if (address < 0 || address >= AddressSpace.END) {
      throw new ErrnoException(
          Errno.ENOMEM, "nothing is mapped there: address=0x" + Long.toHexString(address));
    }
    final long behind = AddressSpace.END + Page.BYTES - address;
    return range(address, bytes < 0 ? behind : Math.min(bytes, behind));
  }
}
