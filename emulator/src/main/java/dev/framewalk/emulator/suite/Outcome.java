package dev.framewalk.emulator.suite;

/** What came of a test. */
public enum Outcome {
  /** In every run all that the test says holds. */
  PASSED("pass"),
  /** In a run something that the test says does not hold. */
  FAILED("fail"),
  /** A run used up its budget of guest instructions, and nothing in it was wrong until then. */
  NO_VERDICT("no-verdict"),
  /** The test could not be run: not the fault of the guests' behaviour. */
  ERROR("error");

  private final String word;

  Outcome(String word) {
    this.word = word;
  }

  /** The outcome as a file for programs has it. */
  public String word() {
    return word;
  }
}
