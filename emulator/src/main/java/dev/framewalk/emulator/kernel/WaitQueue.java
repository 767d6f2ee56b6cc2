package dev.framewalk.emulator.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Tasks that wait for the same thing to change, in the order in which they came. Waking lets them
 * look; they leave the queue themselves when their wait ends ({@link Wait#leave()}).
 */
public final class WaitQueue {
  private final Deque<Task> tasks = new ArrayDeque<>();

  /** Puts {@code task} at the end. */
  public void add(Task task) {
    tasks.addLast(task);
  }

  /** Takes {@code task} out, if it is here. */
  public void remove(Task task) {
    tasks.removeFirstOccurrence(task);
  }

  /** Lets everybody look. */
  public void wakeAll() {
    if (tasks.isEmpty()) {
      return;
    }
    final List<Task> woken = new ArrayList<>(tasks);
    woken.forEach(Task::wake);
  }

  /** Whether nobody waits here. */
  public boolean isEmpty() {
    return tasks.isEmpty();
  }

  /** How many wait here. */
  public int size() {
    return tasks.size();
  }
}
