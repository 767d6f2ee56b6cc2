package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;

/** exit(2) and exit_group(2). */
final class Exit {
  private final Kernel kernel;

  Exit(Kernel kernel) {
    this.kernel = kernel;
  }

  /** exit(2): the caller ends, and its process with the last task. */
  SyscallResult task(Task caller, SyscallRequest request) {
    kernel.exit(caller, (int) request.a0() & 0xff);
    return SyscallResult.ENDED;
  }

  /** exit_group(2): the process ends with all its tasks. */
  SyscallResult group(Task caller, SyscallRequest request) {
    kernel.end(caller.process(), new ProcessEnd.Exited((int) request.a0() & 0xff));
    return SyscallResult.ENDED;
  }
}
