package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.FaultVerdict;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.pagetable.table.Access;

/**
 * Is told what happens in a machine, while it stands still. What it throws ends the run and comes
 * out of {@link Machine#run}; listeners behind it are not told then, and the machine can run on.
 *
 * <p>Requests are filled anew for each call: copy what is to be kept.
 */
public interface MachineListener {
  /** A process was made and loaded. */
  default void started(Process process) {}

  /** A process is put on the CPU. */
  default void scheduled(Process process) {}

  /** A system call was served, and all that it owes the TLB has been paid. */
  default void served(Process process, SyscallRequest request, SyscallResult result) {}

  /** A page fault of ring 3 was looked at. */
  default void faulted(Process process, long address, Access access, FaultVerdict verdict) {}

  /** A process has ended and gave back what it had. */
  default void ended(Process process) {}
}
