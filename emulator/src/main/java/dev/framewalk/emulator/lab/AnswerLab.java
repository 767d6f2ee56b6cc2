package dev.framewalk.emulator.lab;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A lab whose questions differ by seed. Same seed, same questions, same answers, same messages.
 *
 * <p>What is checked is a stranger's: a file may be missing from the map, empty, or hold anything.
 * No method throws for what a submission holds.
 */
interface AnswerLab {
  /**
   * What {@code lab new} writes beside the lab's own student files: file name to text. One of them
   * holds the seed in a line {@code seed: N}.
   */
  Map<String, String> files(long seed);

  /**
   * Checks a submission.
   *
   * @param submission file name to text, for each file of the lab's {@code submit} that was handed
   *     in
   * @return an answer for each part of the lab that has a question
   */
  List<Answered> check(long seed, Map<String, String> submission);

  /** The model's submission: file name to text. */
  Map<String, String> solve(long seed);

  /** Wrong submissions: the name that lab.json gives each, and its files. */
  Map<String, Map<String, String>> wrong(long seed);

  /**
   * What the check of one question came to.
   *
   * @param part the part's id in lab.json
   * @param fraction of the part's points, 0 to 1; 1 if and only if it passed, more than 0 only if
   *     it passed or failed
   * @param message what is right or wrong, for the student, without the right answer
   */
  record Answered(
      String part, Verdict verdict, double fraction, String message, Optional<String> hint) {
    /**
     * @throws IllegalArgumentException if {@code verdict} and {@code fraction} contradict each
     *     other
     */
    public Answered {
      if (!(fraction >= 0 && fraction <= 1)
          || (verdict == Verdict.PASSED) != (fraction == 1)
          || (fraction > 0 && verdict != Verdict.PASSED && verdict != Verdict.FAILED)) {
        throw new IllegalArgumentException(
            "part=" + part + ", verdict=" + verdict + ", fraction=" + fraction);
      }
    }
  }
}
