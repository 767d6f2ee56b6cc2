package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.ProcessEnd;
import java.util.List;
import java.util.Optional;

/**
 * What became of one process.
 *
 * @param pid its number
 * @param name its program
 * @param arguments argv, the program's name first
 * @param loaded whether it was loaded into the machine, and not forked by another process
 * @param end how it ended; empty if it was still running when the run stopped
 * @param fault the report of the fault that ended it
 */
public record ProcessOutcome(
    int pid,
    String name,
    List<String> arguments,
    boolean loaded,
    Optional<ProcessEnd> end,
    Optional<FaultReport> fault) {
  /** Whether it exited with status 0. */
  public boolean good() {
    return end.isPresent() && end.get().exitStatus() == 0;
  }
}
