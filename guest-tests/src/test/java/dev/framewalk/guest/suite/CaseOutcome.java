package dev.framewalk.guest.suite;

import java.util.List;

/**
 * How a case ended.
 *
 * @param processes in the order of the case's programs
 * @param objectsLeft names of the shared-memory objects that exist when all have ended, sorted,
 *     without the leading slash; behind them the paths of temporary files
 */
public record CaseOutcome(List<ProcessOutcome> processes, List<String> objectsLeft) {
  public CaseOutcome {
    processes = List.copyOf(processes);
    objectsLeft = List.copyOf(objectsLeft);
  }
}
