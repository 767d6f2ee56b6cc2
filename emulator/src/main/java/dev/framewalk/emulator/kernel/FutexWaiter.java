package dev.framewalk.emulator.kernel;

import org.jspecify.annotations.Nullable;

/** One task that waits on a futex, until it is woken. */
final class FutexWaiter implements Wait {
  /** Whether the caller gave a time at which to give up. */
  enum Patience {
    ENDLESS,
    LIMITED
  }

  private final Futexes futexes;
  private final Task task;
  private final int bitset;
  private final Patience patience;
  private FutexKey key;
  private boolean queued = true;

  FutexWaiter(Futexes futexes, Task task, FutexKey key, int bitset, Patience patience) {
    this.futexes = futexes;
    this.task = task;
    this.key = key;
    this.bitset = bitset;
    this.patience = patience;
  }

  FutexKey key() {
    return key;
  }

  /** Whether a wake with these bits is for it (futex(2), FUTEX_WAIT_BITSET). */
  boolean hears(int bits) {
    return (bitset & bits) != 0;
  }

  /** It has been taken off its queue to run on. */
  void woken() {
    queued = false;
    task.wake();
  }

  /** It stands in the queue of another futex now. */
  void movedTo(FutexKey other) {
    key = other;
  }

  @Override
  public @Nullable SyscallResult attempt() {
    return queued ? null : SyscallResult.zero();
  }

  /**
   * A wait that has a time limit is not made again after a handler, because the limit would start
   * anew (Linux kernel/futex/waitwake.c, futex_wait).
   */
  @Override
  public boolean restartable() {
    return patience == Patience.ENDLESS;
  }

  @Override
  public void leave() {
    if (queued) {
      queued = false;
      futexes.remove(this);
    }
  }

  @Override
  public String describe() {
    return "futex "
        + switch (key.kind()) {
          case PRIVATE -> "0x" + Long.toHexString(key.offset()) + " (private)";
          case OWN -> "0x" + Long.toHexString(key.offset());
          case OBJECT -> key.scope() + "+0x" + Long.toHexString(key.offset());
        };
  }
}
