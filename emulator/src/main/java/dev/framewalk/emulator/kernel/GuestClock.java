package dev.framewalk.emulator.kernel;

import java.util.Optional;

/**
 * A clock that programs can read (clock_gettime(2)). All of them are drawn from {@link
 * VirtualClock}, so that a run that is repeated reads the same.
 */
public final class GuestClock {
  /** What a clock counts. */
  public enum Source {
    /** Time of day. */
    REAL,
    /** Time since the machine started. */
    MONOTONIC,
    /** Time that a process has had the CPU. */
    PROCESS,
    /** Time that a task has had the CPU. */
    TASK
  }

  /** What a task can do with a clock but read it. */
  public enum Use {
    READ_ONLY,
    SLEEP
  }

  /** Nanoseconds between two ticks of the coarse clocks: CONFIG_HZ is 250. */
  private static final long TICK = 4_000_000;

  /** Bits 2 to 0 of the number of a clock of one process or task (posix-timers, CPUCLOCK_*). */
  private static final int KIND = 7;

  private static final int OF_TASK = 4;
  private static final int MOST_KIND = 2;
  private static final int TYPE = 3;

  private final Source source;
  private final long resolution;
  private final Use use;
  private final Task task;

  private GuestClock(Source source, long resolution, Use use, Task task) {
    this.source = source;
    this.resolution = resolution;
    this.use = use;
    this.task = task;
  }

  /**
   * The clock of Linux's number {@code id} as {@code caller} sees it.
   *
   * @throws ErrnoException EINVAL if there is none
   */
  public static GuestClock of(Task caller, int id) throws ErrnoException {
    return switch (id) {
      case 0, 11 -> new GuestClock(Source.REAL, 1, Use.SLEEP, caller);
      case 1, 7 -> new GuestClock(Source.MONOTONIC, 1, Use.SLEEP, caller);
      case 2 -> new GuestClock(Source.PROCESS, 1, Use.READ_ONLY, caller);
      case 3 -> new GuestClock(Source.TASK, 1, Use.READ_ONLY, caller);
      case 4 -> new GuestClock(Source.MONOTONIC, 1, Use.READ_ONLY, caller);
      case 5 -> new GuestClock(Source.REAL, TICK, Use.READ_ONLY, caller);
      case 6 -> new GuestClock(Source.MONOTONIC, TICK, Use.READ_ONLY, caller);
      default -> ofSomebody(caller, id);
    };
  }

  /** The clock of another process or task: the number is its, negated, with a kind behind it. */
  private static GuestClock ofSomebody(Task caller, int id) throws ErrnoException {
    final int number = ~(id >> 3);
    if (id < 0 && (id & TYPE) <= MOST_KIND && number >= 0) {
      final boolean ofTask = (id & KIND & OF_TASK) != 0;
      final Kernel kernel = caller.process().kernel();
      final Optional<Task> named =
          number == 0
              ? Optional.of(caller)
              : ofTask
                  ? kernel.task(number).filter(task -> task.process() == caller.process())
                  : kernel.process(number).filter(Process::alive).map(Process::leader);
      if (named.isPresent()) {
        return new GuestClock(ofTask ? Source.TASK : Source.PROCESS, 1, Use.READ_ONLY, named.get());
      }
    }
    throw new ErrnoException(Errno.EINVAL, "clock: id=" + id);
  }

  public Source source() {
    return source;
  }

  /** Nanoseconds between two readings that differ. */
  public long resolution() {
    return resolution;
  }

  /** Whether tasks can sleep by it (clock_nanosleep(2)). */
  public Use use() {
    return use;
  }

  /** What it shows now, in nanoseconds. */
  public long nanos() {
    final Kernel kernel = task.process().kernel();
    final long nanos =
        switch (source) {
          case REAL -> kernel.realNanos();
          case MONOTONIC -> kernel.clock().nanos();
          case PROCESS -> task.process().cpuTime().nanos();
          case TASK -> task.cpuNanos();
        };
    return nanos - nanos % resolution;
  }

  /** The instant of {@link VirtualClock#nanos()} at which it shows {@code reading}, or did. */
  public long instant(Timespec reading) {
    final long nanos = reading.toNanos();
    if (nanos == Long.MAX_VALUE || source != Source.REAL) {
      return nanos;
    }
    final Kernel kernel = task.process().kernel();
    return nanos - (kernel.realNanos() - kernel.clock().nanos());
  }
}
