package dev.framewalk.emulator.suite;

import java.util.List;

/** A file that is no well-formed test. The message is fit for a person as it is. */
public final class TestFormatException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int MOST_SHOWN = 20;

  private final transient List<Problem> problems;

  TestFormatException(List<Problem> problems) {
    super(text(problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  private static String text(List<Problem> problems) {
    final StringBuilder text = new StringBuilder();
    for (final Problem problem : problems.subList(0, Math.min(problems.size(), MOST_SHOWN))) {
      text.append(text.isEmpty() ? "" : "\n").append(problem.text());
    }
    if (problems.size() > MOST_SHOWN) {
      text.append("\nand ").append(problems.size() - MOST_SHOWN).append(" more");
    }
    return text.toString();
  }

  /** All that is wrong, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }
}
