package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.SyscallResult.Next;
import dev.framewalk.emulator.kernel.syscall.SyscallTable;
import dev.framewalk.emulator.unicorn.Cpu;
import dev.framewalk.emulator.unicorn.CpuState;
import dev.framewalk.emulator.unicorn.Register;

/**
 * Takes a system call from the registers to the kernel and the result back, as the `syscall`
 * instruction and Linux's entry do it (Intel SDM 2B "SYSCALL"; System V ABI AMD64, A.2.1): RCX gets
 * the return address, R11 the flags, RAX the result, and nothing else changes.
 */
final class SyscallGate {
  private final SyscallTable table;
  private final SyscallRequest request = new SyscallRequest();
  private long served;

  SyscallGate(SyscallTable table) {
    this.table = table;
  }

  /** The request that was served last; valid until the next one. */
  SyscallRequest lastRequest() {
    return request;
  }

  /** Calls served. */
  long served() {
    return served;
  }

  /** Serves the call that {@code cpu} stopped for. */
  SyscallResult serve(Cpu cpu, Process process) {
    final CpuState state = cpu.state();
    // Asked before the call is served: it may take the instruction itself away.
    final long behind = state.get(Register.RIP) + cpu.systemCallLength();
    process.space().setPkru((int) state.get(Register.PKRU));
    served++;
    final SyscallResult result =
        table.serve(
            process,
            request.set(
                state.get(Register.RAX),
                state.get(Register.RDI),
                state.get(Register.RSI),
                state.get(Register.RDX),
                state.get(Register.R10),
                state.get(Register.R8),
                state.get(Register.R9)));
    if (result.next() != Next.ENDED) {
      state.set(Register.RAX, result.value());
      state.set(Register.RCX, behind);
      state.set(Register.R11, state.get(Register.RFLAGS));
      state.set(Register.RIP, behind);
    }
    return result;
  }
}
