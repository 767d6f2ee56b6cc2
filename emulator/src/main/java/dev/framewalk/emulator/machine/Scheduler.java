package dev.framewalk.emulator.machine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * Round robin over the tasks that can run, with turns whose length the seed decides.
 *
 * <p>A turn ends when its quantum of guest instructions is used up, when its exits (system calls
 * and faults) are, or when the task gives it up. Instructions since an exit start anew at each
 * exit, because a CPU that leaves early cannot say how many it ran.
 */
final class Scheduler {
  /** Most exits of one turn; the seed draws 1 to this many. */
  private static final int MAX_EXITS = 64;

  private final Deque<Task> runnable = new ArrayDeque<>();
  private final SplittableRandom random;
  private final int quantum;

  Scheduler(long seed, int quantum) {
    this.random = new SplittableRandom(seed);
    this.quantum = quantum;
  }

  /** Adds a task at the end of the queue. */
  void add(Task task) {
    runnable.add(task);
  }

  /** Takes a task off the queue. */
  void remove(Task task) {
    runnable.remove(task);
  }

  /** Takes all off. */
  void clear() {
    runnable.clear();
  }

  boolean isEmpty() {
    return runnable.isEmpty();
  }

  /** Whether the task at the front is the only one that can run. */
  boolean isAlone() {
    return runnable.size() == 1;
  }

  /** The task whose turn it is; it stays at the front. */
  Task front() {
    return runnable.getFirst();
  }

  /** Ends the front's turn: the next one comes to the front. */
  void rotate() {
    final Task front = runnable.pollFirst();
    if (front != null) {
      runnable.addLast(front);
    }
  }

  /** Instructions of the coming turn: half to one and a half times the average. */
  long drawQuantum() {
    return Math.max(1, quantum / 2 + random.nextInt(quantum + 1));
  }

  /** Exits of the coming turn. */
  int drawExits() {
    return 1 + random.nextInt(MAX_EXITS);
  }
}
