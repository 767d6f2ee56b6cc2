package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.shm.ShmLimits;
import dev.framewalk.pagetable.table.LargePages;

/**
 * What a kernel is made with.
 *
 * @param shmLimits limits of the registry of objects
 * @param openFiles descriptors a process may have (RLIMIT_NOFILE)
 * @param largePages whether objects may be mapped by 2 MiB and 1 GiB pages
 * @param seed where the random bytes that a program is started with come from
 */
public record KernelConfig(ShmLimits shmLimits, int openFiles, LargePages largePages, long seed) {
  /** Linux's default RLIMIT_NOFILE. */
  public static final int DEFAULT_OPEN_FILES = 1024;

  /**
   * @throws IllegalArgumentException if {@code openFiles} is not 3 to 1,048,576
   */
  public KernelConfig {
    if (openFiles < 3 || openFiles > 1 << 20) {
      throw new IllegalArgumentException(
          "descriptors a process: not 3 to 1048576: value=" + openFiles);
    }
  }

  /** The seed's limits, Linux's descriptors, 4 KiB pages. */
  public static KernelConfig defaults() {
    return new KernelConfig(ShmLimits.defaults(), DEFAULT_OPEN_FILES, LargePages.NEVER, 0);
  }
}
