package dev.framewalk.emulator.kernel.syscall;

import static dev.framewalk.emulator.kernel.syscall.Arg.ADDRESS;
import static dev.framewalk.emulator.kernel.syscall.Arg.DESCRIPTOR;
import static dev.framewalk.emulator.kernel.syscall.Arg.INT;
import static dev.framewalk.emulator.kernel.syscall.Arg.MAP_FLAGS;
import static dev.framewalk.emulator.kernel.syscall.Arg.OFFSET;
import static dev.framewalk.emulator.kernel.syscall.Arg.PROTECTION;
import static dev.framewalk.emulator.kernel.syscall.Arg.SIZE;
import static dev.framewalk.emulator.kernel.syscall.Arg.SYNC_FLAGS;
import static dev.framewalk.emulator.kernel.syscall.SyscallRow.row;

import dev.framewalk.emulator.kernel.Kernel;
import java.util.List;

/** Addresses and what is mapped there; sorted by number, one row a call. */
final class MemoryRows {
  private MemoryRows() {}

  static List<SyscallRow> of(Kernel kernel) {
    final Mmap mmap = new Mmap(kernel.registry());
    return List.of(
        row(9, "mmap", mmap, ADDRESS, SIZE, PROTECTION, MAP_FLAGS, DESCRIPTOR, OFFSET),
        row(10, "mprotect", MemoryCalls::mprotect, ADDRESS, SIZE, PROTECTION),
        row(11, "munmap", MemoryCalls::munmap, ADDRESS, SIZE),
        row(12, "brk", ResizeCalls::brk, ADDRESS),
        row(25, "mremap", ResizeCalls::mremap, ADDRESS, SIZE, SIZE, INT, ADDRESS),
        row(26, "msync", MemoryCalls::msync, ADDRESS, SIZE, SYNC_FLAGS),
        row(27, "mincore", AdviceCalls::mincore, ADDRESS, SIZE, ADDRESS),
        row(28, "madvise", AdviceCalls::madvise, ADDRESS, SIZE, INT),
        row(149, "mlock", MemoryLockCalls::mlock, ADDRESS, SIZE),
        row(150, "munlock", MemoryLockCalls::munlock, ADDRESS, SIZE),
        row(151, "mlockall", MemoryLockCalls::mlockall, INT),
        row(152, "munlockall", MemoryLockCalls::munlockall),
        row(324, "membarrier", BarrierCalls::membarrier, INT, INT, INT),
        row(325, "mlock2", MemoryLockCalls::mlock2, ADDRESS, SIZE, INT));
  }
}
