package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.GuestClock;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.Timespec;
import dev.framewalk.emulator.kernel.UserMemory;
import dev.framewalk.emulator.kernel.signal.ProcessTimers;
import dev.framewalk.emulator.kernel.signal.ProcessTimers.Interval;
import dev.framewalk.emulator.kernel.signal.ProcessTimers.Notice;
import dev.framewalk.emulator.kernel.signal.ProcessTimers.Setting;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Timers that send signals: alarm(2), setitimer(2), timer_create(2) and theirs. */
record TimerCalls(Kernel kernel) {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long NANOS_PER_MICRO = 1000;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private static final int SIGEV_SIGNAL = 0;
  private static final int SIGEV_NONE = 1;
  private static final int SIGEV_THREAD = 2;
  private static final int SIGEV_THREAD_ID = 4;

  /** Bytes of a struct sigevent: value, signal, notify, task, and what nobody reads. */
  private static final int SIGEVENT_BYTES = 64;

  private static final int TIMER_ABSTIME = 1;

  SyscallResult alarm(Task caller, SyscallRequest request) {
    final ProcessTimers timers = caller.process().signals().timers();
    final long left = timers.interval(Interval.REAL).value();
    final long seconds = request.a0() & 0xffff_ffffL;
    timers.setInterval(
        kernel, caller.process(), Interval.REAL, new Setting(seconds * NANOS_PER_SECOND, 0));
    // Rounded, but never to 0 (Linux kernel/time/itimer.c, alarm_setitimer).
    final long whole = left / NANOS_PER_SECOND;
    final boolean up = left % NANOS_PER_SECOND >= NANOS_PER_SECOND / 2 || (whole == 0 && left != 0);
    return SyscallResult.of(whole + (up ? 1 : 0));
  }

  SyscallResult getitimer(Task caller, SyscallRequest request) throws ErrnoException {
    final Interval which = which((int) request.a0());
    writeMicros(caller.memory(), request.a1(), caller.process().signals().timers().interval(which));
    return SyscallResult.zero();
  }

  SyscallResult setitimer(Task caller, SyscallRequest request) throws ErrnoException {
    final UserMemory memory = caller.memory();
    Setting setting = Setting.OFF;
    if (request.a1() != 0) {
      final byte[] bytes = new byte[2 * Timespec.BYTES];
      memory.copyIn(request.a1(), bytes, 0, bytes.length);
      final ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      final long interval = ofMicros(from.getLong(0), from.getLong(8));
      setting = new Setting(ofMicros(from.getLong(16), from.getLong(24)), interval);
    }
    final Interval which = which((int) request.a0());
    final ProcessTimers timers = caller.process().signals().timers();
    final Setting before = timers.interval(which);
    timers.setInterval(kernel, caller.process(), which, setting);
    if (request.a2() != 0) {
      writeMicros(memory, request.a2(), before);
    }
    return SyscallResult.zero();
  }

  private static Interval which(int number) throws ErrnoException {
    if (number < 0 || number >= Interval.values().length) {
      throw new ErrnoException(Errno.EINVAL, "no interval timer: number=" + number);
    }
    return Interval.values()[number];
  }

  private static long ofMicros(long seconds, long micros) throws ErrnoException {
    if (seconds < 0 || micros < 0 || micros >= MICROS_PER_SECOND) {
      throw new ErrnoException(Errno.EINVAL, "timeval: seconds=" + seconds + ", micros=" + micros);
    }
    return new Timespec(seconds, micros * NANOS_PER_MICRO).toNanos();
  }

  /** What is left is never rounded to nothing. */
  private static void writeMicros(UserMemory memory, long address, Setting setting)
      throws ErrnoException {
    final long left = setting.value() == 0 ? 0 : Math.max(NANOS_PER_MICRO, setting.value());
    Timespec.ofNanos(setting.interval()).writeTimeval(memory, address);
    Timespec.ofNanos(left).writeTimeval(memory, address + Timespec.BYTES);
  }

  SyscallResult create(Task caller, SyscallRequest request) throws ErrnoException {
    final GuestClock clock = GuestClock.of(caller, (int) request.a0());
    if (clock.resolution() != 1) {
      throw new ErrnoException(Errno.EOPNOTSUPP, "clock without timers: " + (int) request.a0());
    }
    final Notice notice =
        request.a1() == 0 ? new Notice(Signal.SIGALRM, null, null) : notice(caller, request.a1());
    final ProcessTimers timers = caller.process().signals().timers();
    final int number = timers.create(kernel, caller, clock, notice);
    boolean done = false;
    try {
      caller.memory().writeInt(request.a2(), number);
      done = true;
    } finally {
      if (!done) {
        timers.delete(number);
      }
    }
    return SyscallResult.zero();
  }

  private Notice notice(Task caller, long address) throws ErrnoException {
    final byte[] bytes = new byte[SIGEVENT_BYTES];
    caller.memory().copyIn(address, bytes, 0, bytes.length);
    final ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    final long value = from.getLong(0);
    final int notify = from.getInt(12);
    switch (notify) {
      case SIGEV_NONE -> {
        return new Notice(null, value, null);
      }
      case SIGEV_SIGNAL, SIGEV_THREAD -> {
        return new Notice(SignalCalls.signal(from.getInt(8)), value, null);
      }
      case SIGEV_THREAD_ID -> {
        final int tid = from.getInt(16);
        final Task target =
            kernel
                .task(tid)
                .filter(task -> task.process() == caller.process())
                .orElseThrow(() -> new ErrnoException(Errno.EINVAL, "no task of mine: " + tid));
        return new Notice(SignalCalls.signal(from.getInt(8)), value, target);
      }
      default -> throw new ErrnoException(Errno.EINVAL, "sigev_notify: " + notify);
    }
  }

  static SyscallResult settime(Task caller, SyscallRequest request) throws ErrnoException {
    final ProcessTimers timers = caller.process().signals().timers();
    final int number = (int) request.a0();
    if (request.a2() == 0) {
      throw new ErrnoException(Errno.EINVAL, "no new value");
    }
    final UserMemory memory = caller.memory();
    final Timespec interval = Timespec.read(memory, request.a2());
    final Timespec value = Timespec.read(memory, request.a2() + Timespec.BYTES);
    if (!interval.isValid() || !value.isValid()) {
      throw new ErrnoException(Errno.EINVAL, "times: " + value + ", " + interval);
    }
    final Setting before = timers.setting(number);
    timers.set(number, value, interval.toNanos(), ((int) request.a1() & TIMER_ABSTIME) != 0);
    if (request.a3() != 0) {
      write(memory, request.a3(), before);
    }
    return SyscallResult.zero();
  }

  static SyscallResult gettime(Task caller, SyscallRequest request) throws ErrnoException {
    final ProcessTimers timers = caller.process().signals().timers();
    write(caller.memory(), request.a1(), timers.setting((int) request.a0()));
    return SyscallResult.zero();
  }

  private static void write(UserMemory memory, long address, Setting setting)
      throws ErrnoException {
    Timespec.ofNanos(setting.interval()).write(memory, address);
    Timespec.ofNanos(setting.value()).write(memory, address + Timespec.BYTES);
  }

  static SyscallResult getoverrun(Task caller, SyscallRequest request) throws ErrnoException {
    return SyscallResult.of(caller.process().signals().timers().overrun((int) request.a0()));
  }

  static SyscallResult delete(Task caller, SyscallRequest request) throws ErrnoException {
    caller.process().signals().timers().delete((int) request.a0());
    return SyscallResult.zero();
  }
}
