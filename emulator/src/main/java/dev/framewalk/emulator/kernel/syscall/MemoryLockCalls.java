package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.AddressSpace;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FaultVerdict;
import dev.framewalk.emulator.kernel.Region;
import dev.framewalk.emulator.kernel.RegionTraits;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.pagetable.addr.PageRange;
import org.jspecify.annotations.Nullable;

/**
 * mlock(2) and its family. Nothing is ever swapped out, so what there is to locking is that pages
 * are made present, counted, and kept by MADV_DONTNEED's refusal. Refusals as in Linux's
 * mm/mlock.c.
 */
final class MemoryLockCalls {
  private static final int MLOCK_ONFAULT = 1;
  private static final int MCL_CURRENT = 1;
  private static final int MCL_FUTURE = 2;
  private static final int MCL_ONFAULT = 4;

  private static final RegionTraits LOCKED = RegionTraits.NONE.withLocked(true);

  private MemoryLockCalls() {}

  static SyscallResult mlock(Task caller, SyscallRequest request) throws ErrnoException {
    return lock(caller, request, LOCKED);
  }

  static SyscallResult mlock2(Task caller, SyscallRequest request) throws ErrnoException {
    final int flags = (int) request.a2();
    if ((flags & ~MLOCK_ONFAULT) != 0) {
      throw new ErrnoException(Errno.EINVAL, "mlock2: flags=0x" + Integer.toHexString(flags));
    }
    return lock(caller, request, LOCKED.withPresentOnFault((flags & MLOCK_ONFAULT) != 0));
  }

  private static SyscallResult lock(Task caller, SyscallRequest request, RegionTraits lock)
      throws ErrnoException {
    checkMayLock(caller);
    final long start = request.a0() & ~0xfffL;
    final long bytes = bytes(request);
    final AddressSpace space = caller.space();
    if (!isPrivileged(caller)) {
      checkLimit(space, start, bytes);
    }
    final PageRange range = range(start, bytes);
    if (range == null) {
      return SyscallResult.zero();
    }
    setLocked(space, range, lock);
    if (!lock.presentOnFault() && space.populate(range) != FaultVerdict.RESOLVED) {
      // The pages cannot be had: beyond the object, or allowed to nobody (__mlock_posix_error).
      throw new ErrnoException(Errno.ENOMEM, "cannot be made present: range=" + range);
    }
    return SyscallResult.zero();
  }

  static SyscallResult munlock(Task caller, SyscallRequest request) throws ErrnoException {
    final PageRange range = range(request.a0() & ~0xfffL, bytes(request));
    if (range != null) {
      setLocked(caller.space(), range, RegionTraits.NONE);
    }
    return SyscallResult.zero();
  }

  static SyscallResult mlockall(Task caller, SyscallRequest request) throws ErrnoException {
    final int flags = (int) request.a0();
    if (flags == 0
        || (flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT)) != 0
        || flags == MCL_ONFAULT) {
      throw new ErrnoException(Errno.EINVAL, "mlockall: flags=0x" + Integer.toHexString(flags));
    }
    checkMayLock(caller);
    final AddressSpace space = caller.space();
    final boolean current = (flags & MCL_CURRENT) != 0;
    if (current
        && !isPrivileged(caller)
        && space.pagesInRegions() > space.limits().locked() >>> 12) {
      throw new ErrnoException(
          Errno.ENOMEM, "over RLIMIT_MEMLOCK: pages=" + space.pagesInRegions());
    }
    final RegionTraits lock = LOCKED.withPresentOnFault((flags & MCL_ONFAULT) != 0);
    space.setFutureTraits((flags & MCL_FUTURE) != 0 ? lock : RegionTraits.NONE);
    if (current) {
      space.changeTraits(all(), traits -> locked(traits, lock));
      if (!lock.presentOnFault()) {
        for (final Region region : space.regionsIn(all())) {
          space.populate(region.range());
        }
      }
    }
    return SyscallResult.zero();
  }

  static SyscallResult munlockall(Task caller, SyscallRequest request) throws ErrnoException {
    final AddressSpace space = caller.space();
    space.setFutureTraits(RegionTraits.NONE);
    space.changeTraits(all(), traits -> locked(traits, RegionTraits.NONE));
    return SyscallResult.zero();
  }

  /** Whether RLIMIT_MEMLOCK does not bind (CAP_IPC_LOCK). */
  static boolean isPrivileged(Task caller) {
    return caller.process().credentials().privileged();
  }

  /** Linux's can_do_mlock. */
  static void checkMayLock(Task caller) throws ErrnoException {
    if (caller.space().limits().locked() == 0 && !isPrivileged(caller)) {
      throw new ErrnoException(Errno.EPERM, "RLIMIT_MEMLOCK is 0");
    }
  }

  private static void checkLimit(AddressSpace space, long start, long bytes) throws ErrnoException {
    final long limit = space.limits().locked() >>> 12;
    final long wanted = space.lockedPages() + (bytes >>> 12);
    if (wanted > limit && wanted - lockedIn(space, range(start, bytes)) > limit) {
      throw new ErrnoException(Errno.ENOMEM, "over RLIMIT_MEMLOCK: pages=" + wanted);
    }
  }

  private static long lockedIn(AddressSpace space, @Nullable PageRange range) {
    long pages = 0;
    if (range != null) {
      for (final Region region : space.regionsIn(range)) {
        if (region.traits().locked()) {
          final long from = Math.max(region.range().start().value(), range.start().value());
          pages += (Math.min(region.range().endExclusive(), range.endExclusive()) - from) >>> 12;
        }
      }
    }
    return pages;
  }

  /** Bytes of the whole pages that the range touches. */
  private static long bytes(SyscallRequest request) {
    return (request.a1() + (request.a0() & 0xfff) + 0xfff) & ~0xfffL;
  }

  /** The pages; null when there are none. */
  private static @Nullable PageRange range(long start, long bytes) throws ErrnoException {
    if (Long.compareUnsigned(start + bytes, start) < 0) {
      throw new ErrnoException(Errno.EINVAL, "range wraps: bytes=0x" + Long.toHexString(bytes));
    }
    return bytes == 0 ? null : MemoryCalls.userPart(start, bytes);
  }

  /** {@code traits}, locked as {@code lock} is and not otherwise. */
  private static RegionTraits locked(RegionTraits traits, RegionTraits lock) {
    return traits.withLocked(lock.locked()).withPresentOnFault(lock.presentOnFault());
  }

  /** Up to the first hole, which is refused. */
  private static void setLocked(AddressSpace space, PageRange range, RegionTraits lock)
      throws ErrnoException {
    final long start = range.start().value();
    long to = start;
    for (final Region region : space.regionsIn(range)) {
      if (region.range().start().value() > to) {
        break;
      }
      to = Math.min(region.range().endExclusive(), range.endExclusive());
    }
    if (to > start) {
      space.changeTraits(MemoryCalls.range(start, to - start), traits -> locked(traits, lock));
    }
    if (to < range.endExclusive()) {
      throw new ErrnoException(Errno.ENOMEM, "nothing mapped: address=0x" + Long.toHexString(to));
    }
  }

  private static PageRange all() {
    return MemoryCalls.range(AddressSpace.LOWEST, AddressSpace.END - AddressSpace.LOWEST);
  }
}
