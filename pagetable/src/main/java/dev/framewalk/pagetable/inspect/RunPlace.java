package dev.framewalk.pagetable.inspect;

/**
 * A place in a run, the same in every repetition of it: so many exits of the guests to the kernel
 * (system calls, faults, turns that were used up), and so many guest instructions completed since
 * the last of them. Written {@code 17} or {@code 17+300}.
 *
 * @param exit exits so far, from 0
 * @param instructions guest instructions completed since that exit, from 0
 */
public record RunPlace(long exit, long instructions) implements Comparable<RunPlace> {
  /** Before the first instruction of the first program. */
  public static final RunPlace START = new RunPlace(0, 0);

  /**
   * @throws IllegalArgumentException if a number is negative
   */
  public RunPlace {
    if (exit < 0 || instructions < 0) {
      throw new IllegalArgumentException(
          "not a place of a run: exit=" + exit + ", instructions=" + instructions);
    }
  }

  /** Right behind an exit. */
  public static RunPlace atExit(long exit) {
    return new RunPlace(exit, 0);
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws IllegalArgumentException if {@code text} is no place
   */
  public static RunPlace parse(String text) {
    final int plus = text.indexOf('+');
    try {
      return plus < 0
          ? atExit(Long.parseLong(text))
          : new RunPlace(
              Long.parseLong(text.substring(0, plus)), Long.parseLong(text.substring(plus + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "not a place of a run: \"" + text + "\"; give EXIT or EXIT+INSTRUCTIONS, as 17+300", e);
    }
  }

  @Override
  public int compareTo(RunPlace other) {
    final int byExit = Long.compare(exit, other.exit);
    return byExit != 0 ? byExit : Long.compare(instructions, other.instructions);
  }

  @Override
  public String toString() {
    return instructions == 0 ? Long.toString(exit) : exit + "+" + instructions;
  }
}
