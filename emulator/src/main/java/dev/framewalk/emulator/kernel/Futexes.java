package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.emulator.kernel.FutexKey.Kind;
import dev.framewalk.emulator.kernel.FutexWaiter.Patience;
import dev.framewalk.pagetable.table.Access;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * The words of guests' memory that tasks wait on, and who waits, in the order in which they came
 * (futex(2)). While the kernel looks at a word nobody else runs, so looking and queueing are one
 * step.
 */
public final class Futexes {
  /** A bitset that every waiter hears (FUTEX_BITSET_MATCH_ANY). */
  public static final int ANY = -1;

  /** Who may name the word: everybody that has the memory, or the tasks of one address space. */
  public enum Scope {
    SHARED,
    PRIVATE
  }

  private final Map<FutexKey, Deque<FutexWaiter>> queues = new HashMap<>();

  /**
   * Waits on the word at {@code address} if it still holds {@code expected}.
   *
   * @param deadline an instant of {@link VirtualClock#nanos()}; {@link Long#MAX_VALUE} is never
   * @throws ErrnoException EAGAIN if it holds something else; EINVAL, EFAULT for the address
   */
  public SyscallResult wait(
      Task caller, long address, Scope scope, int expected, int bitset, long deadline)
      throws ErrnoException {
    final FutexKey key = key(caller, address, scope, Access.READ);
    final int value = caller.memory().readInt(address);
    if (value != expected) {
      throw new ErrnoException(
          Errno.EAGAIN, "futex: value=" + value + ", expected=" + expected + ", key=" + key);
    }
    final Patience patience = deadline == Long.MAX_VALUE ? Patience.ENDLESS : Patience.LIMITED;
    final FutexWaiter waiter = new FutexWaiter(this, caller, key, bitset, patience);
    enqueue(waiter);
    return caller.waitUntil(waiter, deadline);
  }

  /**
   * Wakes those that wait on the word at {@code address} and hear {@code bitset}: at most {@code
   * count}, but at least one, as Linux does.
   *
   * @return how many
   */
  public int wake(Task caller, long address, Scope scope, int count, int bitset)
      throws ErrnoException {
    return wake(key(caller, address, scope, Access.READ), count, bitset);
  }

  private int wake(FutexKey key, int count, int bitset) {
    final Deque<FutexWaiter> queue = queues.get(key);
    if (queue == null) {
      return 0;
    }
    int woken = 0;
    final Iterator<FutexWaiter> waiters = queue.iterator();
    while (waiters.hasNext()) {
      final FutexWaiter waiter = waiters.next();
      if (waiter.hears(bitset)) {
        waiters.remove();
        waiter.woken();
        woken++;
        if (woken >= count) {
          break;
        }
      }
    }
    dropIfEmpty(key, queue);
    return woken;
  }

  /** Refuses with EAGAIN unless the word at {@code address} holds {@code expected}. */
  private static void compare(Task caller, long address, int expected) throws ErrnoException {
    final int value = caller.memory().readInt(address);
    if (value != expected) {
      throw new ErrnoException(Errno.EAGAIN, "futex: value=" + value + ", expected=" + expected);
    }
  }

  /**
   * Wakes {@code wake} of those that wait on {@code from}, and has {@code move} more wait on {@code
   * to} instead (FUTEX_REQUEUE).
   *
   * @return how many of both
   */
  public int requeue(Task caller, long from, long to, Scope scope, int wake, int move)
      throws ErrnoException {
    return requeue(
        key(caller, from, scope, Access.READ), key(caller, to, scope, Access.READ), wake, move);
  }

  /** The same if {@code from} still holds {@code expected} (FUTEX_CMP_REQUEUE). */
  public int requeueIf(
      Task caller, long from, long to, Scope scope, int wake, int move, int expected)
      throws ErrnoException {
    final FutexKey source = key(caller, from, scope, Access.READ);
    final FutexKey target = key(caller, to, scope, Access.READ);
    compare(caller, from, expected);
    return requeue(source, target, wake, move);
  }

  private int requeue(FutexKey source, FutexKey target, int wake, int move) {
    final Deque<FutexWaiter> queue = queues.get(source);
    if (queue == null) {
      return 0;
    }
    int done = 0;
    final Iterator<FutexWaiter> waiters = queue.iterator();
    while (done - wake < move && waiters.hasNext()) {
      final FutexWaiter waiter = waiters.next();
      done++;
      if (done <= wake) {
        waiters.remove();
        waiter.woken();
      } else if (!source.equals(target)) {
        waiters.remove();
        waiter.movedTo(target);
        enqueue(waiter);
      }
    }
    dropIfEmpty(source, queue);
    return done;
  }

