package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FutexOperation;
import dev.framewalk.emulator.kernel.Futexes;
import dev.framewalk.emulator.kernel.Futexes.Scope;
import dev.framewalk.emulator.kernel.GuestClock;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.Timespec;

/** futex(2), and the lists of futexes that a dead task gives up (get_robust_list(2)). */
final class FutexCalls {
  private static final int FUTEX_WAIT = 0;
  private static final int FUTEX_WAKE = 1;
  private static final int FUTEX_REQUEUE = 3;
  private static final int FUTEX_CMP_REQUEUE = 4;
  private static final int FUTEX_WAKE_OP = 5;
  private static final int FUTEX_WAIT_BITSET = 9;
  private static final int FUTEX_WAKE_BITSET = 10;
  private static final int FUTEX_PRIVATE_FLAG = 128;
  private static final int FUTEX_CLOCK_REALTIME = 256;
  private static final int CLOCK_REALTIME = 0;
  private static final int CLOCK_MONOTONIC = 1;

  /** Bytes of struct robust_list_head. */
  private static final long LIST_HEAD_BYTES = 24;

  private final Kernel kernel;
  private final Futexes futexes;

  FutexCalls(Kernel kernel) {
    this.kernel = kernel;
    this.futexes = kernel.futexes();
  }

  /**
   * The operations that hand over priorities (FUTEX_LOCK_PI and its kin) are ENOSYS, as of a Linux
   * without them.
   */
  SyscallResult futex(Task caller, SyscallRequest request) throws ErrnoException {
    final long address = request.a0();
    final int operation = (int) request.a1();
    final int value = (int) request.a2();
    final int command = operation & ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME);
    final Scope scope = (operation & FUTEX_PRIVATE_FLAG) != 0 ? Scope.PRIVATE : Scope.SHARED;
    final boolean realTime = (operation & FUTEX_CLOCK_REALTIME) != 0;
    final boolean waits = command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET;
    final long deadline =
        waits && request.a3() != 0
            ? deadline(caller, request.a3(), command, realTime)
            : Long.MAX_VALUE;
    if (realTime && command != FUTEX_WAIT_BITSET) {
      throw new ErrnoException(Errno.ENOSYS, "futex: operation=" + operation);
    }
    final int more = (int) request.a3();
    return switch (command) {
      case FUTEX_WAIT -> futexes.wait(caller, address, scope, value, Futexes.ANY, deadline);
      case FUTEX_WAIT_BITSET ->
          futexes.wait(caller, address, scope, value, bitset(request), deadline);
      case FUTEX_WAKE -> SyscallResult.of(futexes.wake(caller, address, scope, value, Futexes.ANY));
      case FUTEX_WAKE_BITSET ->
          SyscallResult.of(futexes.wake(caller, address, scope, value, bitset(request)));
      case FUTEX_REQUEUE -> {
        checkCounts(value, more);
        yield SyscallResult.of(futexes.requeue(caller, address, request.a4(), scope, value, more));
      }
      case FUTEX_CMP_REQUEUE -> {
        checkCounts(value, more);
        yield SyscallResult.of(
            futexes.requeueIf(
                caller, address, request.a4(), scope, value, more, (int) request.a5()));
      }
      case FUTEX_WAKE_OP ->
          SyscallResult.of(
              futexes.wakeAfter(
                  caller,
                  address,
                  request.a4(),
                  scope,
                  value,
                  more,
                  FutexOperation.decode((int) request.a5())));
      default -> throw new ErrnoException(Errno.ENOSYS, "futex: operation=" + operation);
    };
  }

  private static int bitset(SyscallRequest request) throws ErrnoException {
    final int bitset = (int) request.a5();
    if (bitset == 0) {
      throw new ErrnoException(Errno.EINVAL, "futex: nobody hears no bits");
    }
    return bitset;
  }

  private static void checkCounts(int wake, int move) throws ErrnoException {
    if (wake < 0 || move < 0) {
      throw new ErrnoException(Errno.EINVAL, "futex: wake=" + wake + ", requeue=" + move);
    }
  }

  /** FUTEX_WAIT gives a span, FUTEX_WAIT_BITSET an instant of one of two clocks. */
  private long deadline(Task caller, long address, int command, boolean realTime)
      throws ErrnoException {
    final Timespec time = Timespec.readValid(caller.memory(), address);
    if (command == FUTEX_WAIT) {
      return TimeCalls.after(kernel.clock().nanos(), time.toNanos());
    }
    return GuestClock.of(caller, realTime ? CLOCK_REALTIME : CLOCK_MONOTONIC).instant(time);
  }

  static SyscallResult setRobustList(Task caller, SyscallRequest request) throws ErrnoException {
    if (request.a1() != LIST_HEAD_BYTES) {
      throw new ErrnoException(Errno.EINVAL, "robust list: bytes=" + request.a1());
    }
    caller.setRobustList(request.a0());
    return SyscallResult.zero();
  }

  /** Whose list may be seen is decided as for ptrace(2), by the users. */
  SyscallResult getRobustList(Task caller, SyscallRequest request) throws ErrnoException {
    final int tid = (int) request.a0();
    final Task task =
        tid == 0
            ? caller
            : kernel
                .task(tid)
                .orElseThrow(() -> new ErrnoException(Errno.ESRCH, "no task: tid=" + tid));
    if (!mayLookAt(caller.process(), task.process())) {
      throw new ErrnoException(Errno.EPERM, "another user's: tid=" + tid);
    }
    caller.memory().writeLong(request.a2(), LIST_HEAD_BYTES);
    caller.memory().writeLong(request.a1(), task.robustList());
    return SyscallResult.zero();
  }

  private static boolean mayLookAt(Process who, Process whom) {
    return who == whom
        || who.credentials().privileged()
        || who.credentials().uid() == whom.credentials().uid()
            && who.credentials().uid() == whom.credentials().effectiveUid()
            && who.credentials().uid() == whom.credentials().savedUid();
  }
}
