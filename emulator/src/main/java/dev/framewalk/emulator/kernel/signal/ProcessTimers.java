package dev.framewalk.emulator.kernel.signal;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.GuestClock;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.Timespec;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The timers of one process that send it signals: setitimer(2) and timer_create(2). */
public final class ProcessTimers {
  /** The three of setitimer(2), by their numbers. */
  public enum Interval {
    REAL(Signal.SIGALRM),
    VIRTUAL(Signal.SIGVTALRM),
    PROF(Signal.SIGPROF);

    private final Signal signal;

    Interval(Signal signal) {
      this.signal = signal;
    }
  }

  /**
   * How a timer of timer_create(2) tells that it rang.
   *
   * @param signal null for no way at all (SIGEV_NONE)
   * @param value si_value; null for the timer's number
   * @param target the task that is told; null for the process (SIGEV_THREAD_ID)
   */
  public record Notice(@Nullable Signal signal, @Nullable Long value, @Nullable Task target) {}

  /** What is set, in nanoseconds: until it rings or 0, and between two rings or 0. */
  public record Setting(long value, long interval) {
    /** None. */
    public static final Setting OFF = new Setting(0, 0);
  }

  private static final class Numbered {
    final GuestClock clock;
    final PeriodicTimer timer;
    int overrun;

    Numbered(GuestClock clock, PeriodicTimer timer) {
      this.clock = clock;
      this.timer = timer;
    }
  }

  /** Timers of a process at most (Linux has RLIMIT_SIGPENDING for it). */
  private static final int MOST = 4096;

  private final Map<Interval, PeriodicTimer> intervals = new EnumMap<>(Interval.class);
  private final Map<Integer, Numbered> numbered = new TreeMap<>();
  private int nextNumber;
  private boolean checks;

  /** What is set of {@code which} (getitimer(2)). */
  public Setting interval(Interval which) {
    final PeriodicTimer timer = intervals.get(which);
    return timer == null ? Setting.OFF : setting(timer);
  }

  /** Sets {@code which} of {@code process}'s; a value of 0 stops it (setitimer(2)). */
  public void setInterval(Kernel kernel, Process process, Interval which, Setting setting) {
    final PeriodicTimer timer =
        intervals.computeIfAbsent(which, key -> intervalTimer(kernel, process, key));
    if (setting.value() == 0) {
      timer.stop();
    } else {
      timer.start(plus(timer.now(), setting.value()), setting.interval());
    }
    noteChecks();
  }

  /** VIRTUAL and PROF are the same here: what the kernel does for a process takes it no time. */
  private static PeriodicTimer intervalTimer(Kernel kernel, Process process, Interval which) {
    final boolean real = which == Interval.REAL;
    return new PeriodicTimer(
        kernel,
        real ? () -> kernel.clock().nanos() : () -> process.cpuTime().nanos(),
        real,
        () -> {
          kernel.signals().send(process, SignalInfo.ofKernel(which.signal));
          return isPending(process.signals().pending, which.signal);
        });
  }

  private static boolean isPending(PendingSignals pending, Signal signal) {
    return (pending.set() & signal.bit()) != 0;
  }

  /**
   * A new timer, which is not set (timer_create(2)).
   *
   * @return its number
   * @throws ErrnoException EAGAIN if there are too many
   */
  public int create(Kernel kernel, Task caller, GuestClock clock, Notice notice)
      throws ErrnoException {
    if (numbered.size() >= MOST) {
      throw new ErrnoException(Errno.EAGAIN, "too many timers: " + numbered.size());
    }
    final int number = nextNumber++;
    final boolean alwaysRuns =
        clock.source() == GuestClock.Source.REAL || clock.source() == GuestClock.Source.MONOTONIC;
    final PeriodicTimer timer =
        new PeriodicTimer(
            kernel,
            alwaysRuns ? () -> kernel.clock().nanos() : clock::nanos,
            alwaysRuns,
            () -> tell(kernel, caller.process(), number, notice));
    numbered.put(number, new Numbered(clock, timer));
    return number;
  }

