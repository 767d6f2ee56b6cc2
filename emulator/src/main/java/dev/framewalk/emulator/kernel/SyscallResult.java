package dev.framewalk.emulator.kernel;

import dev.framewalk.pagetable.table.TlbFlush;

/**
 * What a system call came to.
 *
 * @param value what goes into RAX: a result, or a negated errno
 * @param flush what the CPU's TLB is owed
 * @param next what becomes of the caller
 */
public record SyscallResult(long value, TlbFlush flush, Next next) {
  /** What becomes of the task that called. */
  public enum Next {
    /** It runs on. */
    CONTINUE,
    /** It runs on when the others have had their turn. */
    YIELD,
    /** It has to wait: its {@link Task#waitsFor()} says what for. */
    BLOCKED,
    /** It runs on with the registers that the call has given it; RAX is among them. */
    REGISTERS_SET,
    /** It has ended. */
    ENDED
  }

  /** The caller waits; see {@link Task#waitFor}. */
  public static final SyscallResult BLOCKED = new SyscallResult(0, TlbFlush.NONE, Next.BLOCKED);

  /** The caller goes on elsewhere: after execve(2) or rt_sigreturn(2). */
  public static final SyscallResult REGISTERS_SET =
      new SyscallResult(0, TlbFlush.NONE, Next.REGISTERS_SET);

  /** The caller has ended. */
  public static final SyscallResult ENDED = new SyscallResult(0, TlbFlush.NONE, Next.ENDED);

  private static final SyscallResult ZERO = new SyscallResult(0, TlbFlush.NONE, Next.CONTINUE);

  /** Success with nothing to say. */
  public static SyscallResult zero() {
    return ZERO;
  }

  /** Success with a result; the TLB is owed nothing. */
  public static SyscallResult of(long value) {
    return new SyscallResult(value, TlbFlush.NONE, Next.CONTINUE);
  }

  /** Success with a result and a debt. */
  public static SyscallResult of(long value, TlbFlush flush) {
    return new SyscallResult(value, flush, Next.CONTINUE);
  }

  /** A refusal. */
  public static SyscallResult refused(Errno errno) {
    return of(-errno.number());
  }

  /** The same with more owed. */
  public SyscallResult and(TlbFlush more) {
    return more == TlbFlush.NONE ? this : new SyscallResult(value, flush.and(more), next);
  }
}
