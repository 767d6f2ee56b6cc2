package dev.framewalk.emulator.machine;

import java.util.List;

/** How a run ended. */
public sealed interface RunResult {
  /** What is known of the run, however it ended. */
  RunSummary summary();

  /** Every process ended, those that others forked included. */
  record Finished(RunSummary summary) implements RunResult {
    /** Whether every program that was loaded exited with status 0; its children are its affair. */
    public boolean good() {
      for (final ProcessOutcome process : summary.processes()) {
        if (process.loaded() && !process.good()) {
          return false;
        }
      }
      return true;
    }
  }

  /** The budget was used up with processes still running. */
  record BudgetExhausted(RunSummary summary, Kind kind) implements RunResult {
    /** Which limit it was. */
    public enum Kind {
      WALL_TIME,
      INSTRUCTIONS
    }
  }

  /**
   * Every task that is left waits, and nothing can come that ends its wait: no task that runs, no
   * timer.
   *
   * @param waits a line for each task: who it is, and what it waits for
   */
  record Deadlocked(RunSummary summary, List<String> waits) implements RunResult {}

  /**
   * The machine could not go on, through no fault of the guests'.
   *
   * @param message what went wrong
   */
  record MachineError(RunSummary summary, String message) implements RunResult {}
}
