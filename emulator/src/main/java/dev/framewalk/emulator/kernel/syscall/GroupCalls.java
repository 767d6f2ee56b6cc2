package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;

/** Process groups and sessions (credentials(7)): setpgid(2), getpgid(2), setsid(2), getsid(2). */
final class GroupCalls {
  /** Who adopts orphans on a Linux, and who a loaded program's parent is here. */
  private static final int INIT = 1;

  private final Kernel kernel;

  GroupCalls(Kernel kernel) {
    this.kernel = kernel;
  }

  static SyscallResult getppid(Task caller, SyscallRequest request) {
    return SyscallResult.of(caller.process().parent().map(Process::pid).orElse(INIT));
  }

  static SyscallResult getpgrp(Task caller, SyscallRequest request) {
    return SyscallResult.of(caller.process().group());
  }

  SyscallResult getpgid(Task caller, SyscallRequest request) throws ErrnoException {
    return SyscallResult.of(named(caller, (int) request.a0()).group());
  }

  SyscallResult getsid(Task caller, SyscallRequest request) throws ErrnoException {
    return SyscallResult.of(named(caller, (int) request.a0()).session());
  }

  SyscallResult setpgid(Task caller, SyscallRequest request) throws ErrnoException {
    final int pid = (int) request.a0();
    final int group = (int) request.a1() == 0 ? pid == 0 ? caller.pid() : pid : (int) request.a1();
    if (group < 0) {
      throw new ErrnoException(Errno.EINVAL, "setpgid: group=" + group);
    }
    final Process process = named(caller, pid);
    if (process != caller.process()) {
      if (process.parent().orElse(null) != caller.process()) {
        throw new ErrnoException(Errno.ESRCH, "setpgid: neither the caller nor its child: " + pid);
      }
      if (process.session() != caller.process().session()) {
        throw new ErrnoException(Errno.EPERM, "setpgid: another session: pid=" + pid);
      }
      if (process.executed()) {
        throw new ErrnoException(Errno.EACCES, "setpgid: has called execve: pid=" + pid);
      }
    }
    if (process.session() == process.pid()) {
      throw new ErrnoException(Errno.EPERM, "setpgid: leads a session: pid=" + process.pid());
    }
    if (group != process.pid() && !isGroupOf(group, process.session())) {
      throw new ErrnoException(Errno.EPERM, "setpgid: no such group in the session: " + group);
    }
    process.setGroup(group);
    return SyscallResult.zero();
  }

  static SyscallResult setsid(Task caller, SyscallRequest request) throws ErrnoException {
    final Process process = caller.process();
    if (process.group() == process.pid()) {
      throw new ErrnoException(Errno.EPERM, "setsid: leads a group: pid=" + process.pid());
    }
    process.setGroup(process.pid());
    process.setSession(process.pid());
    return SyscallResult.of(process.pid());
  }

  private boolean isGroupOf(int group, int session) {
    for (final Process process : kernel.processes()) {
      if (process.group() == group && process.session() == session) {
        return true;
      }
    }
    return false;
  }

  /** The process that {@code pid} names, 0 for the caller's. */
  private Process named(Task caller, int pid) throws ErrnoException {
    if (pid == 0) {
      return caller.process();
    }
    return kernel
        .process(pid)
        .orElseThrow(() -> new ErrnoException(Errno.ESRCH, "no such process: pid=" + pid));
  }
}
