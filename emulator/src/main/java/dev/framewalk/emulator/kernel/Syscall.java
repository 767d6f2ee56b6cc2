package dev.framewalk.emulator.kernel;

/** A system call: what the table's row does when a task makes it. */
@FunctionalInterface
public interface Syscall {
  /**
   * Serves one call.
   *
   * @throws ErrnoException if it is refused; nothing has changed then, but where Linux says so
   */
  SyscallResult serve(Task caller, SyscallRequest request) throws ErrnoException;
}
