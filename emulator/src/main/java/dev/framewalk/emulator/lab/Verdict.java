package dev.framewalk.emulator.lab;

/** What a check of a part, or of a whole submission, came to. */
public enum Verdict {
  PASSED("passed"),
  FAILED("failed"),
  /** The budget of guest instructions was used up before the check could tell. */
  NO_VERDICT("no verdict"),
  /** The grader could not do its work; the student is not to blame, nor is he graded. */
  GRADER_ERROR("grader error");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  /** In the words of a person's report. */
  public String words() {
    return words;
  }
}
