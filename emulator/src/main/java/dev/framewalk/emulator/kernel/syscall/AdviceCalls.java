package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.AddressSpace;
import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FaultVerdict;
import dev.framewalk.emulator.kernel.Region;
import dev.framewalk.emulator.kernel.Sharing;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.table.Access;

/** What is said and asked of pages without touching them: madvise(2), mincore(2). */
final class AdviceCalls {
  private static final int MADV_NORMAL = 0;
  private static final int MADV_RANDOM = 1;
  private static final int MADV_SEQUENTIAL = 2;
  private static final int MADV_WILLNEED = 3;
  private static final int MADV_DONTNEED = 4;
  private static final int MADV_FREE = 8;
  private static final int MADV_REMOVE = 9;
  private static final int MADV_DONTFORK = 10;
  private static final int MADV_DOFORK = 11;
  private static final int MADV_MERGEABLE = 12;
  private static final int MADV_UNMERGEABLE = 13;
  private static final int MADV_HUGEPAGE = 14;
  private static final int MADV_NOHUGEPAGE = 15;
  private static final int MADV_DONTDUMP = 16;
  private static final int MADV_DODUMP = 17;
  private static final int MADV_WIPEONFORK = 18;
  private static final int MADV_KEEPONFORK = 19;
  private static final int MADV_COLD = 20;
  private static final int MADV_PAGEOUT = 21;
  private static final int MADV_POPULATE_READ = 22;
  private static final int MADV_POPULATE_WRITE = 23;
  private static final int MADV_DONTNEED_LOCKED = 24;

  /** Bytes that mincore copies out at once. */
  private static final int CHUNK = 4096;

  private AdviceCalls() {}

  /**
   * madvise(2). What comes before a hole is advised, and what comes behind it, and then the hole is
   * ENOMEM (Linux mm/madvise.c, madvise_walk_vmas).
   */
  static SyscallResult madvise(Task caller, SyscallRequest request) throws ErrnoException {
    final long address = request.a0();
    final int advice = (int) request.a2();
    checkAdvice(advice);
    if ((address & 0xfff) != 0) {
      throw new ErrnoException(
          Errno.EINVAL, "not the start of a page: address=0x" + Long.toHexString(address));
    }
    final long length = (request.a1() + 0xfff) & ~0xfffL;
    if ((request.a1() != 0 && length == 0) || Long.compareUnsigned(address + length, address) < 0) {
      throw new ErrnoException(
          Errno.EINVAL, "range wraps: bytes=0x" + Long.toHexString(request.a1()));
    }
    if (length == 0) {
      return SyscallResult.zero();
    }
    final PageRange range = MemoryCalls.userPart(address, length);
    final AddressSpace space = caller.space();
    if (advice == MADV_POPULATE_READ || advice == MADV_POPULATE_WRITE) {
      populate(space, range, advice == MADV_POPULATE_READ ? Access.READ : Access.WRITE);
      return SyscallResult.zero();
    }
    for (final Region region : space.regionsIn(range)) {
      advise(space, region, part(region, range), advice);
    }
    if (!space.isMapped(range)) {
      throw new ErrnoException(Errno.ENOMEM, "a page is not mapped: range=" + range);
    }
    return SyscallResult.zero();
  }

  private static void checkAdvice(int advice) throws ErrnoException {
    final boolean known =
        (advice >= MADV_NORMAL && advice <= MADV_DONTNEED)
            || (advice >= MADV_FREE && advice <= MADV_DONTNEED_LOCKED);
    if (!known) {
      throw new ErrnoException(Errno.EINVAL, "no such advice: advice=" + advice);
    }
  }

  private static void advise(AddressSpace space, Region region, PageRange part, int advice)
      throws ErrnoException {
    final boolean object = region.backing() instanceof OfObject;
    switch (advice) {
      case MADV_DONTNEED -> {
        refuseIf(region.traits().locked(), region, advice);
        space.discard(region, part);
      }
      case MADV_DONTNEED_LOCKED -> space.discard(region, part);
      case MADV_FREE -> refuseIf(object || region.traits().locked(), region, advice);
      case MADV_COLD, MADV_PAGEOUT -> refuseIf(region.traits().locked(), region, advice);
      case MADV_REMOVE -> remove(space, region, part, advice);
      case MADV_DONTFORK -> space.changeTraits(part, traits -> traits.withNotForked(true));
      case MADV_DOFORK -> space.changeTraits(part, traits -> traits.withNotForked(false));
      case MADV_WIPEONFORK -> {
        refuseIf(object || region.sharing() == Sharing.SHARED, region, advice);
        space.changeTraits(part, traits -> traits.withWipedOnFork(true));
      }
      case MADV_KEEPONFORK -> space.changeTraits(part, traits -> traits.withWipedOnFork(false));
      case MADV_NORMAL,
          MADV_RANDOM,
          MADV_SEQUENTIAL,
          MADV_WILLNEED,
          MADV_MERGEABLE,
          MADV_UNMERGEABLE,
          MADV_HUGEPAGE,
          MADV_NOHUGEPAGE,
          MADV_DONTDUMP,
          MADV_DODUMP -> {
        // Nothing to gain by it here: memory is not read ahead, swapped, merged or dumped.
      }
      default -> throw new IllegalStateException("advice that was checked: advice=" + advice);
    }
  }

