package dev.framewalk.emulator.kernel.signal;

import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.TimerQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A timer that sends a signal once or again and again. While its signal waits to be acted on it is
 * not sent again: what has passed by then is its overrun (timer_getoverrun(2)), and the periods go
 * on from when the first was due.
 *
 * <p>On a clock that always runs it stands in the machine's {@link TimerQueue}. A clock of CPU time
 * runs only with its process, so there {@link #check} looks after the process has run.
 */
final class PeriodicTimer {
  /** Least time between two signals that nobody wants, so that a machine gets further. */
  private static final long LEAST_UNWANTED = 1_000_000;

  private static final long NEVER = Long.MAX_VALUE;

  /** Sends the signal. */
  interface Sender {
    /** Says whether it waits to be acted on; false if the process ignores it. */
    boolean send();
  }

  /**
   * What is set.
   *
   * @param value nanoseconds until it rings, 0 if it does not
   * @param interval nanoseconds between two rings, 0 if it rings once
   */
  record Setting(long value, long interval) {}

  private final Kernel kernel;
  private final LongSupplier clock;
  private final boolean alwaysRuns;
  private final Sender sender;
  private TimerQueue.@Nullable Timer queued;
  private long due = NEVER;
  private long interval;
  private long rangAt;
  private boolean waits;

  /**
   * @param clock its clock in nanoseconds: the machine's, if it always runs
   */
  PeriodicTimer(Kernel kernel, LongSupplier clock, boolean alwaysRuns, Sender sender) {
    this.kernel = kernel;
    this.clock = clock;
    this.alwaysRuns = alwaysRuns;
    this.sender = sender;
  }

  /** Nanoseconds of its clock. */
  long now() {
    return clock.getAsLong();
  }

  /**
   * Rings at {@code instant} of its clock, and from then on each {@code period} unless that is 0.
   */
  void start(long instant, long period) {
    waits = false;
    interval = period;
    set(instant);
  }

  void stop() {
    start(NEVER, 0);
  }

  private void set(long instant) {
    final TimerQueue.Timer before = queued;
    if (before != null) {
      before.cancel();
      queued = null;
    }
    due = instant;
    if (alwaysRuns && due != NEVER) {
      queued = kernel.timers().at(instant, this::rings);
    }
  }

  /** Whether it has to be looked after when its process has run. */
  boolean needsChecks() {
    return !alwaysRuns && due != NEVER;
  }

  /** Rings if it is time. */
  void check() {
    if (needsChecks() && now() >= due) {
      rings();
    }
  }

  private void rings() {
    rangAt = due;
    queued = null;
    due = NEVER;
    if (sender.send()) {
      waits = true;
    } else if (interval != 0) {
      final long least = (LEAST_UNWANTED + interval - 1) / interval;
      set(rangAt + interval * Math.max(least, missed() + 1));
    }
  }

  /** Rings that were missed since the one that sent a signal. */
  private long missed() {
    return interval == 0 ? 0 : Math.max(0, now() - rangAt) / interval;
  }

  /** What is set now. */
  Setting setting() {
    if (due == NEVER && (!waits || interval == 0)) {
      return new Setting(0, due == NEVER && !waits ? interval : 0);
    }
    final long next = due == NEVER ? rangAt + interval * (missed() + 1) : due;
    // One that is due has a nanosecond left, so that it does not look as if it were off.
    return new Setting(Math.max(1, next - now()), interval);
  }

  /** Its signal is acted on: the next period begins. Returns how many were missed. */
  int taken() {
    final long missed = waits ? missed() : 0;
    if (waits && interval != 0) {
      set(rangAt + interval * (missed + 1));
    }
    waits = false;
    return (int) Math.min(missed, Integer.MAX_VALUE);
  }
}
