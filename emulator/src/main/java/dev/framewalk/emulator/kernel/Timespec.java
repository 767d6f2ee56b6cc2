package dev.framewalk.emulator.kernel;

/**
 * A time or a span as programs pass it: seconds, and nanoseconds behind them (timespec(3type)).
 *
 * @param seconds whole seconds
 * @param nanos 0 to 999,999,999 in one that is valid
 */
public record Timespec(long seconds, long nanos) {
  /** Bytes of the structure: two 64-bit words. */
  public static final int BYTES = 16;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** The largest number of whole seconds whose nanoseconds fit (KTIME_SEC_MAX). */
  private static final long MOST_SECONDS = Long.MAX_VALUE / NANOS_PER_SECOND;

  /** So many nanoseconds, which are not negative. */
  public static Timespec ofNanos(long nanos) {
    return new Timespec(nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND);
  }

  /** The one that a program points to; it need not be valid. */
  public static Timespec read(UserMemory memory, long address) throws ErrnoException {
    return new Timespec(memory.readLong(address), memory.readLong(address + 8));
  }

  /**
   * The same, and it has to be valid.
   *
   * @throws ErrnoException EINVAL if it is negative or its nanoseconds are a second or more; EFAULT
   */
  public static Timespec readValid(UserMemory memory, long address) throws ErrnoException {
    final Timespec time = read(memory, address);
    if (!time.isValid()) {
      throw new ErrnoException(
          Errno.EINVAL, "timespec: seconds=" + time.seconds + ", nanos=" + time.nanos);
    }
    return time;
  }

  /** Puts it where a program points to. */
  public void write(UserMemory memory, long address) throws ErrnoException {
    memory.writeLong(address, seconds);
    memory.writeLong(address + 8, nanos);
  }

  /** Puts it there as a timeval: with microseconds, rounded down (timeval(3type)). */
  public void writeTimeval(UserMemory memory, long address) throws ErrnoException {
    memory.writeLong(address, seconds);
    memory.writeLong(address + 8, nanos / 1000);
  }

  public boolean isValid() {
    return seconds >= 0 && nanos >= 0 && nanos < NANOS_PER_SECOND;
  }

  /** In nanoseconds; what does not fit is {@link Long#MAX_VALUE}, that is 292 years. */
  public long toNanos() {
    return seconds >= MOST_SECONDS ? Long.MAX_VALUE : seconds * NANOS_PER_SECOND + nanos;
  }
}
