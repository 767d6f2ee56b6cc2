package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.kernel.Syscall;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.SyscallResult.Next;
import dev.framewalk.pagetable.table.TlbFlush;

/** exit(2) and exit_group(2); with one thread a process they are the same. */
record Exit(Kernel kernel) implements Syscall {
  @Override
  public SyscallResult serve(Process caller, SyscallRequest request) {
    kernel.end(caller, new ProcessEnd.Exited((int) request.a0() & 0xff));
    return new SyscallResult(0, TlbFlush.NONE, Next.ENDED);
  }
}
