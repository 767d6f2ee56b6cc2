package dev.framewalk.emulator.kernel;

import java.util.Comparator;
import java.util.OptionalLong;
import java.util.TreeSet;

/** What is to happen at instants of the virtual clock; those of one instant in their order. */
public final class TimerQueue {
  /** One thing that is to happen once. */
  public final class Timer {
    private final long nanos;
    private final long sequence;
    private final Runnable action;

    private Timer(long nanos, long sequence, Runnable action) {
      this.nanos = nanos;
      this.sequence = sequence;
      this.action = action;
    }

    /** When it is to happen. */
    public long nanos() {
      return nanos;
    }

    /** Calls it off; one that has happened stays so. */
    public void cancel() {
      timers.remove(this);
      lookAhead();
    }
  }

  private final TreeSet<Timer> timers =
      new TreeSet<>(
          Comparator.comparingLong((Timer timer) -> timer.nanos)
              .thenComparingLong(timer -> timer.sequence));
  private long sequence;

  /** When the first of them is due, kept for the run loop; {@link Long#MAX_VALUE} without any. */
  private long next = Long.MAX_VALUE;

  /** Lets {@code action} happen at {@code nanos}, or at once if that has passed. */
  public Timer at(long nanos, Runnable action) {
    final Timer timer = new Timer(nanos, sequence++, action);
    timers.add(timer);
    next = Math.min(next, nanos);
    return timer;
  }

  /** When something happens next at the earliest; empty if nothing does. */
  public OptionalLong next() {
    return timers.isEmpty() ? OptionalLong.empty() : OptionalLong.of(timers.first().nanos);
  }

  /** Whether nothing is to happen. */
  public boolean isEmpty() {
    return timers.isEmpty();
  }

  /** Whether something is to happen by {@code now}. */
  public boolean isDue(long now) {
    return next <= now;
  }

  /** {@code nanos}, or less if something happens before they are over, but at least 1. */
  public long untilNext(long now, long nanos) {
    return Math.min(nanos, Math.max(1, next - now));
  }

  /** Lets happen what was to happen by {@code now}. */
  public void fire(long now) {
    if (now < next) {
      return;
    }
    while (!timers.isEmpty() && timers.first().nanos <= now) {
      timers.pollFirst().action.run();
    }
    lookAhead();
  }

  private void lookAhead() {
    next = timers.isEmpty() ? Long.MAX_VALUE : timers.first().nanos;
  }
}
