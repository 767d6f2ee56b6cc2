package dev.framewalk.emulator.debug.strace;

/** The memory of whoever made a call, looked at and not touched. */
@FunctionalInterface
public interface GuestBytes {
  /**
   * The bytes at {@code address}: {@code length}, or as many as come before the first that cannot
   * be read.
   */
  byte[] read(long address, int length);
}
