package dev.framewalk.emulator.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Round robin over the tasks that can run, with turns whose length the seed decides.
 *
 * <p>A turn ends when its quantum of guest instructions is used up, when its exits (system calls
 * and faults) are, or when the task gives it up or has to wait. Instructions since an exit start
 * anew at each exit, because a CPU that leaves early cannot say how many it ran.
 */
public final class Scheduler {
  /** Most exits of one turn; the seed draws 1 to this many. */
  private static final int MAX_EXITS = 64;

  private final Deque<Task> runnable = new ArrayDeque<>();
  private final SplittableRandom random;
  private final int quantum;

  /**
   * @param quantum average guest instructions of a turn
   */
  public Scheduler(long seed, int quantum) {
    this.random = new SplittableRandom(seed);
    this.quantum = quantum;
  }

  /** Adds a task at the end of the queue, unless it is in it. */
  public void add(Task task) {
    if (!task.queued) {
      task.queued = true;
      runnable.add(task);
    }
  }

  /** Takes a task off the queue, if it is in it. */
  public void remove(Task task) {
    if (!task.queued) {
      return;
    }
    task.queued = false;
    if (runnable.peekFirst() == task) {
      runnable.pollFirst();
    } else {
      runnable.remove(task);
    }
  }

  /** Whether nobody can run. */
  public boolean isEmpty() {
    return runnable.isEmpty();
  }

  /** Whether {@code task} gets turns. */
  public boolean has(Task task) {
    return task.queued;
  }

  /** Whether the task at the front is the only one that can run. */
  public boolean isAlone() {
    return runnable.size() == 1;
  }

  /** The tasks that can run, in the order of their turns. */
  public List<Task> queue() {
    return List.copyOf(runnable);
  }

  /** The task whose turn it is; it stays at the front. */
  public Task front() {
    return runnable.getFirst();
  }

  /** Ends {@code task}'s turn: if it is at the front, the next one comes there. */
  public void rotate(Task task) {
    if (runnable.peekFirst() == task) {
      runnable.pollFirst();
      runnable.addLast(task);
    }
  }

  /** Instructions of the coming turn: half to one and a half times the average. */
  public long drawQuantum() {
    return Math.max(1, quantum / 2 + random.nextInt(quantum + 1));
  }

  /** Exits of the coming turn. */
  public int drawExits() {
    return 1 + random.nextInt(MAX_EXITS);
  }
}
