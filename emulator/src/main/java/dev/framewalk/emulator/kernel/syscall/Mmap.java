package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.AddressSpace;
import dev.framewalk.emulator.kernel.Backing;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.ObjectFile;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Protection;
import dev.framewalk.emulator.kernel.RegionTraits;
import dev.framewalk.emulator.kernel.Sharing;
import dev.framewalk.emulator.kernel.ShmErrors;
import dev.framewalk.emulator.kernel.Syscall;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.file.DeviceFile;
import dev.framewalk.emulator.shm.OpenFlags;
import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.emulator.shm.ShmHandle;
import dev.framewalk.emulator.shm.ShmRegistry;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.table.TlbFlush;
import org.jspecify.annotations.Nullable;

/**
 * mmap(2): shared and private mappings of objects and of nothing.
 *
 * <p>Refusals come in Linux's order, which a caller who got two things wrong can see.
 */
record Mmap(ShmRegistry registry) implements Syscall {
  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_SHARED_VALIDATE = 3;
  private static final int MAP_DROPPABLE = 8;
  private static final int MAP_TYPE = 0xf;
  private static final int MAP_FIXED = 0x10;
  private static final int MAP_ANONYMOUS = 0x20;
  private static final int MAP_32BIT = 0x40;
  private static final int MAP_GROWSDOWN = 0x100;
  private static final int MAP_LOCKED = 0x2000;
  private static final int MAP_NORESERVE = 0x4000;
  private static final int MAP_POPULATE = 0x8000;
  private static final int MAP_NONBLOCK = 0x10000;
  private static final int MAP_HUGETLB = 0x40000;
  private static final int MAP_FIXED_NOREPLACE = 0x100000;

  private static final int HUGE_SHIFT = 26;
  private static final int HUGE_MASK = 0x3f;
  private static final int LOG_2_MIB = 21;
  private static final int LOG_1_GIB = 30;

  /**
   * What MAP_SHARED_VALIDATE knows: flags older than itself, MAP_FIXED_NOREPLACE not among them
   * (include/linux/mman.h, LEGACY_MAP_MASK).
   */
  private static final int KNOWN_FLAGS =
      MAP_SHARED_VALIDATE
          | MAP_FIXED
          | MAP_ANONYMOUS
          | MAP_32BIT
          | 0x80 // MAP_ABOVE4G
          | MAP_GROWSDOWN
          | 0x800 // MAP_DENYWRITE
          | 0x1000 // MAP_EXECUTABLE
          | MAP_LOCKED
          | MAP_NORESERVE
          | MAP_POPULATE
          | MAP_NONBLOCK
          | 0x20000 // MAP_STACK
          | MAP_HUGETLB
          | (LOG_2_MIB | LOG_1_GIB) << HUGE_SHIFT;

  /** What a private mapping of {@code /dev/zero} is backed by: nothing (mem(4)). */
  private static final Backing ZEROES = new Backing.Anonymous("anonymous");

  /** Behind the last address that MAP_32BIT allows. */
  private static final long LOW_END = 0x8000_0000L;

  @Override
  public SyscallResult serve(Task caller, SyscallRequest request) throws ErrnoException {
    final long length = request.a1();
    final int flags = (int) request.a3();
    final long offset = request.a5();
    if ((offset & 0xfff) != 0) {
      throw new ErrnoException(
          Errno.EINVAL, "offset not a multiple of a page: offset=0x" + Long.toHexString(offset));
    }
    final OpenFile file =
        (flags & MAP_ANONYMOUS) != 0 ? null : caller.descriptors().get(request.a4());
    checkHugePages(file, flags);
    if (length == 0) {
      throw new ErrnoException(Errno.EINVAL, "no bytes");
    }
    final long bytes = (length + 0xfff) & ~0xfffL;
    if (bytes <= 0 || bytes > AddressSpace.END) {
      throw new ErrnoException(Errno.ENOMEM, "too long: bytes=0x" + Long.toHexString(length));
    }
    if (caller.space().regions().size() > AddressSpace.MAX_REGIONS) {
      throw new ErrnoException(Errno.ENOMEM, "too many regions");
    }
    final PageRange range = place(caller.space(), request.a0(), bytes, flags);
    final RegionTraits traits = traits(caller, range, flags);
    final Protection protection = new Protection((int) request.a2() & Protection.ALL.bits());
    final SyscallResult mapped =
        file == null
            ? mapNothing(caller, range, protection, flags, traits)
            : mapFile(caller, file, range, protection, flags, traits, offset);
    if (traits.locked() || (flags & (MAP_POPULATE | MAP_NONBLOCK)) == MAP_POPULATE) {
      // What cannot be had now is had, or refused, when it is touched.
      caller.space().populate(range);
    }
    return mapped;
  }

