package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * Who runs where and how soon (sched(7)). There is one processor, number 0, and everybody is
 * SCHED_OTHER; niceness is kept and changes nothing.
 */
final class SchedulingCalls {
  /** Bytes of a mask of processors: one word. */
  private static final int MASK_BYTES = 8;

  private static final int SCHED_OTHER = 0;
  private static final int SCHED_FIFO = 1;
  private static final int SCHED_RR = 2;
  private static final int SCHED_BATCH = 3;
  private static final int SCHED_IDLE = 5;
  private static final int SCHED_DEADLINE = 6;
  private static final int SCHED_RESET_ON_FORK = 0x4000_0000;
  private static final int MOST_REAL_TIME = 99;
  private static final int PRIO_PROCESS = 0;
  private static final int PRIO_PGRP = 1;
  private static final int PRIO_USER = 2;

  private final Kernel kernel;

  SchedulingCalls(Kernel kernel) {
    this.kernel = kernel;
  }

  SyscallResult getaffinity(Task caller, SyscallRequest request) throws ErrnoException {
    final long bytes = Integer.toUnsignedLong((int) request.a1());
    if (bytes == 0 || bytes % MASK_BYTES != 0) {
      throw new ErrnoException(Errno.EINVAL, "mask: bytes=" + bytes);
    }
    final Task unused = task(caller, (int) request.a0());
    caller.memory().writeLong(request.a2(), 1);
    return SyscallResult.of(MASK_BYTES);
  }

  SyscallResult setaffinity(Task caller, SyscallRequest request) throws ErrnoException {
    final long bytes = Integer.toUnsignedLong((int) request.a1());
    final byte[] mask = new byte[(int) Math.min(MASK_BYTES, bytes)];
    caller.memory().copyIn(request.a2(), mask, 0, mask.length);
    final Task task = task(caller, (int) request.a0());
    checkMayChange(caller, task.process());
    if (mask.length == 0 || (mask[0] & 1) == 0) {
      throw new ErrnoException(Errno.EINVAL, "the only processor is not in the mask");
    }
    return SyscallResult.zero();
  }

  SyscallResult getscheduler(Task caller, SyscallRequest request) throws ErrnoException {
    checkNotNegative(request);
    final Task unused = task(caller, (int) request.a0());
    return SyscallResult.of(SCHED_OTHER);
  }

  SyscallResult getparam(Task caller, SyscallRequest request) throws ErrnoException {
    if (request.a1() == 0) {
      throw new ErrnoException(Errno.EINVAL, "no address");
    }
    checkNotNegative(request);
    final Task unused = task(caller, (int) request.a0());
    caller.memory().writeInt(request.a1(), 0);
    return SyscallResult.zero();
  }

  SyscallResult setscheduler(Task caller, SyscallRequest request) throws ErrnoException {
    if ((int) request.a1() < 0) {
      throw new ErrnoException(Errno.EINVAL, "policy: policy=" + (int) request.a1());
    }
    return set(caller, request, (int) request.a1() & ~SCHED_RESET_ON_FORK, request.a2());
  }

  SyscallResult setparam(Task caller, SyscallRequest request) throws ErrnoException {
    return set(caller, request, SCHED_OTHER, request.a1());
  }

  /** Real-time policies are refused as to one without the privilege; there is no real time here. */
  private SyscallResult set(Task caller, SyscallRequest request, int policy, long parameter)
      throws ErrnoException {
    if (parameter == 0) {
      throw new ErrnoException(Errno.EINVAL, "no parameter");
    }
    checkNotNegative(request);
    final int priority = caller.memory().readInt(parameter);
    final Task task = task(caller, (int) request.a0());
    final boolean realTime = policy == SCHED_FIFO || policy == SCHED_RR;
    if (!realTime && policy != SCHED_OTHER && policy != SCHED_BATCH && policy != SCHED_IDLE
        || realTime != (priority != 0)
        || priority < 0
        || priority > MOST_REAL_TIME) {
      throw new ErrnoException(Errno.EINVAL, "policy=" + policy + ", priority=" + priority);
    }
    if (realTime) {
      throw new ErrnoException(Errno.EPERM, "no real time here: policy=" + policy);
    }
    checkMayChange(caller, task.process());
    return SyscallResult.zero();
  }

