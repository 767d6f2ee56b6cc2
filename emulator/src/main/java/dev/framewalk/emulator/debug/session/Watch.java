package dev.framewalk.emulator.debug.session;

/**
 * What a session stops at when it is accessed, whoever does and at whatever address of his.
 *
 * @param id the number that people name it by, unique in its session
 */
public sealed interface Watch {
  int id();

  /** What kind of access to stop at. */
  Kind kind();

  /** Which accesses count. */
  enum Kind {
    WRITE,
    READ,
    ANY
  }

  /**
   * Bytes of a process's memory: the physical bytes behind them, at every moment, so that another
   * process's store to a shared page counts.
   *
   * @param length bytes, 1 to 4096, in one page
   */
  record OfAddress(int id, Kind kind, int pid, long address, int length) implements Watch {}

  /** All bytes of a shared object, by its {@code ObjectFrames} id. */
  record OfObject(int id, Kind kind, long object) implements Watch {}
}
