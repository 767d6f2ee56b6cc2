package dev.framewalk.emulator.kernel;

/**
 * What a process may have of memory, in bytes: the soft limits of getrlimit(2). {@link #UNLIMITED}
 * is RLIM_INFINITY.
 *
 * @param addressSpace RLIMIT_AS: all that is mapped
 * @param data RLIMIT_DATA: private memory that can be written, stacks aside
 * @param locked RLIMIT_MEMLOCK: what mlock(2) may lock for one who is not privileged
 * @param stack RLIMIT_STACK: how far a region grows down
 */
public record MemoryLimits(long addressSpace, long data, long locked, long stack) {
  public static final long UNLIMITED = Long.MAX_VALUE;

  private static final MemoryLimits DEFAULTS =
      new MemoryLimits(UNLIMITED, UNLIMITED, 8L << 20, ProgramLoader.STACK_BYTES);

  /** What of {@code limits} holds for memory now. */
  public static MemoryLimits of(ResourceLimits limits) {
    return new MemoryLimits(
        bytes(limits, Resource.AS),
        bytes(limits, Resource.DATA),
        bytes(limits, Resource.MEMLOCK),
        bytes(limits, Resource.STACK));
  }

  private static long bytes(ResourceLimits limits, Resource resource) {
    final long current = limits.current(resource);
    return current < 0 ? UNLIMITED : current;
  }

  /** What Linux gives init (include/asm-generic/resource.h, INIT_RLIMITS). */
  public static MemoryLimits defaults() {
    return DEFAULTS;
  }
}
