package dev.framewalk.emulator.machine;

import java.time.Duration;

/**
 * Stops the CPU when the wall time of a run is used up. One thread a run, which sleeps until then;
 * it never stops a CPU after {@link #close()} has returned.
 */
final class Watchdog implements AutoCloseable {
  private final Thread thread;
  private volatile boolean expired;
  private volatile boolean closed;

  Watchdog(Duration limit, Runnable stop) {
    final long deadline = System.nanoTime() + limit.toNanos();
    this.thread = new Thread(() -> watch(deadline, stop), "framewalk-watchdog");
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether the time is used up. */
  boolean expired() {
    return expired;
  }

  private void watch(long deadline, Runnable stop) {
    try {
      long left = deadline - System.nanoTime();
      while (left > 0 && !closed) {
        Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
        left = deadline - System.nanoTime();
      }
    } catch (InterruptedException e) {
      return;
    }
    if (!closed) {
      expired = true;
      stop.run();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
