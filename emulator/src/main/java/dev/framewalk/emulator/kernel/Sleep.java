package dev.framewalk.emulator.kernel;

import org.jspecify.annotations.Nullable;

/** A task that sleeps until an instant (clock_nanosleep(2)). */
public final class Sleep implements Wait {
  private final Task task;
  private final long until;
  private final long remainderAt;

  private Sleep(Task task, long until, long remainderAt) {
    this.task = task;
    this.until = until;
    this.remainderAt = remainderAt;
  }

  /**
   * Has {@code task} sleep.
   *
   * @param until an instant of {@link VirtualClock#nanos()}
   * @param remainderAt where the time that was left goes when a signal ends the sleep, or 0
   */
  public static SyscallResult start(Task task, long until, long remainderAt) {
    return task.waitUntil(new Sleep(task, until, remainderAt), until);
  }

  @Override
  public @Nullable SyscallResult attempt() {
    return null;
  }

  @Override
  public SyscallResult timedOut() {
    return SyscallResult.zero();
  }

  @Override
  public SyscallResult interrupted() {
    if (remainderAt == 0) {
      return SyscallResult.refused(Errno.EINTR);
    }
    final long left = Math.max(0, until - task.process().kernel().clock().nanos());
    try {
      Timespec.ofNanos(left).write(task.memory(), remainderAt);
      return SyscallResult.refused(Errno.EINTR);
    } catch (ErrnoException e) {
      return SyscallResult.refused(e.errno());
    }
  }

  @Override
  public void leave() {
    // It stands in no queue: the deadline is all that it waits for.
  }

  @Override
  public String describe() {
    return "time: until " + until + " ns";
  }
}
