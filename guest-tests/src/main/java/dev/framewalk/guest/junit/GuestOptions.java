package dev.framewalk.guest.junit;

import dev.framewalk.emulator.harness.Trial;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.shm.ShmLimits;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What {@link GuestMachine} annotations come to together.
 *
 * @param config the machine
 * @param budget of the run
 * @param mayLeave names of objects that may be left behind, or {@code *}
 * @param linux whether Linux is asked as well
 */
record GuestOptions(
    MachineConfig config, Budget budget, Set<String> mayLeave, LinuxComparison linux) {
  GuestOptions {
    mayLeave = Set.copyOf(mayLeave);
  }

  /** What holds where nothing is said. */
  static GuestOptions defaults() {
    return new GuestOptions(
        MachineConfig.defaults(),
        Trial.instructions(Trial.DEFAULT_INSTRUCTIONS),
        Set.of(),
        LinuxComparison.OFF);
  }

  /**
   * @param annotations from the outermost class to the method
   * @throws GuestConfigurationException if a value is none
   */
  static GuestOptions of(List<GuestMachine> annotations) {
    GuestOptions options = defaults();
    for (final GuestMachine each : annotations) {
      try {
        options = options.with(each);
      } catch (IllegalArgumentException e) {
        throw new GuestConfigurationException("@GuestMachine: " + e.getMessage());
      }
    }
    return options;
  }

  /** The same under another seed. */
  GuestOptions withSeed(long seed) {
    return new GuestOptions(config.withSeed(seed), budget, mayLeave, linux);
  }

  private GuestOptions with(GuestMachine said) {
    MachineConfig machine = config;
    for (final long seed : oneAtMost("seed", LongStream.of(said.seed()).boxed().toList())) {
      machine = machine.withSeed(seed);
    }
    for (final int quantum : oneAtMost("quantum", boxed(said.quantum()))) {
      machine = machine.withQuantum(quantum);
    }
    if (!said.memory().isEmpty()) {
      machine = machine.withMemory(Quantity.bytes("@GuestMachine: memory", said.memory()));
    }
    if (!said.outputLimit().isEmpty()) {
      machine =
          machine.withOutputLimit(Quantity.bytes("@GuestMachine: outputLimit", said.outputLimit()));
    }
    // There is one model, so that being given none or one comes to the same.
    final List<GuestCpu> unused = oneAtMost("cpu", List.of(said.cpu()));
    final Set<String> leaves = new LinkedHashSet<>(mayLeave);
    for (final String name : said.mayLeave()) {
      leaves.add(name.startsWith("/") || name.equals("*") ? name : "/" + name);
    }
    LinuxComparison comparison = linux;
    for (final LinuxComparison given : oneAtMost("linux", List.of(said.linux()))) {
      comparison = given;
    }
    return new GuestOptions(
        machine.withShmLimits(limits(machine.shmLimits(), said)),
        said.budget().isEmpty()
            ? budget
            : Trial.instructions(Quantity.count("@GuestMachine: budget", said.budget())),
        leaves,
        comparison);
  }

  private static ShmLimits limits(ShmLimits before, GuestMachine said) {
    ShmLimits limits = before;
    for (final int objects : oneAtMost("maxObjects", boxed(said.maxObjects()))) {
      limits = limits.withObjects(objects);
    }
    for (final int bytes : oneAtMost("maxNameBytes", boxed(said.maxNameBytes()))) {
      limits = limits.withNameBytes(bytes);
    }
    return said.maxObjectSize().isEmpty()
        ? limits
        : limits.withObjectBytes(
            Quantity.bytes("@GuestMachine: maxObjectSize", said.maxObjectSize()));
  }

  private static List<Integer> boxed(int[] values) {
    return IntStream.of(values).boxed().toList();
  }

  private static <T> List<T> oneAtMost(String attribute, List<T> values) {
    if (values.size() > 1) {
      throw new GuestConfigurationException(
          "@GuestMachine: "
              + attribute
              + " takes one value, not "
              + values.size()
              + (attribute.equals("seed")
                  ? "; for several seeds write @GuestSeeds(\"1..50\")"
                  : ""));
    }
    return values;
  }

  /** Whether an object of this name, {@code /ring}, may be left behind. */
  boolean allows(String object) {
    return mayLeave.contains("*") || mayLeave.contains(object);
  }
}
