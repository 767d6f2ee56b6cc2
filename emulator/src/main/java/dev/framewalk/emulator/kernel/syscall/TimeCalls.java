package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.GuestClock;
import dev.framewalk.emulator.kernel.GuestClock.Use;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.Sleep;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.Timespec;
import dev.framewalk.emulator.kernel.UserMemory;

/** What time it is, how long the CPU was had, and sleeping. */
final class TimeCalls {
  private static final int TIMER_ABSTIME = 1;
  private static final int CLOCK_REALTIME = 0;
  private static final int RUSAGE_SELF = 0;
  private static final int RUSAGE_CHILDREN = -1;
  private static final int RUSAGE_THREAD = 1;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** Nanoseconds of a tick of times(2): USER_HZ is 100. */
  private static final long NANOS_PER_TICK = 10_000_000;

  /** Bytes of struct rusage: two timevals and fourteen words. */
  private static final int USAGE_BYTES = 144;

  /** Of ru_maxrss in struct rusage. */
  private static final int MAX_RSS = 32;

  /** Bytes of struct timezone. */
  private static final int ZONE_BYTES = 8;

  private final Kernel kernel;

  TimeCalls(Kernel kernel) {
    this.kernel = kernel;
  }

  /** {@code span} behind {@code now}; {@link Long#MAX_VALUE}, that is never, if that is too far. */
  static long after(long now, long span) {
    return span > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + span;
  }

  static SyscallResult clockGettime(Task caller, SyscallRequest request) throws ErrnoException {
    final GuestClock clock = GuestClock.of(caller, (int) request.a0());
    Timespec.ofNanos(clock.nanos()).write(caller.memory(), request.a1());
    return SyscallResult.zero();
  }

  static SyscallResult clockGetres(Task caller, SyscallRequest request) throws ErrnoException {
    final GuestClock clock = GuestClock.of(caller, (int) request.a0());
    if (request.a1() != 0) {
      Timespec.ofNanos(clock.resolution()).write(caller.memory(), request.a1());
    }
    return SyscallResult.zero();
  }

  /** Nobody sets the time: a run would not repeat (as on a Linux without CAP_SYS_TIME). */
  static SyscallResult clockSettime(Task caller, SyscallRequest request) throws ErrnoException {
    final int id = (int) request.a0();
    final GuestClock clock = GuestClock.of(caller, id);
    if (id > CLOCK_REALTIME
        && clock.source() != GuestClock.Source.PROCESS
        && clock.source() != GuestClock.Source.TASK) {
      throw new ErrnoException(Errno.EINVAL, "clock cannot be set: id=" + id);
    }
    final Timespec unused = Timespec.readValid(caller.memory(), request.a1());
    throw new ErrnoException(Errno.EPERM, "the time is the machine's: id=" + id);
  }

  SyscallResult gettimeofday(Task caller, SyscallRequest request) throws ErrnoException {
    if (request.a0() != 0) {
      Timespec.ofNanos(kernel.realNanos()).writeTimeval(caller.memory(), request.a0());
    }
    if (request.a1() != 0) {
      caller.memory().copyOut(request.a1(), new byte[ZONE_BYTES], 0, ZONE_BYTES);
    }
    return SyscallResult.zero();
  }

  static SyscallResult settimeofday(Task caller, SyscallRequest request) throws ErrnoException {
    if (request.a0() != 0) {
      final long seconds = caller.memory().readLong(request.a0());
      final long micros = caller.memory().readLong(request.a0() + 8);
      if (seconds < 0 || micros < 0 || micros >= 1_000_000) {
        throw new ErrnoException(Errno.EINVAL, "timeval: micros=" + micros);
      }
    }
    throw new ErrnoException(Errno.EPERM, "the time is the machine's");
  }

  SyscallResult time(Task caller, SyscallRequest request) throws ErrnoException {
    final long seconds = kernel.realNanos() / NANOS_PER_SECOND;
    if (request.a0() != 0) {
      caller.memory().writeLong(request.a0(), seconds);
    }
    return SyscallResult.of(seconds);
  }

  SyscallResult nanosleep(Task caller, SyscallRequest request) throws ErrnoException {
    final Timespec span = Timespec.readValid(caller.memory(), request.a0());
    return Sleep.start(caller, after(kernel.clock().nanos(), span.toNanos()), request.a1());
  }

  SyscallResult clockNanosleep(Task caller, SyscallRequest request) throws ErrnoException {
    final int id = (int) request.a0();
    final GuestClock clock = GuestClock.of(caller, id);
    if (clock.use() != Use.SLEEP) {
      throw new ErrnoException(Errno.EOPNOTSUPP, "nobody can sleep by it: id=" + id);
    }
    final Timespec time = Timespec.readValid(caller.memory(), request.a2());
    if ((request.a1() & TIMER_ABSTIME) != 0) {
      return Sleep.start(caller, clock.instant(time), 0);
    }
    return Sleep.start(caller, after(kernel.clock().nanos(), time.toNanos()), request.a3());
  }

  /** All time that a process has had the CPU is its own; none is said to be the kernel's. */
  SyscallResult times(Task caller, SyscallRequest request) throws ErrnoException {
    if (request.a0() != 0) {
      final UserMemory memory = caller.memory();
      final long own = caller.process().cpuTime().nanos() / NANOS_PER_TICK;
      final long children = caller.process().cpuTime().childNanos() / NANOS_PER_TICK;
      memory.writeLong(request.a0(), own);
      memory.writeLong(request.a0() + 8, 0);
      memory.writeLong(request.a0() + 16, children);
      memory.writeLong(request.a0() + 24, 0);
    }
    return SyscallResult.of(kernel.clock().nanos() / NANOS_PER_TICK);
  }

  /** The largest size is given as all pages that were ever entered; other counts are 0. */
  static SyscallResult getrusage(Task caller, SyscallRequest request) throws ErrnoException {
    final int who = (int) request.a0();
    final long nanos =
        switch (who) {
          case RUSAGE_SELF -> caller.process().cpuTime().nanos();
          case RUSAGE_CHILDREN -> caller.process().cpuTime().childNanos();
          case RUSAGE_THREAD -> caller.cpuNanos();
          default -> throw new ErrnoException(Errno.EINVAL, "getrusage: who=" + who);
        };
    final long pages = who == RUSAGE_CHILDREN ? 0 : caller.space().pagesMapped();
    storeUsage(caller.memory(), request.a1(), nanos, pages);
    return SyscallResult.zero();
  }

  /**
   * Stores a struct rusage.
   *
   * @param nanos that the CPU was had
   * @param pages the largest size
   */
  static void storeUsage(UserMemory memory, long address, long nanos, long pages)
      throws ErrnoException {
    memory.copyOut(address, new byte[USAGE_BYTES], 0, USAGE_BYTES);
    Timespec.ofNanos(nanos).writeTimeval(memory, address);
    memory.writeLong(address + MAX_RSS, pages << 2);
  }
}
