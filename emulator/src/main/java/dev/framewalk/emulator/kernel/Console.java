package dev.framewalk.emulator.kernel;

/** Where a standard stream of a process leads outside the machine. */
@FunctionalInterface
public interface Console {
  /**
   * How many of {@code wanted} bytes it takes now, from 0: fewer are a short write, and none is
   * ENOSPC, as on a disk that is full.
   */
  default int room(int wanted) {
    return wanted;
  }

  /** Takes what the process wrote, no more than there is {@link #room} for. */
  void write(byte[] bytes, int offset, int length);
}
