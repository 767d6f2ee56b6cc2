package dev.framewalk.emulator.machine;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much a run may take, so that nothing runs for ever.
 *
 * <p>Wall time costs nothing and differs from run to run. Guest instructions are counted exactly
 * the same on every machine, which takes the whole run through the counting engine; an exit from
 * the guest (a system call, a fault) counts as one unless it is given a weight, and a quantum that
 * was used up counts as its instructions, because a CPU that leaves early cannot say how many it
 * ran.
 *
 * @param exitWeight as how many instructions an exit counts, at least 1
 */
public record Budget(Optional<Duration> wallTime, OptionalLong instructions, long exitWeight) {
  /** A minute of wall time. */
  public static final Budget DEFAULT = wallTime(Duration.ofMinutes(1));

  /** Longer than any run: for a limit that is not set. */
  static final Duration UNLIMITED = Duration.ofDays(10_000);

  /**
   * @throws IllegalArgumentException if a limit is not positive
   */
  public Budget {
    if (wallTime.isPresent() && (wallTime.get().isNegative() || wallTime.get().isZero())) {
      throw new IllegalArgumentException("wall time must be positive: " + wallTime.get());
    }
    if (instructions.isPresent() && instructions.getAsLong() <= 0) {
      throw new IllegalArgumentException(
          "instructions must be positive: " + instructions.getAsLong());
    }
    if (exitWeight < 1) {
      throw new IllegalArgumentException("an exit counts as one at least: " + exitWeight);
    }
  }

  /** A budget in which an exit counts as one instruction. */
  public Budget(Optional<Duration> wallTime, OptionalLong instructions) {
    this(wallTime, instructions, 1);
  }

  /** At most this much wall time. */
  public static Budget wallTime(Duration limit) {
    return new Budget(Optional.of(limit), OptionalLong.empty());
  }

  /** At most this many guest instructions, and a minute. */
  public static Budget instructions(long limit) {
    return new Budget(DEFAULT.wallTime(), OptionalLong.of(limit));
  }
}