  /** Whether it is to be locked, and may be. */
  private static RegionTraits traits(Task caller, PageRange range, int flags)
      throws ErrnoException {
    RegionTraits traits =
        caller.space().futureTraits().withNotReserved((flags & MAP_NORESERVE) != 0);
    if ((flags & MAP_LOCKED) != 0) {
      MemoryLockCalls.checkMayLock(caller);
      traits = traits.withLocked(true);
    }
    if (!MemoryLockCalls.isPrivileged(caller)) {
      caller.space().checkLock(range.count(), traits);
    }
    return traits;
  }

  /** Huge pages: only hugetlbfs has them for files, and no other size than two exists. */
  private static void checkHugePages(@Nullable OpenFile file, int flags) throws ErrnoException {
    if ((flags & MAP_HUGETLB) != 0) {
      final int log = flags >>> HUGE_SHIFT & HUGE_MASK;
      if (file != null || (log != 0 && log != LOG_2_MIB && log != LOG_1_GIB)) {
        throw new ErrnoException(Errno.EINVAL, "no such huge pages: flags=0x" + hex(flags));
      }
    }
  }

  private SyscallResult mapFile(
      Task caller,
      OpenFile file,
      PageRange range,
      Protection protection,
      int flags,
      RegionTraits traits,
      long offset)
      throws ErrnoException {
    if (offset < 0 || (offset >>> 12) + range.count() > Long.MAX_VALUE >>> 12) {
      throw new ErrnoException(Errno.EOVERFLOW, "ends beyond the largest file");
    }
    final int type = flags & MAP_TYPE;
    if (type == MAP_SHARED_VALIDATE && (flags & ~KNOWN_FLAGS) != 0) {
      throw new ErrnoException(Errno.EOPNOTSUPP, "unknown flags: flags=0x" + hex(flags));
    }
    if (type != MAP_SHARED && type != MAP_SHARED_VALIDATE && type != MAP_PRIVATE) {
      throw neitherSharedNorPrivate(flags);
    }
    final Sharing sharing = type == MAP_PRIVATE ? Sharing.PRIVATE : Sharing.SHARED;
    if (sharing == Sharing.SHARED && protection.writable() && !file.writable()) {
      throw new ErrnoException(Errno.EACCES, "opened read-only: file=" + file);
    }
    if (!file.readable()) {
      throw new ErrnoException(Errno.EACCES, "not open for reading: file=" + file);
    }
    final boolean zeroes = file instanceof DeviceFile device && device.mapsZeroes();
    final Backing backing = zeroes ? ZEROES : file.backing(offset >>> 12);
    if ((flags & MAP_GROWSDOWN) != 0) {
      throw new ErrnoException(Errno.EINVAL, "a file does not grow down");
    }
    final Protection allowed =
        sharing == Sharing.SHARED && !mayBeStored(file, protection)
            ? Protection.READ_EXECUTE
            : Protection.ALL;
    if (zeroes && sharing == Sharing.SHARED) {
      return mapNameless(caller, range, protection, allowed, traits);
    }
    if (sharing == Sharing.PRIVATE) {
      checkCommit(caller, range, protection, traits);
    }
    return mapped(range, caller.space().map(range, protection, allowed, sharing, backing, traits));
  }

  /**
   * Whether a shared mapping may be written, now or later. What is sealed may be mapped to be read,
   * and stays so (Linux mm/memfd.c, check_write_seal).
   *
   * @throws ErrnoException EPERM if it is to be written now and is sealed
   */
  private static boolean mayBeStored(OpenFile file, Protection protection) throws ErrnoException {
    if (!file.writable()) {
      return false;
    }
    if (!(file instanceof ObjectFile of) || !of.isSealedAgainstWriting()) {
      return true;
    }
    if (protection.writable()) {
      throw new ErrnoException(Errno.EPERM, "sealed: call=mmap, file=" + file);
    }
    return false;
  }

  /**
   * Refuses a mapping that alone is more than the machine has (Linux mm/util.c, __vm_enough_memory,
   * OVERCOMMIT_GUESS), if it may ever take that much.
   */
  private static void checkCommit(
      Task caller, PageRange range, Protection protection, RegionTraits traits)
      throws ErrnoException {
    if (protection.writable() && !traits.notReserved()) {
      caller.space().checkCommit(range.count());
    }
  }

