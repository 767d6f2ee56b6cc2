package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.FaultVerdict;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.signal.SignalInfo;
import dev.framewalk.emulator.kernel.signal.SignalObserver;
import dev.framewalk.pagetable.table.Access;

/**
 * Is told what happens in a machine, while it stands still. What it throws ends the run and comes
 * out of {@link Machine#run}; listeners behind it are not told then, and the machine can run on.
 *
 * <p>Requests are filled anew for each call: copy what is to be kept.
 */
public interface MachineListener {
  /** A process was made: loaded, or forked by its {@link Process#parent()}. */
  default void started(Process process) {}

  /** A task is put on the CPU. */
  default void scheduled(Task task) {}

  /**
   * A system call is about to be served. One that has to wait is told of once, when it is made; a
   * call that never returns (exit(2)) is not told of again.
   */
  default void calling(Task task, SyscallRequest request) {}

  /**
   * A system call was served, and all that it owes the TLB has been paid. One that had to wait is
   * told of when it is over.
   */
  default void served(Task task, SyscallRequest request, SyscallResult result) {}

  /** A system call has to wait: {@link Task#waitsFor()}. */
  default void blocked(Task task, SyscallRequest request) {}

  /** A page fault of ring 3 was looked at. */
  default void faulted(Task task, long address, Access access, FaultVerdict verdict) {}

  /** A signal has reached a task, and comes to what {@code disposition} says. */
  default void signalled(Task task, SignalInfo info, SignalObserver.Disposition disposition) {}

  /** A process has ended and gave back what it had. */
  default void ended(Process process) {}
}
