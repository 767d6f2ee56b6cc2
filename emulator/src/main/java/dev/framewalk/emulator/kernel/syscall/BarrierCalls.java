package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.AddressSpace;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;

/**
 * membarrier(2). There is one CPU, and a task that is not on it has done all its stores: every
 * barrier is passed when it is asked for.
 */
final class BarrierCalls {
  private static final int QUERY = 0;
  private static final int GLOBAL = 1;
  private static final int GLOBAL_EXPEDITED = 2;
  private static final int REGISTER_GLOBAL_EXPEDITED = 4;
  private static final int PRIVATE_EXPEDITED = 8;
  private static final int REGISTER_PRIVATE_EXPEDITED = 16;
  private static final int PRIVATE_EXPEDITED_SYNC_CORE = 32;
  private static final int REGISTER_PRIVATE_EXPEDITED_SYNC_CORE = 64;
  private static final int ALL = 127;

  private BarrierCalls() {}

  static SyscallResult membarrier(Task caller, SyscallRequest request) throws ErrnoException {
    final int command = (int) request.a0();
    if ((int) request.a1() != 0) {
      throw new ErrnoException(Errno.EINVAL, "membarrier: flags=" + (int) request.a1());
    }
    final AddressSpace space = caller.space();
    switch (command) {
      case QUERY -> {
        return SyscallResult.of(ALL);
      }
      case GLOBAL, GLOBAL_EXPEDITED -> {}
      case REGISTER_GLOBAL_EXPEDITED,
          REGISTER_PRIVATE_EXPEDITED,
          REGISTER_PRIVATE_EXPEDITED_SYNC_CORE ->
          space.setBarriers(space.barriers() | command);
      case PRIVATE_EXPEDITED, PRIVATE_EXPEDITED_SYNC_CORE -> {
        // Each is registered for by the next bit.
        if ((space.barriers() & command << 1) == 0) {
          throw new ErrnoException(Errno.EPERM, "not registered for: command=" + command);
        }
      }
      default -> throw new ErrnoException(Errno.EINVAL, "membarrier: command=" + command);
    }
    return SyscallResult.zero();
  }
}
