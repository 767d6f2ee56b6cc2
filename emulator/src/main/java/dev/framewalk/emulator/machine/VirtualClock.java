package dev.framewalk.emulator.machine;

/**
 * The time that guests see. It advances with the run and with nothing else, so that a run that is
 * repeated sees the same time.
 */
final class VirtualClock {
  /** Ticks of the time-stamp counter that an exit from the guest is worth. */
  private static final long TICKS_PER_EXIT = 1000;

  private long ticks;

  /** The guest left the CPU once. */
  void exit() {
    ticks += TICKS_PER_EXIT;
  }

  /** The guest ran so many instructions without leaving. */
  void ran(long instructions) {
    ticks += instructions;
  }

  /** The time-stamp counter. */
  long ticks() {
    return ticks;
  }
}
