package dev.framewalk.emulator.debug.report;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Hands commands from any thread to the one that a session belongs to, one at a time. */
final class SessionThread {
  /** Another command is under way. */
  static final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Nobody carries out commands any more. */
  static final class ClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile boolean closed;

  /** Carries out commands until {@link #close}. */
  void run() {
    while (!closed) {
      try {
        queue.take().run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        closed = true;
      }
    }
    drain();
  }

  /** Whether a command is under way. */
  boolean isBusy() {
    return busy.get();
  }

  /**
   * Has {@code command} carried out, and returns what it returns.
   *
   * @throws BusyException if another one is under way
   * @throws ClosedException if {@link #close} was called before it was carried out
   */
  String ask(Supplier<String> command) {
    if (!busy.compareAndSet(false, true)) {
      throw new BusyException();
    }
    final CompletableFuture<String> answer = new CompletableFuture<>();
    queue.add(
        () -> {
          // Free again before the answer is out: who reads it may send the next command at once.
          try {
            if (closed) {
              throw new ClosedException();
            }
            final String result = command.get();
            busy.set(false);
            answer.complete(result);
          } catch (RuntimeException | Error e) {
            busy.set(false);
            answer.completeExceptionally(e);
          }
        });
    if (closed) {
      drain();
    }
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw e;
    }
  }

  /** Ends {@link #run}; says whether a command is under way. */
  boolean close() {
    if (closed) {
      return false;
    }
    final boolean wasBusy = busy.get();
    closed = true;
    queue.add(() -> {});
    return wasBusy;
  }

  /** Tells those who came too late. */
  private void drain() {
    Runnable late = queue.poll();
    while (late != null) {
      late.run();
      late = queue.poll();
    }
  }
}
