package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.shm.ShmLimits;
import dev.framewalk.pagetable.table.LargePages;
import java.time.Instant;

/**
 * What a kernel is made with.
 *
 * @param shmLimits limits of the registry of objects
 * @param openFiles descriptors a process may have (RLIMIT_NOFILE)
 * @param largePages whether objects may be mapped by 2 MiB and 1 GiB pages
 * @param seed where the random bytes that a program is started with come from, and the length of
 *     turns
 * @param tasks tasks that there may be at a time (clone(2), EAGAIN)
 * @param quantum average guest instructions of a turn
 * @param epoch the time of day at which the machine starts
 * @param processorFeatures what CPUID leaf 1 gives in EDX, which programs find in AT_HWCAP
 */
public record KernelConfig(
    ShmLimits shmLimits,
    int openFiles,
    LargePages largePages,
    long seed,
    int tasks,
    int quantum,
    Instant epoch,
    int processorFeatures) {
  /** When machines start unless asked otherwise: 2026-01-01T00:00:00Z. */
  public static final Instant DEFAULT_EPOCH = Instant.ofEpochSecond(1_767_225_600L);

  /** Average guest instructions of a turn, unless asked otherwise. */
  public static final int DEFAULT_QUANTUM = 10_000;

  /** Tasks at a time, unless asked otherwise: each takes the host some 10 KiB. */
  public static final int DEFAULT_TASKS = 4096;

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

  /** The default epoch, and a processor that says nothing of its features. */
  public KernelConfig(
      ShmLimits shmLimits,
      int openFiles,
      LargePages largePages,
      long seed,
      int tasks,
      int quantum) {
    this(shmLimits, openFiles, largePages, seed, tasks, quantum, DEFAULT_EPOCH, 0);
  }

  /** The seed's limits, Linux's descriptors, 4 KiB pages. */
  public static KernelConfig defaults() {
    return new KernelConfig(
        ShmLimits.defaults(),
        DEFAULT_OPEN_FILES,
        LargePages.NEVER,
        0,
        DEFAULT_TASKS,
        DEFAULT_QUANTUM);
  }
}
