package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.pagetable.inspect.RunPlace;
import java.util.List;
import java.util.OptionalLong;

/**
 * When it was in the run.
 *
 * @param place where in the run
 * @param betweenInstructions whether the next thing is an instruction; otherwise an exit was being
 *     served: several moments have the same place then
 * @param nanos of the virtual clock
 * @param scheduleHash of the exits so far
 * @param nextTimer when something was to happen next, in nanoseconds of the virtual clock
 * @param queue the tasks that could run, by tid, in the order of their turns
 */
public record SavedTime(
    RunPlace place,
    boolean betweenInstructions,
    long nanos,
    long scheduleHash,
    OptionalLong nextTimer,
    List<Integer> queue) {
  public SavedTime {
    queue = List.copyOf(queue);
  }
}
