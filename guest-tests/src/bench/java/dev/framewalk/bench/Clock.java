package dev.framewalk.bench;

/** What a run is timed by. */
@FunctionalInterface
interface Clock {
  /** For what has to wait for somebody else, who may be on another processor. */
  Clock WALL = () -> System.nanoTime() / 1e9;

  /** Seconds since some moment. */
  double seconds();
}
