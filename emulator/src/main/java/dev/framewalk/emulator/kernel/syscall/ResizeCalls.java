package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Remapping;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;

/** Calls that make memory longer and shorter: mremap(2), brk(2). */
final class ResizeCalls {
  private static final int MREMAP_MAYMOVE = 1;
  private static final int MREMAP_FIXED = 2;
  private static final int MREMAP_DONTUNMAP = 4;

  private ResizeCalls() {}

  static SyscallResult mremap(Task caller, SyscallRequest request) throws ErrnoException {
    final long address = request.a0();
    final long flags = request.a3();
    final long target = request.a4();
    final boolean mayMove = (flags & MREMAP_MAYMOVE) != 0;
    final boolean fixed = (flags & MREMAP_FIXED) != 0;
    final boolean keep = (flags & MREMAP_DONTUNMAP) != 0;
    final long oldBytes = (request.a1() + 0xfff) & ~0xfffL;
    final long newBytes = (request.a2() + 0xfff) & ~0xfffL;
    if ((flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP)) != 0
        || (fixed && !mayMove)
        || (keep && (!mayMove || request.a1() != request.a2()))
        || (address & 0xfff) != 0
        || newBytes == 0) {
      throw new ErrnoException(
          Errno.EINVAL,
          "mremap: address=0x"
              + Long.toHexString(address)
              + ", bytes=0x"
              + Long.toHexString(request.a2())
              + ", flags=0x"
              + Long.toHexString(flags));
    }
    final Remapping remapping = new Remapping(caller.space(), MemoryLockCalls.isPrivileged(caller));
    final long moved;
    if (fixed) {
      final Remapping.Source source = keep ? Remapping.Source.KEPT : Remapping.Source.UNMAPPED;
      moved = remapping.moveTo(address, oldBytes, newBytes, target, source);
    } else if (keep) {
      moved = remapping.moveKeeping(address, oldBytes, target);
    } else {
      moved = remapping.resize(address, oldBytes, newBytes, mayMove);
    }
    return SyscallResult.of(moved);
  }

  /** Says where the data segment ends; moves the end if it may go where it is wanted. */
  static SyscallResult brk(Task caller, SyscallRequest request) {
    return SyscallResult.of(
        caller.space().moveHeapEnd(request.a0(), MemoryLockCalls.isPrivileged(caller)));
  }
}
