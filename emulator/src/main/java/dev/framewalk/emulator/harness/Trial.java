package dev.framewalk.emulator.harness;

import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.MachineConfig;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * All that decides a run of a test: the same trial gives the same run, instruction for instruction.
 *
 * @param name what the test is called
 * @param programs in the order in which they are loaded; their names differ
 * @param config the machine
 * @param budget of the whole run
 */
public record Trial(String name, List<TestProgram> programs, MachineConfig config, Budget budget) {
  /** Guest instructions of a trial that is told nothing. */
  public static final long DEFAULT_INSTRUCTIONS = 100_000_000;

  private static final long MANY_EXITS = 250_000;
  private static final long MOST_WEIGHT = 400;

  /**
   * What a run may take on the host's clock. It ends what the count of instructions does not, on a
   * host that stands still: not a guest's fault.
   */
  public static final Duration BACKSTOP = Duration.ofMinutes(5);

  /**
   * @throws IllegalArgumentException if there is no program, or two have the same name
   */
  public Trial {
    programs = List.copyOf(programs);
    if (programs.isEmpty()) {
      throw new IllegalArgumentException("a trial needs a program: name=" + name);
    }
    final Set<String> names = new HashSet<>();
    for (final TestProgram program : programs) {
      if (!names.add(program.name())) {
        throw new IllegalArgumentException(
            "two programs of one name: " + program.name() + "; give each its own");
      }
    }
  }

  /** A trial on the usual machine with the usual budget. */
  public static Trial of(String name, List<TestProgram> programs) {
    return new Trial(name, programs, MachineConfig.defaults(), instructions(DEFAULT_INSTRUCTIONS));
  }

  /**
   * A budget of this many guest instructions, with the backstop. A system call or a fault takes the
   * host as long as hundreds of instructions: they count so much that there may be 250,000 of them,
   * or one for 400 instructions where that is more; so who forks or calls without end comes to the
   * end of the budget before the backstop.
   */
  public static Budget instructions(long limit) {
    final long weight = Math.max(1, Math.min(MOST_WEIGHT, limit / MANY_EXITS));
    return new Budget(Optional.of(BACKSTOP), OptionalLong.of(limit), weight);
  }

  /** The same with another seed. */
  public Trial withSeed(long seed) {
    return new Trial(name, programs, config.withSeed(seed), budget);
  }

  /** The same on another machine. */
  public Trial withConfig(MachineConfig other) {
    return new Trial(name, programs, other, budget);
  }

  /** The same with another budget. */
  public Trial withBudget(Budget other) {
    return new Trial(name, programs, config, other);
  }
}
