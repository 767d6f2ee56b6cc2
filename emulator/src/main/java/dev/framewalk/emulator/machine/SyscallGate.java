package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.SyscallResult.Next;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.syscall.SyscallTable;
import dev.framewalk.emulator.unicorn.Cpu;
import dev.framewalk.emulator.unicorn.CpuState;
import dev.framewalk.emulator.unicorn.Register;
import java.util.List;

/**
 * Takes a system call from the registers to the kernel and the result back, as the `syscall`
 * instruction and Linux's entry do it (Intel SDM 2B "SYSCALL"; System V ABI AMD64, A.2.1): RCX gets
 * the return address, R11 the flags, RAX the result, and nothing else changes.
 */
final class SyscallGate {
  private final SyscallTable table;
  private final TableJournal journal;
  private final List<MachineListener> listeners;
  private long served;

  SyscallGate(SyscallTable table, TableJournal journal, List<MachineListener> listeners) {
    this.table = table;
    this.journal = journal;
    this.listeners = listeners;
  }

  /** Calls served. */
  long served() {
    return served;
  }

  /**
   * Serves the call that {@code cpu} stopped for. What a listener or a console throws leaves the
   * task before its call.
   *
   * @param length of the instruction, asked before the call is served: it may take itself away
   */
  SyscallResult serve(Cpu cpu, int length, Task task) {
    final CpuState state = cpu.state();
    final long at = state.get(Register.RIP);
    task.space().setPkru((int) state.get(Register.PKRU));
    served++;
    final SyscallRequest request = task.request();
    request.set(
        state.get(Register.RAX),
        state.get(Register.RDI),
        state.get(Register.RSI),
        state.get(Register.RDX),
        state.get(Register.R10),
        state.get(Register.R8),
        state.get(Register.R9));
    task.setSyscallLength(length);
    if (!listeners.isEmpty()) {
      for (final MachineListener listener : listeners) {
        listener.calling(task, request);
      }
    }
    // Set before the call is served, so that a task that it makes starts behind it.
    state.set(Register.RCX, at + length);
    state.set(Register.R11, state.get(Register.RFLAGS));
    state.set(Register.RIP, at + length);
    journal.systemCall(task.process().pid(), (int) request.number());
    boolean done = false;
    try {
      final SyscallResult result = table.serve(task, request);
      done = true;
      if (result.next() == Next.CONTINUE || result.next() == Next.YIELD) {
        state.set(Register.RAX, result.value());
      }
      return result;
    } finally {
      if (!done) {
        state.set(Register.RIP, at);
      }
    }
  }
}
