package dev.framewalk.bench;

/** Something that can be done again and again and takes time. */
@FunctionalInterface
interface Timing {
  /** Does it once; returns the seconds that one operation took. */
  double seconds() throws Exception;
}