  /**
   * Changes the word at {@code second}, wakes those that wait on {@code first}, and those on {@code
   * second} if the old value was as asked (FUTEX_WAKE_OP).
   *
   * @return how many of both
   */
  public int wakeAfter(
      Task caller,
      long first,
      long second,
      Scope scope,
      int wakeFirst,
      int wakeSecond,
      FutexOperation operation)
      throws ErrnoException {
    final FutexKey firstKey = key(caller, first, scope, Access.READ);
    final FutexKey secondKey = key(caller, second, scope, Access.WRITE);
    final int before = caller.memory().readInt(second);
    caller.memory().writeInt(second, operation.apply(before));
    final boolean both = operation.holds(before);
    final int woken = wake(firstKey, wakeFirst, ANY);
    return both ? woken + wake(secondKey, wakeSecond, ANY) : woken;
  }

  /**
   * Does what a task that ends, or calls execve(2), leaves to others: gives up its robust futexes,
   * and clears the word that set_tid_address(2) named if there is somebody left to see it. To be
   * called while its memory is still there.
   */
  public void taskEnded(Task task) {
    RobustFutexes.release(task, this);
    final long address = task.clearChildTid();
    task.setClearChildTid(0);
    if (address == 0 || !hasCompany(task)) {
      return;
    }
    try {
      task.memory().writeInt(address, 0);
      final int unused = wake(task, address, Scope.SHARED, 1, ANY);
    } catch (ErrnoException ignored) {
      // Nobody is left to be told (Linux kernel/fork.c, mm_release).
      return;
    }
  }

  private static boolean hasCompany(Task task) {
    int living = 0;
    for (final Task other : task.process().tasks()) {
      living += other.alive() ? 1 : 0;
    }
    return living > 1 || task.space().users() > 1;
  }

  /** How many wait on any futex. */
  public int waiting() {
    int waiting = 0;
    for (final Deque<FutexWaiter> queue : queues.values()) {
      waiting += queue.size();
    }
    return waiting;
  }

  private void enqueue(FutexWaiter waiter) {
    Deque<FutexWaiter> queue = queues.get(waiter.key());
    if (queue == null) {
      queue = new ArrayDeque<>(2);
      queues.put(waiter.key(), queue);
    }
    queue.addLast(waiter);
  }

  void remove(FutexWaiter waiter) {
    final Deque<FutexWaiter> queue = queues.get(waiter.key());
    if (queue != null) {
      queue.removeFirstOccurrence(waiter);
      dropIfEmpty(waiter.key(), queue);
    }
  }

  private void dropIfEmpty(FutexKey key, Deque<FutexWaiter> queue) {
    if (queue.isEmpty()) {
      queues.remove(key);
    }
  }

  /**
   * The futex at {@code address}. A private name is not looked behind; a shared one has to lead to
   * memory, and to memory that may be written unless it is an object's and only to be read.
   *
   * @throws ErrnoException EINVAL if the address is not a multiple of four; EFAULT if no futex can
   *     be there
   */
  private static FutexKey key(Task caller, long address, Scope scope, Access access)
      throws ErrnoException {
    if ((address & 3) != 0) {
      throw new ErrnoException(
          Errno.EINVAL, "futex: not aligned: address=0x" + Long.toHexString(address));
    }
    if (address < 0 || address >= AddressSpace.END) {
      throw unreachable(address);
    }
    final AddressSpace space = caller.space();
    if (scope == Scope.PRIVATE) {
      return new FutexKey(space, address, Kind.PRIVATE);
    }
    final boolean writable = caller.memory().permits(address, Access.WRITE);
    if (!writable && (access == Access.WRITE || !caller.memory().permits(address, Access.READ))) {
      throw unreachable(address);
    }
    final Region region = space.regionAt(address).orElse(null);
    if (region != null
        && region.backing() instanceof OfObject of
        && (region.sharing() == Sharing.SHARED
            || !writable && !caller.memory().isPrivatePage(address))) {
      final long offset = (of.firstPage() << 12) + (address - region.start());
      return new FutexKey(of.object(), offset, Kind.OBJECT);
    }
    if (!writable) {
      // A page of its own that cannot change has nothing to wait for (get_futex_key, "ro").
      throw unreachable(address);
    }
    return new FutexKey(space, address, Kind.OWN);
  }

  private static ErrnoException unreachable(long address) {
    return new ErrnoException(
        Errno.EFAULT, "futex: no memory: address=0x" + Long.toHexString(address));
  }
}
