package dev.framewalk.emulator.kernel;

/**
 * The locks that a task still holds when it ends: it has listed them in its own memory
 * (get_robust_list(2)), and they are marked so that the next owner learns of it.
 *
 * <pre>
 *   struct robust_list_head     0  first entry: each begins with the next; the last names the head
 *                               8  from an entry to its futex, signed
 *                              16  an entry that was being added or taken away, or 0
 *   a futex                     31 somebody waits   30 the owner died   29-0 the owner's tid
 * </pre>
 */
final class RobustFutexes {
  private static final int WAITERS = 1 << 31;
  private static final int OWNER_DIED = 1 << 30;
  private static final int TID_MASK = OWNER_DIED - 1;

  /** Entries that are followed (ROBUST_LIST_LIMIT): a list may be a circle. */
  private static final int MOST_ENTRIES = 2048;

  /** In a pointer to an entry: its futex inherits priorities. */
  private static final long PRIORITY_INHERITANCE = 1;

  private final Task task;
  private final Futexes futexes;

  private RobustFutexes(Task task, Futexes futexes) {
    this.task = task;
    this.futexes = futexes;
  }

  /**
   * Gives up the locks on {@code task}'s list, in the steps of Linux's kernel/futex/core.c,
   * exit_robust_list; the list is forgotten. Where its memory is not there, nothing more happens.
   */
  static void release(Task task, Futexes futexes) {
    final long head = task.robustList();
    task.setRobustList(0);
    if (head != 0) {
      try {
        new RobustFutexes(task, futexes).walk(head);
      } catch (ErrnoException ignored) {
        // What a program has listed wrongly is its own loss.
        return;
      }
    }
  }

  private void walk(long head) throws ErrnoException {
    final UserMemory memory = task.memory();
    long entry = memory.readLong(head);
    final long offset = memory.readLong(head + 8);
    final long pending = memory.readLong(head + 16);
    for (int left = MOST_ENTRIES; left > 0 && address(entry) != head; left--) {
      final long next = nextOf(entry);
      if (address(entry) != address(pending)) {
        ownerDied(address(entry) + offset, entry, false);
      }
      if (next == UNREADABLE) {
        break;
      }
      entry = next;
    }
    if (address(pending) != 0) {
      ownerDied(address(pending) + offset, pending, true);
    }
  }

  /** No address of an entry: what cannot be read ends the list behind the entry before it. */
  private static final long UNREADABLE = -1;

  private long nextOf(long entry) {
    try {
      return task.memory().readLong(address(entry));
    } catch (ErrnoException e) {
      return UNREADABLE;
    }
  }

  private static long address(long entry) {
    return entry & ~PRIORITY_INHERITANCE;
  }

  /** Marks one futex, if it is the task's (handle_futex_death). */
  private void ownerDied(long futex, long entry, boolean pending) throws ErrnoException {
    if ((futex & 3) != 0) {
      throw new ErrnoException(
          Errno.EINVAL, "robust futex: not aligned: address=0x" + Long.toHexString(futex));
    }
    final boolean inherits = (entry & PRIORITY_INHERITANCE) != 0;
    final int value = task.memory().readInt(futex);
    if (pending && !inherits && value == 0) {
      // It was being unlocked, and had not woken anybody yet.
      wakeOne(futex);
      return;
    }
    if ((value & TID_MASK) != task.tid()) {
      return;
    }
    task.memory().writeInt(futex, value & WAITERS | OWNER_DIED);
    if (!inherits && (value & WAITERS) != 0) {
      wakeOne(futex);
    }
  }

  private void wakeOne(long futex) throws ErrnoException {
    final int unused = futexes.wake(task, futex, Futexes.Scope.SHARED, 1, Futexes.ANY);
  }
}
