package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Credentials;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.signal.SignalInfo;
import org.jspecify.annotations.Nullable;

/** Sends signals: kill(2), tkill(2), tgkill(2), rt_sigqueueinfo(2), rt_tgsigqueueinfo(2). */
record KillCalls(Kernel kernel) {
  SyscallResult kill(Task caller, SyscallRequest request) throws ErrnoException {
    final int target = (int) request.a0();
    final int number = (int) request.a1();
    if (target == Integer.MIN_VALUE) {
      throw noSuch("group", target);
    }
    if (target > 0) {
      final Process process = process(target);
      send(caller, process, signal(caller, process, number));
    } else if (target == -1) {
      everybody(caller, number);
    } else {
      group(caller, target == 0 ? caller.process().group() : -target, number);
    }
    return SyscallResult.zero();
  }

  /** All but the caller's own; refused only if the last failure is another than EPERM. */
  private void everybody(Task caller, int number) throws ErrnoException {
    boolean any = false;
    ErrnoException last = null;
    for (final Process process : kernel.processes()) {
      if (process != caller.process()) {
        any = true;
        try {
          send(caller, process, signal(caller, process, number));
          last = null;
        } catch (ErrnoException refusal) {
          last = refusal.errno() == Errno.EPERM ? last : refusal;
        }
      }
    }
    if (!any) {
      throw noSuch("other process than", caller.pid());
    }
    if (last != null) {
      throw last;
    }
  }

  /** A group; refused only if nobody of it could be sent to. */
  private void group(Task caller, int group, int number) throws ErrnoException {
    boolean success = false;
    ErrnoException last = null;
    for (final Process process : kernel.processes()) {
      if (process.group() == group) {
        try {
          send(caller, process, signal(caller, process, number));
          success = true;
        } catch (ErrnoException refusal) {
          last = refusal;
        }
      }
    }
    if (!success) {
      throw last != null ? last : noSuch("group", group);
    }
  }

  private void send(Task caller, Process process, @Nullable Signal signal) {
    if (signal != null) {
      kernel.signals().send(process, SignalInfo.ofSender(signal, SignalInfo.SI_USER, caller));
    }
  }

  SyscallResult tkill(Task caller, SyscallRequest request) throws ErrnoException {
    final int tid = (int) request.a0();
    if (tid <= 0) {
      throw new ErrnoException(Errno.EINVAL, "no number of a task: tid=" + tid);
    }
    return sendTo(caller, task(tid), (int) request.a1());
  }

  SyscallResult tgkill(Task caller, SyscallRequest request) throws ErrnoException {
    return sendTo(caller, task((int) request.a0(), (int) request.a1()), (int) request.a2());
  }

  private SyscallResult sendTo(Task caller, Task target, int number) throws ErrnoException {
    final Signal signal = signal(caller, target.process(), number);
    if (signal != null
        && !kernel
            .signals()
            .send(target, SignalInfo.ofSender(signal, SignalInfo.SI_TKILL, caller))) {
      throw full();
    }
    return SyscallResult.zero();
  }

  SyscallResult sigqueueinfo(Task caller, SyscallRequest request) throws ErrnoException {
    final int pid = (int) request.a0();
    final int number = (int) request.a1();
    final byte[] info = readInfo(caller, request.a2());
    checkForgery(caller, info, number, pid);
    final Process target = process(pid);
    final Signal signal = signal(caller, target, number);
    if (signal != null && !kernel.signals().send(target, SignalInfo.decode(signal, info))) {
      throw full();
    }
    return SyscallResult.zero();
  }

  SyscallResult tgsigqueueinfo(Task caller, SyscallRequest request) throws ErrnoException {
    final int pid = (int) request.a0();
    final int tid = (int) request.a1();
    final int number = (int) request.a2();
    final byte[] info = readInfo(caller, request.a3());
    if (pid <= 0 || tid <= 0) {
      throw new ErrnoException(Errno.EINVAL, "no number of a task: " + pid + ", " + tid);
    }
    checkForgery(caller, info, number, pid);
    final Task target = task(pid, tid);
    final Signal signal = signal(caller, target.process(), number);
    if (signal != null && !kernel.signals().send(target, SignalInfo.decode(signal, info))) {
      throw full();
    }
    return SyscallResult.zero();
  }

  private static byte[] readInfo(Task caller, long address) throws ErrnoException {
    final byte[] info = new byte[SignalInfo.BYTES];
    caller.memory().copyIn(address, info, 0, info.length);
    return info;
  }

  /** Nobody may say to another process that the kernel, or kill or tkill, has sent it. */
  private static void checkForgery(Task caller, byte[] info, int number, int pid)
      throws ErrnoException {
    final int code = SignalInfo.decode(Signal.of(number).orElse(Signal.SIGHUP), info).code();
    if ((code >= 0 || code == SignalInfo.SI_TKILL) && pid != caller.pid()) {
      throw new ErrnoException(Errno.EPERM, "a code of others: si_code=" + code);
    }
  }

  /**
   * The signal of {@code number}, or null for 0, if {@code caller} may send it to {@code target}
   * (kill(2); Linux kernel/signal.c, check_kill_permission).
   *
   * @throws ErrnoException EINVAL for a number that is none; EPERM
   */
  private static @Nullable Signal signal(Task caller, Process target, int number)
      throws ErrnoException {
    final Signal signal = number == 0 ? null : SignalCalls.signal(number);
    final Credentials mine = caller.process().credentials();
    final Credentials other = target.credentials();
    if (caller.process() == target
        || mine.privileged()
        || mine.effectiveUid() == other.savedUid()
        || mine.effectiveUid() == other.uid()
        || mine.uid() == other.savedUid()
        || mine.uid() == other.uid()
        || (signal == Signal.SIGCONT && caller.process().session() == target.session())) {
      return signal;
    }
    throw new ErrnoException(
        Errno.EPERM, "not the same user: uid=" + mine.uid() + ", target=" + other.uid());
  }

  /** The process of a number, or of a task's number. */
  private Process process(int pid) throws ErrnoException {
    final Process process = kernel.process(pid).orElse(null);
    return process != null ? process : task(pid).process();
  }

  private Task task(int tid) throws ErrnoException {
    return kernel.task(tid).orElseThrow(() -> noSuch("task", tid));
  }

  private Task task(int pid, int tid) throws ErrnoException {
    if (pid <= 0 || tid <= 0) {
      throw new ErrnoException(Errno.EINVAL, "no number of a task: " + pid + ", " + tid);
    }
    final Task task = task(tid);
    if (task.pid() != pid) {
      throw noSuch("task of process " + pid, tid);
    }
    return task;
  }

  private static ErrnoException noSuch(String what, int number) {
    return new ErrnoException(Errno.ESRCH, "no such " + what + ": " + number);
  }

  private static ErrnoException full() {
    return new ErrnoException(Errno.EAGAIN, "too many signals are pending");
  }
}
