package dev.framewalk.emulator.debug.session;

import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.pagetable.inspect.RunPlace;

/** At which moment of its run a machine is. */
final class RunPosition {
  // Each event at a place is followed by two more moments until the next one.
  private static final int MOMENTS = 3;
  private static final int STORED = 1;
  private static final int INSTANT = 2;

  private final Machine machine;
  private RunPlace place = RunPlace.START;
  private long eventsHere;
  private long order;

  RunPosition(Machine machine) {
    this.machine = machine;
  }

  /** Where the machine was when one of these was called last. */
  RunPlace place() {
    return place;
  }

  Moment now() {
    return new Moment(place, order);
  }

  /** Whether the next thing is an instruction. */
  boolean isInstant() {
    return order % MOMENTS == INSTANT;
  }

  /** Something happens that can be stopped at. */
  void event() {
    arrive();
    eventsHere++;
    order = MOMENTS * eventsHere;
  }

  /** Watched bytes were accessed by what has just been completed. */
  void stored() {
    arrive();
    order = MOMENTS * eventsHere + STORED;
  }

  /** The next instruction is due. */
  void instant() {
    arrive();
    order = MOMENTS * eventsHere + INSTANT;
  }

  private void arrive() {
    final RunPlace now = machine.place();
    if (!now.equals(place)) {
      place = now;
      eventsHere = 0;
    }
  }
}
