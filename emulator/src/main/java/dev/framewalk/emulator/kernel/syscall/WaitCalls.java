package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.ChildStatus;
import dev.framewalk.emulator.kernel.ChildWait;
import dev.framewalk.emulator.kernel.ChildWait.Which;
import dev.framewalk.emulator.kernel.CpuTime;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** wait4(2) and waitid(2). */
final class WaitCalls {
  private static final int WNOHANG = 1;
  private static final int WUNTRACED = 2;
  private static final int WEXITED = 4;
  private static final int WCONTINUED = 8;
  private static final int WNOWAIT = 0x0100_0000;

  /** __WNOTHREAD, __WALL and __WCLONE: every child of a process is the process's here. */
  private static final int WHOSE = 0xe000_0000;

  private static final int P_ALL = 0;
  private static final int P_PID = 1;
  private static final int P_PGID = 2;
  private static final int SIGCHLD = 17;
  private static final int SIGINFO_BYTES = 128;

  private WaitCalls() {}

  static SyscallResult wait4(Task caller, SyscallRequest request) throws ErrnoException {
    final int options = (int) request.a2();
    if ((options & ~(WNOHANG | WUNTRACED | WCONTINUED | WHOSE)) != 0) {
      throw new ErrnoException(Errno.EINVAL, "wait4: options=0x" + Integer.toHexString(options));
    }
    final int pid = (int) request.a0();
    if (pid == Integer.MIN_VALUE) {
      throw new ErrnoException(Errno.ESRCH, "wait4: no such group: pid=" + pid);
    }
    final int group = caller.process().group();
    final Which which;
    if (pid == -1) {
      which = child -> true;
    } else if (pid > 0) {
      which = child -> child.pid() == pid;
    } else {
      which = child -> child.group() == (pid == 0 ? group : -pid);
    }
    final long status = request.a1();
    final long usage = request.a3();
    return serve(
        new ChildWait(
            caller,
            which,
            true,
            (options & WUNTRACED) != 0,
            (options & WCONTINUED) != 0,
            false,
            news -> {
              if (status != 0) {
                caller.memory().writeInt(status, news.waitStatus());
              }
              storeUsage(caller, usage, news.child());
              return SyscallResult.of(news.child().pid());
            }),
        (options & WNOHANG) != 0);
  }

  static SyscallResult waitid(Task caller, SyscallRequest request) throws ErrnoException {
    final int options = (int) request.a3();
    final int kinds = options & (WEXITED | WUNTRACED | WCONTINUED);
    if ((options & ~(WNOHANG | WEXITED | WUNTRACED | WCONTINUED | WNOWAIT | WHOSE)) != 0
        || kinds == 0) {
      throw new ErrnoException(Errno.EINVAL, "waitid: options=0x" + Integer.toHexString(options));
    }
    final Which which = which(caller, (int) request.a0(), (int) request.a1());
    final long info = request.a2();
    final long usage = request.a4();
    final SyscallResult result =
        serve(
            new ChildWait(
                caller,
                which,
                (options & WEXITED) != 0,
                (options & WUNTRACED) != 0,
                (options & WCONTINUED) != 0,
                (options & WNOWAIT) != 0,
                news -> {
                  storeUsage(caller, usage, news.child());
                  if (info != 0) {
                    caller.memory().copyOut(info, encode(news), 0, SIGINFO_BYTES);
                  }
                  return SyscallResult.zero();
                }),
            false,
            (options & WNOHANG) != 0);
    return result;
  }

  private static Which which(Task caller, int type, int id) throws ErrnoException {
    return switch (type) {
      case P_ALL -> child -> true;
      case P_PID -> {
        if (id <= 0) {
          throw new ErrnoException(Errno.EINVAL, "waitid: pid=" + id);
        }
        yield child -> child.pid() == id;
      }
      case P_PGID -> {
        if (id < 0) {
          throw new ErrnoException(Errno.EINVAL, "waitid: group=" + id);
        }
        final int group = id == 0 ? caller.process().group() : id;
        yield child -> child.group() == group;
      }
      default -> throw new ErrnoException(Errno.EINVAL, "waitid: type=" + type);
    };
  }

  private static SyscallResult serve(ChildWait wait, boolean atOnce) throws ErrnoException {
    return serve(wait, true, atOnce);
  }

  private static SyscallResult serve(ChildWait wait, boolean plain, boolean atOnce)
      throws ErrnoException {
    final SyscallResult news = wait.attempt();
    if (news != null) {
      return news;
    }
    if (atOnce) {
      return plain ? SyscallResult.zero() : nothing(wait.caller());
    }
    return wait.begin();
  }

  /** WNOHANG of waitid: si_pid and si_signo are 0 when there is nothing to tell. */
  private static SyscallResult nothing(Task caller) throws ErrnoException {
    final long info = caller.request().a2();
    if (info != 0) {
      // Linux stores these fields and no more (kernel/exit.c, sys_waitid).
      final ByteBuffer fields = ByteBuffer.allocate(28);
      caller.memory().copyOut(info, fields.array(), 0, 12);
      caller.memory().copyOut(info + 16, fields.array(), 0, 12);
    }
    return SyscallResult.zero();
  }

  /** siginfo_t of SIGCHLD. */
  private static byte[] encode(ChildStatus news) {
    return ByteBuffer.allocate(SIGINFO_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0, SIGCHLD)
        .putInt(8, news.kind().code())
        .putInt(16, news.child().pid())
        .putInt(20, news.child().credentials().uid())
        .putInt(24, news.value())
        .array();
  }

  /** What a child and those that it has waited for used (wait4(2)). */
  private static void storeUsage(Task caller, long address, Process child) throws ErrnoException {
    if (address != 0) {
      final CpuTime time = child.cpuTime();
      TimeCalls.storeUsage(
          caller.memory(), address, time.nanos() + time.childNanos(), child.space().pagesMapped());
    }
  }
}
