package dev.framewalk.emulator.debug.session;

import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.RunResult;
import java.util.concurrent.SynchronousQueue;
import org.jspecify.annotations.Nullable;

/**
 * The thread that a machine runs on, and the one that waits for it: always one of the two is still,
 * so that each may use the machine in its time.
 */
final class Runner {
  /** What ends the run of a machine that is given up. */
  private static final class Abandoned extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Abandoned() {
      super("the run was given up", null, false, false);
    }
  }

  /** How the run came to rest: in a stop, or for good with what it threw. */
  private record Rest(@Nullable Stop stop, @Nullable Throwable failure) {}

  private final Machine machine;
  private final Budget budget;
  private final SynchronousQueue<Plan> plans = new SynchronousQueue<>();
  private final SynchronousQueue<Rest> rests = new SynchronousQueue<>();
  private @Nullable Thread thread;
  private volatile Stop.@Nullable Over over;

  Runner(Machine machine, Budget budget) {
    this.machine = machine;
    this.budget = budget;
  }

  /** Whether the run has come to its end. */
  boolean isOver() {
    return over != null;
  }

  /** Whether this is the thread that runs the machine. */
  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /**
   * Lets the machine run on; comes back when it stands still.
   *
   * @throws RuntimeException what a console threw; the run is not to be gone on with
   */
  Stop go(Plan plan) {
    final Stop.Over end = over;
    if (end != null) {
      return end;
    }
    if (thread == null) {
      start();
    } else {
      put(plans, plan);
    }
    final Rest rest = take(rests);
    final Throwable failure = rest.failure();
    if (failure != null) {
      thread = null;
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    }
    final Stop stop = rest.stop();
    if (stop == null) {
      throw new IllegalStateException("a run that stands still for no reason");
    }
    return stop;
  }

  private void start() {
    final Thread made = new Thread(this::run, "framewalk-debugged-run");
    made.setDaemon(true);
    thread = made;
    made.start();
  }

  private void run() {
    Rest rest;
    try {
      final RunResult result = machine.run(budget);
      final Stop.Over end = new Stop.Over(machine.place(), 0, result);
      over = end;
      rest = new Rest(end, null);
    } catch (Abandoned e) {
      return;
    } catch (RuntimeException | Error e) {
      rest = new Rest(null, e);
    }
    put(rests, rest);
  }

  /** On the thread that runs the machine: stands still until it is to go on. */
  Plan pause(Stop stop) {
    put(rests, new Rest(stop, null));
    final Plan next = take(plans);
    if (next.what() == Plan.What.ABANDON) {
      throw new Abandoned();
    }
    return next;
  }

  /** Ends a run that stands still, wherever it does. */
  void abandon() {
    final Thread made = thread;
    if (made == null || over != null) {
      return;
    }
    put(plans, Plan.ABANDON);
    boolean interrupted = false;
    while (made.isAlive()) {
      try {
        made.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    thread = null;
    restore(interrupted);
  }

  private static <T> void put(SynchronousQueue<T> queue, T value) {
    boolean interrupted = false;
    while (true) {
      try {
        queue.put(value);
        restore(interrupted);
        return;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  private static <T> T take(SynchronousQueue<T> queue) {
    boolean interrupted = false;
    while (true) {
      try {
        final T taken = queue.take();
        restore(interrupted);
        return taken;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