  private SyscallResult mapNothing(
      Task caller, PageRange range, Protection protection, int flags, RegionTraits traits)
      throws ErrnoException {
    final int type = flags & MAP_TYPE;
    final boolean grows = (flags & MAP_GROWSDOWN) != 0;
    final boolean huge = (flags & MAP_HUGETLB) != 0;
    // Droppable memory is private memory that may be lost when frames are short: here it never is.
    final boolean droppable = type == MAP_DROPPABLE && !grows && !huge && (flags & MAP_LOCKED) == 0;
    if (!(type == MAP_SHARED && !grows) && type != MAP_PRIVATE && !droppable) {
      throw neitherSharedNorPrivate(flags);
    }
    if (huge) {
      throw new ErrnoException(Errno.ENOMEM, "no huge pages set aside");
    }
    if (type == MAP_SHARED) {
      return mapNameless(caller, range, protection, Protection.ALL, traits);
    }
    checkCommit(caller, range, protection, traits);
    return mapped(
        range,
        caller
            .space()
            .map(
                range,
                protection,
                Protection.ALL,
                Sharing.PRIVATE,
                new Backing.Anonymous(
                    "anonymous", grows ? Backing.Growth.DOWN : Backing.Growth.NONE),
                traits));
  }

  /**
   * MAP_SHARED of no file or of zeroes: an object that has no name and lives as long as its
   * mappings.
   */
  private SyscallResult mapNameless(
      Task caller, PageRange range, Protection protection, Protection allowed, RegionTraits traits)
      throws ErrnoException {
    caller.space().checkRoom(range.count() - caller.space().pagesIn(range), false);
    try (ShmHandle handle =
        registry.createAnonymous(range.bytes(), caller.owner()).open(OpenFlags.Access.READ_WRITE)) {
      return mapped(
          range,
          caller
              .space()
              .map(
                  range,
                  protection,
                  allowed,
                  Sharing.SHARED,
                  new Backing.OfObject(handle.object(), 0),
                  traits));
    } catch (ShmException e) {
      throw ShmErrors.toErrno(e);
    }
  }

  private static SyscallResult mapped(PageRange range, TlbFlush flush) {
    return SyscallResult.of(range.start().value(), flush);
  }

  private static ErrnoException neitherSharedNorPrivate(int flags) {
    return new ErrnoException(
        Errno.EINVAL, "neither MAP_SHARED nor MAP_PRIVATE: flags=0x" + hex(flags));
  }

  private static String hex(int flags) {
    return Integer.toHexString(flags);
  }

  private static PageRange place(AddressSpace space, long hint, long bytes, int flags)
      throws ErrnoException {
    if ((flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) != 0) {
      return fixed(space, hint, bytes, flags);
    }
    final boolean low = (flags & MAP_32BIT) != 0;
    final long end = low ? LOW_END : AddressSpace.END;
    final long wished = hint & ~0xfffL;
    if (wished > 0 && bytes <= end && Math.max(wished, AddressSpace.LOWEST) <= end - bytes) {
      final PageRange range = MemoryCalls.range(Math.max(wished, AddressSpace.LOWEST), bytes);
      if (space.isFreeForHint(range)) {
        return range;
      }
    }
    return low ? space.pickLow(bytes >>> 12) : space.pick(bytes >>> 12);
  }

  private static PageRange fixed(AddressSpace space, long address, long bytes, int flags)
      throws ErrnoException {
    if (address < 0 || bytes > AddressSpace.END - Math.min(address, AddressSpace.END)) {
      throw new ErrnoException(
          Errno.ENOMEM, "behind the user half: address=0x" + Long.toHexString(address));
    }
    if ((address & 0xfff) != 0) {
      throw new ErrnoException(
          Errno.EINVAL, "not the start of a page: address=0x" + Long.toHexString(address));
    }
    if (address < AddressSpace.LOWEST) {
      throw new ErrnoException(
          Errno.EPERM, "below the lowest address: address=0x" + Long.toHexString(address));
    }
    final PageRange range = MemoryCalls.range(address, bytes);
    if ((flags & MAP_FIXED_NOREPLACE) != 0 && !space.isFree(range)) {
      throw new ErrnoException(Errno.EEXIST, "mapped already: range=" + range);
    }
    return range;
  }
}
