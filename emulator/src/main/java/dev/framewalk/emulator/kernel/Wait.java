package dev.framewalk.emulator.kernel;

import org.jspecify.annotations.Nullable;

/**
 * What a system call that cannot be answered yet waits for. The task is looked after again when a
 * {@link WaitQueue} that it stands in is woken, when its deadline has passed, or when a signal
 * comes.
 */
public interface Wait {
  /**
   * Looks whether the wait is over.
   *
   * @return what the call comes to; null to wait on
   * @throws ErrnoException if the call is refused after all; the wait is over then
   */
  @Nullable SyscallResult attempt() throws ErrnoException;

  /** What the call comes to when its deadline passes. */
  default SyscallResult timedOut() {
    return SyscallResult.refused(Errno.ETIMEDOUT);
  }

  /**
   * What the call comes to when a signal handler interrupts it; null if it waits on all the same.
   */
  default @Nullable SyscallResult interrupted() {
    return SyscallResult.refused(Errno.EINTR);
  }

  /** Whether a handler with SA_RESTART lets the call be made again (signal(7)). */
  default boolean restartable() {
    return false;
  }

  /** Leaves the queues that it stands in; called once, however the wait ends. */
  void leave();

  /** What is waited for, for people: {@code futex 0x7000 (object /ring+0)}. */
  String describe();
}
