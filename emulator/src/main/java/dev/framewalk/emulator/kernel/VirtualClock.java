package dev.framewalk.emulator.kernel;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

/**
 * The time that guests see, in nanoseconds since the machine started. It advances with the run, and
 * jumps when everybody waits, so that a run that is repeated sees the same time and a guest that
 * sleeps an hour takes none.
 */
public final class VirtualClock {
  /** Nanoseconds that an exit from the guest is worth. */
  private static final long NANOS_PER_EXIT = 1000;

  private long nanos;
  private long exits;

  /** The guest left the CPU once; says how many nanoseconds that was worth. */
  @CanIgnoreReturnValue
  public long exit() {
    nanos += NANOS_PER_EXIT;
    exits++;
    return NANOS_PER_EXIT;
  }

  /** The guest ran so many instructions without leaving: a nanosecond each, which it returns. */
  @CanIgnoreReturnValue
  public long ran(long instructions) {
    nanos += instructions;
    return instructions;
  }

  /** Nanoseconds since the machine started; the time-stamp counter counts the same. */
  public long nanos() {
    return nanos;
  }

  /** How often guests left the CPU: a place in the run that is the same in every repetition. */
  public long exits() {
    return exits;
  }

  /** Jumps to {@code instant}, if that is still to come. */
  public void advanceTo(long instant) {
    nanos = Math.max(nanos, instant);
  }
}
