package dev.framewalk.emulator.kernel;

/** The time that a process has had the CPU, and that of the children that it has waited for. */
public final class CpuTime {
  private long nanos;
  private long childNanos;

  /** Nanoseconds of its own tasks, those that have ended among them. */
  public long nanos() {
    return nanos;
  }

  /** Nanoseconds of the children that it has waited for, and of theirs (times(2)). */
  public long childNanos() {
    return childNanos;
  }

  void add(long more) {
    nanos += more;
  }

  /** Takes over the time of {@code child}, which it has waited for. */
  public void addChild(CpuTime child) {
    childNanos += child.nanos + child.childNanos;
  }
}
