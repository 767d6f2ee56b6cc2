package dev.framewalk.emulator.kernel;

/** Whether stores through a region reach others (mmap(2): MAP_SHARED or MAP_PRIVATE). */
public enum Sharing {
  SHARED,
  PRIVATE
}
