package dev.framewalk.emulator.shm;

/**
 * What a mapping holds ready so that the entries of an object's new pages can be made without fail.
 */
public interface GrowthReservation extends AutoCloseable {
  /**
   * Makes the entries; the object has its new size and frames by now. Called at most once and
   * cannot fail.
   */
  void commit();

  /** Gives back what was not used. Called exactly once, with or without {@link #commit()}. */
  @Override
  void close();
}