  /** Says whether a signal now waits for somebody to act on it. */
  private static boolean tell(Kernel kernel, Process process, int number, Notice notice) {
    final Signal signal = notice.signal();
    if (signal == null) {
      return false;
    }
    final long value = notice.value() == null ? number : notice.value();
    final SignalInfo info =
        new SignalInfo(signal, 0, SignalInfo.SI_TIMER, new SignalInfo.OfTimer(number, 0, value));
    final Task target = notice.target();
    if (target == null) {
      return kernel.signals().send(process, info) && isPending(process.signals().pending, signal);
    }
    return kernel.signals().send(target, info) && isPending(target.signals().pending, signal);
  }

  /** What is set of timer {@code number} (timer_gettime(2)). */
  public Setting setting(int number) throws ErrnoException {
    return setting(find(number).timer);
  }

  /**
   * Sets timer {@code number}; a value of 0 stops it (timer_settime(2)).
   *
   * @param absolute whether {@code value} is a reading of its clock (TIMER_ABSTIME)
   */
  public void set(int number, Timespec value, long interval, boolean absolute)
      throws ErrnoException {
    final Numbered found = find(number);
    found.overrun = 0;
    if (value.toNanos() == 0) {
      found.timer.stop();
    } else if (absolute) {
      found.timer.start(found.clock.instant(value), interval);
    } else {
      found.timer.start(plus(found.timer.now(), value.toNanos()), interval);
    }
    noteChecks();
    // One on CPU time that is due already rings at once.
    found.timer.check();
  }

  /** Rings that the last signal of timer {@code number} stands for beyond its own. */
  public int overrun(int number) throws ErrnoException {
    return find(number).overrun;
  }

  /** Ends timer {@code number} (timer_delete(2)). */
  public void delete(int number) throws ErrnoException {
    find(number).timer.stop();
    numbered.remove(number);
    noteChecks();
  }

  private Numbered find(int number) throws ErrnoException {
    final Numbered found = numbered.get(number);
    if (found == null) {
      throw new ErrnoException(Errno.EINVAL, "no such timer: number=" + number);
    }
    return found;
  }

  private static Setting setting(PeriodicTimer timer) {
    final PeriodicTimer.Setting now = timer.setting();
    return new Setting(now.value(), now.interval());
  }

  private static long plus(long now, long nanos) {
    return nanos > Long.MAX_VALUE - now ? Long.MAX_VALUE - 1 : now + nanos;
  }

  /** Whether timers are set that count CPU time, so that {@link #check} is to be called. */
  public boolean needChecks() {
    return checks;
  }

  /** Lets those ring that count the CPU time that the process has just had. */
  public void check() {
    if (checks) {
      intervals.values().forEach(PeriodicTimer::check);
      numbered.values().forEach(each -> each.timer.check());
      noteChecks();
    }
  }

  private void noteChecks() {
    boolean any = false;
    for (final PeriodicTimer timer : intervals.values()) {
      any |= timer.needsChecks();
    }
    for (final Numbered each : numbered.values()) {
      any |= each.timer.needsChecks();
    }
    checks = any;
  }

  /** {@code info} as whoever acts on it sees it: of a timer, with what has happened since. */
  SignalInfo taken(SignalInfo info) {
    if (info.fields() instanceof SignalInfo.OfTimer of) {
      final Numbered found = numbered.get(of.timer());
      if (found == null) {
        return info;
      }
      found.overrun = found.timer.taken();
      noteChecks();
      return new SignalInfo(
          info.signal(),
          info.errno(),
          info.code(),
          new SignalInfo.OfTimer(of.timer(), found.overrun, of.value()));
    }
    if (!intervals.isEmpty() && info.code() == SignalInfo.SI_KERNEL) {
      for (final Map.Entry<Interval, PeriodicTimer> each : intervals.entrySet()) {
        if (each.getKey().signal == info.signal()) {
          final int unused = each.getValue().taken();
          noteChecks();
        }
      }
    }
    return info;
  }

  /** Ends those that a program that begins does not keep: all of timer_create's (execve(2)). */
  void exec() {
    numbered.values().forEach(each -> each.timer.stop());
    numbered.clear();
    noteChecks();
  }

  /** Ends all of them. */
  void close() {
    exec();
    intervals.values().forEach(PeriodicTimer::stop);
    checks = false;
  }
}
