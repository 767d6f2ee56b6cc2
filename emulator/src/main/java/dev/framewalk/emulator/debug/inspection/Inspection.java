package dev.framewalk.emulator.debug.inspection;

import java.util.List;

/** A question that can be asked about a machine's memory, with its name and its words. */
public interface Inspection {
  /** The word that asks it: {@code walk}. */
  String name();

  /** The form of its words: {@code walk PID ADDRESS}. */
  String synopsis();

  /** What it answers, one line for a list of commands. */
  String summary();

  /** What each option does, a line each, for its help. */
  default List<String> details() {
    return List.of();
  }

  /**
   * Refuses words that are wrong whatever the memory is, so that nobody runs programs first. The
   * process may be left out of them.
   *
   * @throws InspectionFailure as {@link #inspect}
   */
  void check(List<String> words) throws InspectionFailure;

  /**
   * Answers it.
   *
   * @param words what stands behind the name
   * @throws InspectionFailure if the words are wrong, or name what is not there
   */
  Shown inspect(Subject subject, List<String> words) throws InspectionFailure;

  /**
   * Forgets what it may have kept of a memory, because somebody has written to it while the run
   * stood still. What a run does is noticed without it.
   */
  default void forget() {}
}
