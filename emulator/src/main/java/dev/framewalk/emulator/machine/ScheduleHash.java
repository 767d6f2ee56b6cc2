package dev.framewalk.emulator.machine;

/** Folds the exits of a run into one number: two runs with equal exits have equal numbers. */
final class ScheduleHash {
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

  private long hash;

  /** Adds one exit: who ran, where he left, and what for. */
  void add(int pid, long rip, long reason) {
    long h = hash ^ rip;
    h = (h ^ ((long) pid << 32) ^ reason) * MULTIPLIER;
    hash = h ^ (h >>> 29);
  }

  long value() {
    return hash;
  }
}
