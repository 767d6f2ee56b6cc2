package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.UserRegister;
import dev.framewalk.emulator.kernel.Wait;
import dev.framewalk.emulator.kernel.signal.SignalAction;
import dev.framewalk.emulator.kernel.signal.SignalInfo;
import dev.framewalk.emulator.kernel.signal.SignalStack;
import dev.framewalk.emulator.kernel.signal.TaskSignals;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** What a task does about the signals that it gets, but for the kill family. */
record SignalCalls(Kernel kernel) {
  /** Bytes of the kernel's sigset_t. */
  private static final int SET_BYTES = 8;

  private static final int SIG_BLOCK = 0;
  private static final int SIG_UNBLOCK = 1;
  private static final int SIG_SETMASK = 2;
  private static final int STACK_BYTES = 24;
  private static final int TIMESPEC_BYTES = 16;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** Waits for a handler to have run: pause(2), rt_sigsuspend(2). */
  private record ForHandler(String describe) implements Wait {
    @Override
    public @Nullable SyscallResult attempt() {
      return null;
    }

    @Override
    public void leave() {}
  }

  /** Waits for one of some signals without a handler: rt_sigtimedwait(2). */
  private record ForSignals(Kernel kernel, Task caller, long wanted, long infoAddress)
      implements Wait {
    @Override
    public @Nullable SyscallResult attempt() throws ErrnoException {
      final SignalInfo info = kernel.signals().take(caller, wanted);
      if (info == null) {
        return null;
      }
      if (infoAddress != 0) {
        caller.memory().copyOut(infoAddress, info.encode(), 0, SignalInfo.BYTES);
      }
      return SyscallResult.of(info.signal().number());
    }

    @Override
    public SyscallResult timedOut() {
      return SyscallResult.refused(Errno.EAGAIN);
    }

    @Override
    public void leave() {
      caller.signals().setAwaited(0);
    }

    @Override
    public String describe() {
      return "a signal of the set 0x" + Long.toHexString(wanted);
    }
  }

  /** Refusals come in the order of Linux's kernel/signal.c, rt_sigaction and do_sigaction. */
  SyscallResult sigaction(Task caller, SyscallRequest request) throws ErrnoException {
    checkSetSize(request.a3());
    SignalAction action = null;
    if (request.a1() != 0) {
      final byte[] bytes = new byte[SignalAction.BYTES];
      caller.memory().copyIn(request.a1(), bytes, 0, bytes.length);
      action = SignalAction.decode(bytes);
    }
    final Signal signal = signal((int) request.a0());
    if (action != null && (signal.bit() & TaskSignals.UNBLOCKABLE) != 0) {
      throw new ErrnoException(Errno.EINVAL, "cannot be caught or ignored: " + signal);
    }
    final byte[] before = caller.process().signals().action(signal).encode();
    if (action != null) {
      kernel.signals().setAction(caller.process(), signal, action);
    }
    if (request.a2() != 0) {
      caller.memory().copyOut(request.a2(), before, 0, before.length);
    }
    return SyscallResult.zero();
  }

  static SyscallResult sigprocmask(Task caller, SyscallRequest request) throws ErrnoException {
    checkSetSize(request.a3());
    final TaskSignals own = caller.signals();
    final long before = own.mask();
    if (request.a1() != 0) {
      final long set = caller.memory().readLong(request.a1());
      switch ((int) request.a0()) {
        case SIG_BLOCK -> own.setMask(before | set);
        case SIG_UNBLOCK -> own.setMask(before & ~set);
        case SIG_SETMASK -> own.setMask(set);
        default -> throw new ErrnoException(Errno.EINVAL, "how: " + (int) request.a0());
      }
    }
    if (request.a2() != 0) {
      writeSet(caller, request.a2(), before, SET_BYTES);
    }
    return SyscallResult.zero();
  }

  static SyscallResult sigpending(Task caller, SyscallRequest request) throws ErrnoException {
    if (Long.compareUnsigned(request.a1(), SET_BYTES) > 0) {
      throw new ErrnoException(Errno.EINVAL, "size of a set: " + request.a1());
    }
    writeSet(caller, request.a0(), caller.signals().blockedAndPending(), (int) request.a1());
    return SyscallResult.zero();
  }

  static SyscallResult sigsuspend(Task caller, SyscallRequest request) throws ErrnoException {
    checkSetSize(request.a1());
    final long set = caller.memory().readLong(request.a0());
    caller.signals().setMaskForNow(set);
    return caller.waitFor(new ForHandler("a signal to be handled (sigsuspend)"));
  }

