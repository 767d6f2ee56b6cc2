package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.ProcessEnd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which processes a run's summary tells of: every program that was loaded, what still lives, and
 * children that a signal ended. Of those that ended well a guest may make any number.
 */
final class Outcomes {
  /** Children with a bad end that are remembered. */
  private static final int CHILDREN_KEPT = 256;

  private final List<Process> loaded = new ArrayList<>();
  private final List<Process> children = new ArrayList<>();
  private final Map<Process, FaultReport> faults = new LinkedHashMap<>();

  void loaded(Process process) {
    loaded.add(process);
  }

  /** Notes that {@code report}'s fault ends {@code process}. */
  void failed(Process process, FaultReport report) {
    if (loaded.contains(process) || children.size() < CHILDREN_KEPT) {
      faults.put(process, report);
    }
  }

  /** Notes that {@code process} has ended. */
  void ended(Process process) {
    if (!loaded.contains(process)
        && process.end().orElseThrow() instanceof ProcessEnd.Killed
        && children.size() < CHILDREN_KEPT) {
      children.add(process);
    }
  }

  /** The fault that ended {@code process}, if it is one of those that are remembered. */
  Optional<FaultReport> faultOf(Process process) {
    return Optional.ofNullable(faults.get(process));
  }

  /** What became of each, the loaded ones first, in the order they were made. */
  List<ProcessOutcome> list(Kernel kernel) {
    final List<ProcessOutcome> all = new ArrayList<>();
    for (final Process process : loaded) {
      all.add(outcome(process));
    }
    for (final Process process : children) {
      all.add(outcome(process));
    }
    for (final Process process : kernel.processes()) {
      if (process.alive() && !loaded.contains(process)) {
        all.add(outcome(process));
      }
    }
    return List.copyOf(all);
  }

  private ProcessOutcome outcome(Process process) {
    return new ProcessOutcome(
        process.pid(),
        process.name(),
        process.arguments(),
        loaded.contains(process),
        process.end(),
        Optional.ofNullable(faults.get(process)));
  }
}
