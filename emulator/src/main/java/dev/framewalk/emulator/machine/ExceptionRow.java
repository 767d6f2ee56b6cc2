package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.Signal;
import java.util.Optional;

/**
 * What Linux makes of each exception of ring 3 (arch/x86/kernel/traps.c; Intel SDM 3A table 6-1),
 * one row a vector. Vector 14 is not here: the kernel looks at each page fault.
 *
 * @param vector the exception's number
 * @param name the manual's mnemonic
 * @param signal what the process gets
 * @param code si_code of sigaction(2)
 * @param meaning for people
 */
record ExceptionRow(int vector, String name, Signal signal, SignalCode code, String meaning) {
  private static final ExceptionRow[] ROWS = {
    new ExceptionRow(0, "#DE", Signal.SIGFPE, SignalCode.FPE_INTDIV, "divide error"),
    new ExceptionRow(1, "#DB", Signal.SIGTRAP, SignalCode.TRAP_TRACE, "debug exception"),
    new ExceptionRow(3, "#BP", Signal.SIGTRAP, SignalCode.SI_KERNEL, "breakpoint"),
    new ExceptionRow(4, "#OF", Signal.SIGSEGV, SignalCode.SI_KERNEL, "overflow"),
    new ExceptionRow(5, "#BR", Signal.SIGSEGV, SignalCode.SI_KERNEL, "bound range exceeded"),
    new ExceptionRow(6, "#UD", Signal.SIGILL, SignalCode.ILL_ILLOPN, "invalid opcode"),
    new ExceptionRow(10, "#TS", Signal.SIGSEGV, SignalCode.SI_KERNEL, "invalid TSS"),
    new ExceptionRow(11, "#NP", Signal.SIGBUS, SignalCode.SI_KERNEL, "segment not present"),
    new ExceptionRow(12, "#SS", Signal.SIGBUS, SignalCode.SI_KERNEL, "stack-segment fault"),
    new ExceptionRow(
        13,
        "#GP",
        Signal.SIGSEGV,
        SignalCode.SI_KERNEL,
        "general protection: a privileged instruction, or an address that is not canonical"),
    new ExceptionRow(16, "#MF", Signal.SIGFPE, SignalCode.FPE_FLTINV, "x87 floating-point error"),
    new ExceptionRow(17, "#AC", Signal.SIGBUS, SignalCode.BUS_ADRALN, "alignment check"),
    new ExceptionRow(
        19, "#XM", Signal.SIGFPE, SignalCode.FPE_FLTINV, "SIMD floating-point exception"),
  };

  /** The row of a vector; empty for one that no program can cause on hardware. */
  static Optional<ExceptionRow> of(int vector) {
    for (final ExceptionRow row : ROWS) {
      if (row.vector == vector) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  /** What an instruction that does not exist comes to. */
  static ExceptionRow invalidOpcode() {
    return of(6).orElseThrow();
  }

  /** What an instruction that ring 3 may not execute comes to: in, out, int n, sysenter. */
  static ExceptionRow generalProtection() {
    return of(13).orElseThrow();
  }
}
