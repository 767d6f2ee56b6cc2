package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.KernelConfig;
import dev.framewalk.emulator.shm.ShmLimits;
import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import dev.framewalk.pagetable.table.LargePages;
import java.time.Instant;

/**
 * What a machine is made with.
 *
 * @param memoryBytes bytes of RAM, a multiple of 4096
 * @param seed where quanta and the programs' random bytes come from: same programs, same seed, same
 *     run
 * @param quantum guest instructions of a turn when more than one process can run, on average
 * @param shmLimits limits of the registry of objects
 * @param openFiles descriptors a process may have
 * @param largePages whether objects may be mapped by 2 MiB and 1 GiB pages
 * @param poison whether freed frames are overwritten
 * @param outputBytes what all programs together may write to their standard streams; then a write
 *     is ENOSPC, as on a disk that is full
 * @param epoch the time of day at which the machine starts
 */
public record MachineConfig(
    long memoryBytes,
    long seed,
    int quantum,
    ShmLimits shmLimits,
    int openFiles,
    LargePages largePages,
    Poison poison,
    long outputBytes,
    Instant epoch) {
  /** RAM of a machine that is told nothing: 64 MiB. */
  public static final long DEFAULT_MEMORY_BYTES = 64L << 20;

  /** Smallest RAM that a machine starts with. */
  public static final long MIN_MEMORY_BYTES = 1L << 20;

  /** Largest RAM: what the CPU model's physical addresses reach. */
  public static final long MAX_MEMORY_BYTES = 1L << 40;

  /** What the programs of a machine that is told nothing may print together: 64 MiB. */
  public static final long DEFAULT_OUTPUT_BYTES = 64L << 20;

  /** The latest start: nanoseconds since 1970 stay within 64 bits for as long as anybody runs. */
  public static final Instant LATEST_EPOCH = Instant.ofEpochSecond(7_258_118_400L);

  /** Average quantum of a machine that is told nothing. */
  public static final int DEFAULT_QUANTUM = KernelConfig.DEFAULT_QUANTUM;

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public MachineConfig {
    if (memoryBytes < MIN_MEMORY_BYTES
        || memoryBytes > MAX_MEMORY_BYTES
        || (memoryBytes & 0xfff) != 0) {
      throw new IllegalArgumentException(
          "memory must be a multiple of 4 KiB from 1 MiB to 1 TiB: bytes=" + memoryBytes);
    }
    if (epoch.isBefore(Instant.EPOCH) || epoch.isAfter(LATEST_EPOCH)) {
      throw new IllegalArgumentException("epoch must be from 1970 to 2200: epoch=" + epoch);
    }
    if (quantum < 1) {
      throw new IllegalArgumentException("quantum must be at least 1: instructions=" + quantum);
    }
    if (outputBytes < 0) {
      throw new IllegalArgumentException("output cannot be negative: bytes=" + outputBytes);
    }
  }

  /**
   * 64 MiB, seed 0, the seed's limits, 4 KiB pages; freed frames are poisoned where assertions are
   * on ({@code java -ea}), as in tests: no guest ever sees one, and it costs as much again as
   * zeroing them.
   */
  public static MachineConfig defaults() {
    return new MachineConfig(
        DEFAULT_MEMORY_BYTES,
        0,
        DEFAULT_QUANTUM,
        ShmLimits.defaults(),
        KernelConfig.DEFAULT_OPEN_FILES,
        LargePages.NEVER,
        MachineConfig.class.desiredAssertionStatus() ? Poison.ON_FREE : Poison.NEVER,
        DEFAULT_OUTPUT_BYTES,
        KernelConfig.DEFAULT_EPOCH);
  }

  public MachineConfig withMemory(long bytes) {
    return new MachineConfig(
        bytes, seed, quantum, shmLimits, openFiles, largePages, poison, outputBytes, epoch);
  }

  public MachineConfig withSeed(long value) {
    return new MachineConfig(
        memoryBytes, value, quantum, shmLimits, openFiles, largePages, poison, outputBytes, epoch);
  }

  public MachineConfig withQuantum(int instructions) {
    return new MachineConfig(
        memoryBytes,
        seed,
        instructions,
        shmLimits,
        openFiles,
        largePages,
        poison,
        outputBytes,
        epoch);
  }

  public MachineConfig withShmLimits(ShmLimits limits) {
    return new MachineConfig(
        memoryBytes, seed, quantum, limits, openFiles, largePages, poison, outputBytes, epoch);
  }

  public MachineConfig withLargePages(LargePages policy) {
    return new MachineConfig(
        memoryBytes, seed, quantum, shmLimits, openFiles, policy, poison, outputBytes, epoch);
  }

  public MachineConfig withPoison(Poison policy) {
    return new MachineConfig(
        memoryBytes, seed, quantum, shmLimits, openFiles, largePages, policy, outputBytes, epoch);
  }

  public MachineConfig withOutputLimit(long bytes) {
    return new MachineConfig(
        memoryBytes, seed, quantum, shmLimits, openFiles, largePages, poison, bytes, epoch);
  }

  public MachineConfig withEpoch(Instant start) {
    return new MachineConfig(
        memoryBytes, seed, quantum, shmLimits, openFiles, largePages, poison, outputBytes, start);
  }

  /**
   * @param processorFeatures what CPUID leaf 1 gives in EDX
   */
  KernelConfig kernel(int processorFeatures) {
    return new KernelConfig(
        shmLimits,
        openFiles,
        largePages,
        seed,
        KernelConfig.DEFAULT_TASKS,
        quantum,
        epoch,
        processorFeatures);
  }
}