  static SyscallResult priorityMax(Task caller, SyscallRequest request) throws ErrnoException {
    return SyscallResult.of(isRealTime((int) request.a0()) ? MOST_REAL_TIME : 0);
  }

  static SyscallResult priorityMin(Task caller, SyscallRequest request) throws ErrnoException {
    return SyscallResult.of(isRealTime((int) request.a0()) ? 1 : 0);
  }

  private static boolean isRealTime(int policy) throws ErrnoException {
    return switch (policy) {
      case SCHED_FIFO, SCHED_RR -> true;
      case SCHED_OTHER, SCHED_BATCH, SCHED_IDLE, SCHED_DEADLINE -> false;
      default -> throw new ErrnoException(Errno.EINVAL, "policy: policy=" + policy);
    };
  }

  /** The lowest of the nicenesses, as 20 - n, so that none is negative (getpriority(2), NOTES). */
  SyscallResult getpriority(Task caller, SyscallRequest request) throws ErrnoException {
    int best = 0;
    for (final Process process : named(caller, request)) {
      best = Math.max(best, 20 - process.settings().niceness());
    }
    return SyscallResult.of(best);
  }

  SyscallResult setpriority(Task caller, SyscallRequest request) throws ErrnoException {
    final int niceness = Math.max(-20, Math.min(19, (int) request.a2()));
    for (final Process process : named(caller, request)) {
      checkMayChange(caller, process);
      if (niceness < process.settings().niceness()
          && !caller.process().credentials().privileged()) {
        throw new ErrnoException(Errno.EACCES, "nicer no more: niceness=" + niceness);
      }
      process.settings().setNiceness(niceness);
    }
    return SyscallResult.zero();
  }

  private List<Process> named(Task caller, SyscallRequest request) throws ErrnoException {
    final int which = (int) request.a0();
    final int who = (int) request.a1();
    if (which < PRIO_PROCESS || which > PRIO_USER) {
      throw new ErrnoException(Errno.EINVAL, "which=" + which);
    }
    final List<Process> named = new ArrayList<>();
    for (final Process process : kernel.processes()) {
      final boolean meant =
          switch (which) {
            case PRIO_PROCESS -> who == 0 ? process == caller.process() : isOf(process, who);
            case PRIO_PGRP -> process.group() == (who == 0 ? caller.process().group() : who);
            default ->
                process.credentials().uid()
                    == (who == 0 ? caller.process().credentials().uid() : who);
          };
      if (meant && process.alive()) {
        named.add(process);
      }
    }
    if (named.isEmpty()) {
      throw new ErrnoException(Errno.ESRCH, "nobody: which=" + which + ", who=" + who);
    }
    return named;
  }

  private boolean isOf(Process process, int tid) {
    return kernel.task(tid).filter(task -> task.process() == process).isPresent();
  }

  static SyscallResult getcpu(Task caller, SyscallRequest request) throws ErrnoException {
    for (final long address : new long[] {request.a0(), request.a1()}) {
      if (address != 0) {
        caller.memory().writeInt(address, 0);
      }
    }
    return SyscallResult.zero();
  }

  private static void checkNotNegative(SyscallRequest request) throws ErrnoException {
    if ((int) request.a0() < 0) {
      throw new ErrnoException(Errno.EINVAL, "pid=" + (int) request.a0());
    }
  }

  private Task task(Task caller, int tid) throws ErrnoException {
    return tid == 0
        ? caller
        : kernel
            .task(tid)
            .orElseThrow(() -> new ErrnoException(Errno.ESRCH, "no task: tid=" + tid));
  }

  private static void checkMayChange(Task caller, Process process) throws ErrnoException {
    final int effective = caller.process().credentials().effectiveUid();
    if (!caller.process().credentials().privileged()
        && effective != process.credentials().uid()
        && effective != process.credentials().effectiveUid()) {
      throw new ErrnoException(Errno.EPERM, "another user's: process=" + process);
    }
  }
}
