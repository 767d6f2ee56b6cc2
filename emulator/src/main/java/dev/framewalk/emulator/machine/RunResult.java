package dev.framewalk.emulator.machine;

/** How a run ended. */
public sealed interface RunResult {
  /** What is known of the run, however it ended. */
  RunSummary summary();

  /** Every process ended. */
  record Finished(RunSummary summary) implements RunResult {
    /** Whether every process exited with status 0. */
    public boolean good() {
      for (final ProcessOutcome process : summary.processes()) {
        if (!process.good()) {
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
   * The machine could not go on, through no fault of the guests'.
   *
   * @param message what went wrong
   */
  record MachineError(RunSummary summary, String message) implements RunResult {}
}