  /** Zeroes pages of the object, for everybody who sees them. */
  private static void remove(AddressSpace space, Region region, PageRange part, int advice)
      throws ErrnoException {
    refuseIf(region.traits().locked(), region, advice);
    if (!(region.backing() instanceof OfObject of)) {
      throw new ErrnoException(Errno.EINVAL, "no object to take pages from: region=" + region);
    }
    // Whether it may be given the right to write, not whether it has it (Linux mm/madvise.c,
    // madvise_remove, since 6.7).
    if (region.sharing() != Sharing.SHARED || !region.allowed().writable()) {
      throw new ErrnoException(Errno.EACCES, "not a shared mapping to write: region=" + region);
    }
    space.clearObjectPages(of.object(), region.objectPage(part.first()), part.count());
  }

  private static void refuseIf(boolean refused, Region region, int advice) throws ErrnoException {
    if (refused) {
      throw new ErrnoException(Errno.EINVAL, "not for it: advice=" + advice + ", region=" + region);
    }
  }

  /** Linux mm/madvise.c, madvise_populate: as if each page were touched, but without signals. */
  private static void populate(AddressSpace space, PageRange range, Access access)
      throws ErrnoException {
    final FaultVerdict verdict = space.populate(range, access);
    switch (verdict) {
      case RESOLVED -> {}
      case NOT_MAPPED, OUT_OF_FRAMES ->
          throw new ErrnoException(Errno.ENOMEM, "populate: " + verdict);
      case NOT_ALLOWED -> throw new ErrnoException(Errno.EINVAL, "populate: " + verdict);
      case BEYOND_OBJECT -> throw new ErrnoException(Errno.EFAULT, "populate: " + verdict);
    }
  }

  private static PageRange part(Region region, PageRange range) {
    final long from = Math.max(region.range().start().value(), range.start().value());
    final long to = Math.min(region.range().endExclusive(), range.endExclusive());
    return MemoryCalls.range(from, to - from);
  }

  /**
   * mincore(2): a page is in memory when it has been touched, and one of an object always is, as
   * objects are never swapped.
   */
  static SyscallResult mincore(Task caller, SyscallRequest request) throws ErrnoException {
    final long address = request.a0();
    final long length = request.a1();
    if ((address & 0xfff) != 0) {
      throw new ErrnoException(
          Errno.EINVAL, "not the start of a page: address=0x" + Long.toHexString(address));
    }
    if (length < 0 || address < 0 || address > AddressSpace.END - length) {
      throw new ErrnoException(
          Errno.ENOMEM, "behind the user half: address=0x" + Long.toHexString(address));
    }
    final AddressSpace space = caller.space();
    final long pages = (length + 0xfff) >>> 12;
    final byte[] answers = new byte[CHUNK];
    for (long done = 0; done < pages; ) {
      final int count = (int) Math.min(CHUNK, pages - done);
      final PageRange part = MemoryCalls.range(address + (done << 12), (long) count << 12);
      int known = 0;
      for (final Region region : space.regionsIn(part)) {
        known = answer(space, region, part, known, answers);
      }
      caller.memory().copyOut(request.a2() + done, answers, 0, known);
      if (known < count) {
        throw new ErrnoException(Errno.ENOMEM, "a page is not mapped: range=" + part);
      }
      done += count;
    }
    return SyscallResult.zero();
  }

  /** Answers for the pages of one region, if nothing is missing before it; says how far it is. */
  private static int answer(
      AddressSpace space, Region region, PageRange range, int known, byte[] answers) {
    final PageRange part = part(region, range);
    final int first = (int) ((part.start().value() - range.start().value()) >>> 12);
    if (first > known) {
      return known;
    }
    for (int i = 0; i < part.count(); i++) {
      answers[first + i] = (byte) (space.isResident(region, part.first().plus(i)) ? 1 : 0);
    }
    return first + (int) part.count();
  }
}
