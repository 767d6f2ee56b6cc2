package dev.framewalk.emulator.unicorn;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets any thread stop an engine that another one runs.
 *
 * <p>{@code uc_emu_stop} has an effect only while {@code uc_emu_start} is under way. When it comes
 * in the first instants, half of it is lost: the guest runs on, but the engine, which believes that
 * it is stopping, calls no further hook at a {@code syscall}, and the call is lost too. So only a
 * run that has had {@link #GRACE_NANOS} of the processor is stopped (time that the host gave to
 * others says nothing of how far the engine has come); a shorter one ends by itself, and the
 * request is heard before the next one. Stopping is repeated until the run has noticed. The engine
 * is touched under the lock only, so never after it is closed.
 */
final class StopSwitch {
  private static final long PAUSE_NANOS = 20_000;

  /** Many times what an engine takes to get under way. */
  private static final long GRACE_NANOS = 1_000_000;

  private final Object lock = new Object();
  private volatile boolean requested;

  /** Whether the next run is not to begin, because it was to be cut short. */
  private volatile boolean cut;

  private final AtomicBoolean running = new AtomicBoolean();
  private volatile boolean closed;

  /** Who runs; only the running thread changes it, before it sets {@link #running}. */
  private @Nullable Thread runner;

  /** From any thread. */
  void request(RawEngine engine) {
    synchronized (lock) {
      if (closed) {
        return;
      }
      requested = true;
      if (running.get()) {
        waitUntilUnderWay();
      }
      while (running.get()) {
        UcError.check("uc_emu_stop", UnicornApi.uc_emu_stop(engine.handle()));
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** No run begins once there is a request, so the one that is under way is the only one. */
  private void waitUntilUnderWay() {
    final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    final Thread thread = runner;
    final long id = thread == null ? -1 : thread.getId();
    final boolean measures =
        id > 0 && threads.isThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled();
    final long begin = measures ? threads.getThreadCpuTime(id) : System.nanoTime();
    while (running.get()) {
      final long now = measures ? threads.getThreadCpuTime(id) : System.nanoTime();
      if (now - begin >= GRACE_NANOS) {
        return;
      }
      LockSupport.parkNanos(GRACE_NANOS / 4);
    }
  }

  /** Whether the engine may be started now; if so, {@link #leave} has to follow. */
  boolean enter() {
    runner = Thread.currentThread();
    running.set(true);
    if (requested || cut) {
      running.set(false);
      return false;
    }
    return true;
  }

  /** After the engine has come back: nobody stops it any more. */
  void leave() {
    // A request that sees this late waits out its grace first: no fence is needed here.
    running.setRelease(false);
    if (requested || cut) {
      synchronized (lock) {
        return; // who asked has let go of the engine
      }
    }
  }

  boolean requested() {
    return requested;
  }

  /** Takes the request back, because it has been heard; says whether it was one to stop. */
  boolean heard() {
    synchronized (lock) {
      final boolean stop = requested;
      requested = false;
      cut = false;
      return stop;
    }
  }

  /**
   * Lets the run that is under way end before its next instruction, or the next one before its
   * first. The engine sets its budget when it starts, so it is taken away until it has noticed.
   */
  void cut(InstructionCounter counter) {
    synchronized (lock) {
      if (closed) {
        return;
      }
      cut = true;
      if (running.get()) {
        while (running.get()) {
          counter.endNow();
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        cut = false;
      }
    }
  }

  void close() {
    synchronized (lock) {
      closed = true;
    }
  }
}
