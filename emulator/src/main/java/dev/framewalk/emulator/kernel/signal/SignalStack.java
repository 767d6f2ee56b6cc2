package dev.framewalk.emulator.kernel.signal;

/**
 * Another stack for handlers (sigaltstack(2)).
 *
 * @param base its lowest address
 * @param size in bytes; 0 if there is none
 * @param flags as they were given: SS_DISABLE, SS_AUTODISARM
 */
public record SignalStack(long base, long size, int flags) {
  public static final int SS_ONSTACK = 1;
  public static final int SS_DISABLE = 2;
  public static final int SS_AUTODISARM = 1 << 31;

  /** Least size that is accepted (MINSIGSTKSZ of x86-64). */
  public static final long LEAST_BYTES = 2048;

  /** What a task starts with. */
  public static final SignalStack NONE = new SignalStack(0, 0, 0);

  /** What one that disarms itself leaves behind. */
  static final SignalStack DISARMED = new SignalStack(0, 0, SS_DISABLE);

  /** Whether {@code rsp} is in it; never for one that disarms itself. */
  public boolean isOn(long rsp) {
    return (flags & SS_AUTODISARM) == 0 && holds(rsp);
  }

  /** Whether {@code rsp} lies in it. */
  boolean holds(long rsp) {
    return Long.compareUnsigned(rsp, base) > 0 && Long.compareUnsigned(rsp - base, size) <= 0;
  }

  /** SS_DISABLE, SS_ONSTACK or 0: how it stands with {@code rsp}. */
  public int state(long rsp) {
    return size == 0 ? SS_DISABLE : isOn(rsp) ? SS_ONSTACK : 0;
  }

  long top() {
    return base + size;
  }

  boolean disarms() {
    return (flags & SS_AUTODISARM) != 0;
  }

  /** Whether sigaltstack(2) takes it: flags that there are, and room enough. */
  public boolean isAcceptable() {
    return hasKnownFlags()
        && (mode() == SS_DISABLE || Long.compareUnsigned(size, LEAST_BYTES) >= 0);
  }

  /** Whether there are no flags in it that nobody knows. */
  public boolean hasKnownFlags() {
    return mode() == 0 || mode() == SS_ONSTACK || mode() == SS_DISABLE;
  }

  /** The same; without place and size if it is disabled. */
  public SignalStack normal() {
    return mode() == SS_DISABLE ? new SignalStack(0, 0, flags) : this;
  }

  private int mode() {
    return flags & ~SS_AUTODISARM;
  }
}
