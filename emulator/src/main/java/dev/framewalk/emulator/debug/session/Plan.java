package dev.framewalk.emulator.debug.session;

import dev.framewalk.pagetable.inspect.RunPlace;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a run is to go on.
 *
 * @param what which kind of command it serves
 * @param goal the events to stop at
 * @param traps whether breakpoints and watches count
 * @param task whose instruction, for a step
 * @param target where to, for a place
 * @param limit the moment that is not to be passed, or that is to be stopped at
 */
record Plan(
    What what,
    Goal goal,
    boolean traps,
    OptionalInt task,
    @Nullable RunPlace target,
    @Nullable Moment limit) {
  /** Kinds of commands. */
  enum What {
    /** On to what matches. */
    RESUME,
    /** One instruction. */
    STEP,
    /** On to a place. */
    PLACE,
    /** On to a moment, noting the last moment before it that matches. */
    SEARCH,
    /** On to a moment that matches. */
    MOMENT,
    /** Not at all: the machine is given up. */
    ABANDON
  }

  static final Plan ABANDON =
      new Plan(What.ABANDON, Goal.END, false, OptionalInt.empty(), null, null);

  static Plan resume(Goal goal) {
    return new Plan(What.RESUME, goal, true, OptionalInt.empty(), null, null);
  }

  static Plan step(OptionalInt task) {
    return new Plan(What.STEP, Goal.END, true, task, null, null);
  }

  static Plan to(RunPlace place) {
    return new Plan(What.PLACE, Goal.END, false, OptionalInt.empty(), place, null);
  }

  static Plan search(Goal goal, Moment before) {
    return new Plan(What.SEARCH, goal, true, OptionalInt.empty(), null, before);
  }

  static Plan moment(Goal goal, Moment at) {
    return new Plan(What.MOMENT, goal, true, OptionalInt.empty(), null, at);
  }
}
