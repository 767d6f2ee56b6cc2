package dev.framewalk.emulator.debug.session;

import dev.framewalk.pagetable.inspect.RunPlace;

/**
 * A place of a run, and which of the things that happen there: each event, what the instruction
 * before has done to watched bytes, and last the instant at which the next instruction may run.
 *
 * @param order later things have larger numbers
 */
record Moment(RunPlace place, long order) implements Comparable<Moment> {
  /** The first moment behind this one. */
  Moment next() {
    return new Moment(place, order + 1);
  }

  @Override
  public int compareTo(Moment other) {
    final int byPlace = place.compareTo(other.place);
    return byPlace != 0 ? byPlace : Long.compare(order, other.order);
  }
}