  static SyscallResult pause(Task caller, SyscallRequest request) {
    return caller.waitFor(new ForHandler("a signal to be handled (pause)"));
  }

  SyscallResult sigtimedwait(Task caller, SyscallRequest request) throws ErrnoException {
    checkSetSize(request.a3());
    final long wanted = caller.memory().readLong(request.a0()) & ~TaskSignals.UNBLOCKABLE;
    long until = Long.MAX_VALUE;
    boolean never = false;
    if (request.a2() != 0) {
      final long nanos = readTimespec(caller, request.a2());
      never = nanos == 0;
      final long now = kernel.clock().nanos();
      until = nanos > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + nanos;
    }
    final ForSignals wait = new ForSignals(kernel, caller, wanted, request.a1());
    final SyscallResult there = wait.attempt();
    if (there != null) {
      return there;
    }
    if (never) {
      throw new ErrnoException(Errno.EAGAIN, "none of the signals is pending");
    }
    caller.signals().setAwaited(wanted);
    return caller.waitUntil(wait, until);
  }

  SyscallResult sigreturn(Task caller, SyscallRequest request) {
    kernel.signals().handlerReturned(caller);
    return SyscallResult.REGISTERS_SET;
  }

  /** Refusals come in the order of Linux's kernel/signal.c, do_sigaltstack. */
  static SyscallResult sigaltstack(Task caller, SyscallRequest request) throws ErrnoException {
    final TaskSignals own = caller.signals();
    final SignalStack before = own.stack();
    final long stackPointer = caller.registers().get(UserRegister.RSP);
    if (request.a0() != 0) {
      final byte[] bytes = new byte[STACK_BYTES];
      caller.memory().copyIn(request.a0(), bytes, 0, bytes.length);
      final ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      final SignalStack wanted = new SignalStack(from.getLong(0), from.getLong(16), from.getInt(8));
      if (before.isOn(stackPointer)) {
        throw new ErrnoException(Errno.EPERM, "the stack is in use: " + before);
      }
      if (!wanted.hasKnownFlags()) {
        throw new ErrnoException(Errno.EINVAL, "flags of a stack: " + wanted);
      }
      if (!wanted.isAcceptable()) {
        throw new ErrnoException(Errno.ENOMEM, "stack too small: bytes=" + wanted.size());
      }
      own.setStack(wanted.normal());
    }
    if (request.a1() != 0) {
      final byte[] bytes = new byte[STACK_BYTES];
      final ByteBuffer to = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      to.putLong(0, before.base())
          .putInt(8, before.state(stackPointer) | before.flags() & SignalStack.SS_AUTODISARM)
          .putLong(16, before.size());
      caller.memory().copyOut(request.a1(), bytes, 0, bytes.length);
    }
    return SyscallResult.zero();
  }

  /**
   * The signal of a number.
   *
   * @throws ErrnoException EINVAL if there is none
   */
  static Signal signal(int number) throws ErrnoException {
    return Signal.of(number)
        .orElseThrow(() -> new ErrnoException(Errno.EINVAL, "no signal: number=" + number));
  }

  private static void checkSetSize(long bytes) throws ErrnoException {
    if (bytes != SET_BYTES) {
      throw new ErrnoException(Errno.EINVAL, "size of a set: " + bytes);
    }
  }

  private static void writeSet(Task caller, long address, long set, int length)
      throws ErrnoException {
    final byte[] bytes =
        ByteBuffer.allocate(SET_BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(set).array();
    caller.memory().copyOut(address, bytes, 0, length);
  }

  /** Nanoseconds of a struct timespec; {@link Long#MAX_VALUE} for more than fit. */
  private static long readTimespec(Task caller, long address) throws ErrnoException {
    final byte[] bytes = new byte[TIMESPEC_BYTES];
    caller.memory().copyIn(address, bytes, 0, bytes.length);
    final ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    final long seconds = from.getLong(0);
    final long nanos = from.getLong(8);
    if (seconds < 0 || nanos < 0 || nanos >= NANOS_PER_SECOND) {
      throw new ErrnoException(Errno.EINVAL, "no time: seconds=" + seconds + ", nanos=" + nanos);
    }
    return seconds > Long.MAX_VALUE / NANOS_PER_SECOND - 1
        ? Long.MAX_VALUE
        : seconds * NANOS_PER_SECOND + nanos;
  }
}
