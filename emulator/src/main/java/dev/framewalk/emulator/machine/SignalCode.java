package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.Signal;

/** si_code of signals that exceptions raise (sigaction(2); Linux uapi/asm-generic/siginfo.h). */
enum SignalCode {
  ILL_ILLOPN(2),
  TRAP_BRKPT(1),
  TRAP_TRACE(2),
  BUS_ADRALN(1),
  BUS_ADRERR(2),
  FPE_INTDIV(1),
  FPE_FLTDIV(3),
  FPE_FLTOVF(4),
  FPE_FLTUND(5),
  FPE_FLTRES(6),
  FPE_FLTINV(7),
  SEGV_MAPERR(1),
  SEGV_ACCERR(2),
  SEGV_PKUERR(4),
  SI_KERNEL(0x80);

  /** Exceptions that a floating-point unit has flagged and not masked, in the order of Linux. */
  private static final int INVALID = 1;

  private static final int DENORMAL = 2;
  private static final int DIVIDE = 4;
  private static final int OVERFLOW = 8;
  private static final int UNDERFLOW = 0x10;
  private static final int PRECISION = 0x20;

  private final int number;

  SignalCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** Whether si_addr says where: SI_KERNEL says nothing. */
  boolean hasAddress() {
    return this != SI_KERNEL && this != BUS_ADRALN;
  }

  /** That of {@link Signal#SIGFPE} for {@code unmasked} flags (fpu__exception_code). */
  static SignalCode ofFloatingPoint(int unmasked) {
    if ((unmasked & INVALID) != 0) {
      return FPE_FLTINV;
    } else if ((unmasked & DIVIDE) != 0) {
      return FPE_FLTDIV;
    } else if ((unmasked & OVERFLOW) != 0) {
      return FPE_FLTOVF;
    } else if ((unmasked & (UNDERFLOW | DENORMAL)) != 0) {
      return FPE_FLTUND;
    }
    return (unmasked & PRECISION) != 0 ? FPE_FLTRES : FPE_FLTINV;
  }
}
