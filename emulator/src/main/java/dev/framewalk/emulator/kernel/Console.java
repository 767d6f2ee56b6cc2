package dev.framewalk.emulator.kernel;

/** Where a standard stream of a process leads outside the machine. */
@FunctionalInterface
public interface Console {
  /** Takes what the process wrote. */
  void write(byte[] bytes, int offset, int length);
}
