package dev.framewalk.emulator.kernel;

/**
 * How much of each {@link Resource} a process may use (getrlimit(2)): the limit that holds, and the
 * ceiling up to which the process may raise it. It stores them; whoever hands a resource out asks.
 */
public final class ResourceLimits {
  /** No limit: RLIM_INFINITY, the largest unsigned number. */
  public static final long UNLIMITED = -1;

  /** Linux's hard RLIMIT_NOFILE, unless the machine has more (init_task). */
  private static final long MOST_FILES = 4096;

  /** Linux's hard and soft RLIMIT_MSGQUEUE in bytes (MQ_BYTES_MAX). */
  private static final long QUEUE_BYTES = 819_200;

  /** Linux's RLIMIT_MEMLOCK in bytes (MLOCK_LIMIT). */
  private static final long LOCKED_BYTES = 8L << 20;

  /**
   * One limit. Both are unsigned.
   *
   * @param current what holds
   * @param maximum what {@code current} may be raised to
   */
  public record Limit(long current, long maximum) {
    /** Both the same. */
    static Limit of(long both) {
      return new Limit(both, both);
    }

    /** Whether {@code current} is not above {@code maximum}. */
    public boolean isOrdered() {
      return Long.compareUnsigned(current, maximum) <= 0;
    }
  }

  private final Limit[] limits = new Limit[Resource.values().length];

  /**
   * What init leaves its children on Linux (include/asm-generic/resource.h).
   *
   * @param openFiles descriptors (RLIMIT_NOFILE)
   * @param tasks tasks of one user, and signals that may wait for one (RLIMIT_NPROC,
   *     RLIMIT_SIGPENDING)
   */
  ResourceLimits(int openFiles, int tasks) {
    for (final Resource resource : Resource.values()) {
      set(resource, Limit.of(UNLIMITED));
    }
    set(Resource.STACK, new Limit(ProgramLoader.STACK_BYTES, UNLIMITED));
    set(Resource.CORE, new Limit(0, UNLIMITED));
    set(Resource.NPROC, Limit.of(tasks));
    set(Resource.NOFILE, new Limit(openFiles, Math.max(openFiles, MOST_FILES)));
    set(Resource.MEMLOCK, Limit.of(LOCKED_BYTES));
    set(Resource.SIGPENDING, Limit.of(tasks));
    set(Resource.MSGQUEUE, Limit.of(QUEUE_BYTES));
    set(Resource.NICE, Limit.of(0));
    set(Resource.RTPRIO, Limit.of(0));
  }

  /** The limit of {@code resource}. */
  public Limit get(Resource resource) {
    return limits[resource.ordinal()];
  }

  /** What holds now for {@code resource}: unsigned, {@link #UNLIMITED} is the largest. */
  public long current(Resource resource) {
    return get(resource).current();
  }

  /** Whether {@code amount} of {@code resource}, not negative, is within what holds now. */
  public boolean allows(Resource resource, long amount) {
    return Long.compareUnsigned(amount, current(resource)) <= 0;
  }

  public void set(Resource resource, Limit limit) {
    limits[resource.ordinal()] = limit;
  }

  /** Takes over all of {@code other}'s: a child has its parent's (fork(2)). */
  public void copyFrom(ResourceLimits other) {
    System.arraycopy(other.limits, 0, limits, 0, limits.length);
  }
}
