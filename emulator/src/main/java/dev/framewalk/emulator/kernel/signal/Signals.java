package dev.framewalk.emulator.kernel.signal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.kernel.Resource;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.kernel.Signal.DefaultAction;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.signal.SignalObserver.Disposition;
import org.jspecify.annotations.Nullable;

/**
 * The signals of one machine (signal(7)): sending puts them where they wait, and a task acts on
 * them before it goes on in ring 3.
 */
public final class Signals {
  /** What the signals of a task come to. */
  public enum Outcome {
    /** Nothing is there, or nothing that changes anything. */
    NOTHING,
    /** A handler is to run. */
    HANDLER,
    /** The process has stopped. */
    STOPPED,
    /** The process has ended. */
    ENDED
  }

  private static final long STOPS =
      Signal.SIGSTOP.bit() | Signal.SIGTSTP.bit() | Signal.SIGTTIN.bit() | Signal.SIGTTOU.bit();

  /** CLD_STOPPED and CLD_CONTINUED of sigaction(2). */
  private static final int CLD_STOPPED = 5;

  private static final int CLD_CONTINUED = 6;

  private final Kernel kernel;
  private SignalObserver observer = (task, info, disposition) -> {};

  public Signals(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Tells {@code other} from now on, and nobody else. */
  public void tell(SignalObserver other) {
    observer = other;
  }

  /**
   * Sends to a process: one of its tasks acts on it.
   *
   * @return whether it arrived; false if as many as may be are pending, which sigqueue(3) refuses
   *     with EAGAIN
   */
  @CanIgnoreReturnValue
  public boolean send(Process target, SignalInfo info) {
    if (!target.alive() || isDropped(target, target.leader(), info)) {
      return true;
    }
    final boolean arrived = enqueue(target, target.signals().pending, info);
    if (arrived) {
      wakeOne(target, info.signal());
    }
    return arrived;
  }

  /** Sends to one task; else as {@link #send(Process, SignalInfo)}. */
  @CanIgnoreReturnValue
  public boolean send(Task target, SignalInfo info) {
    if (!target.alive() || isDropped(target.process(), target, info)) {
      return true;
    }
    final boolean arrived = enqueue(target.process(), target.signals().pending, info);
    if (arrived && target.signals().wants(info.signal())) {
      target.wake();
    }
    return arrived;
  }

  /**
   * Sends what an exception of {@code target}'s own raises: one that it blocks or ignores ends it
   * (Linux kernel/signal.c, force_sig_info_to_task).
   */
  public void force(Task target, SignalInfo info, @Nullable Trap trap) {
    final Signal signal = info.signal();
    final ProcessSignals process = target.process().signals();
    if (trap != null) {
      target.signals().setTrap(trap);
    }
    final boolean blocked = (target.signals().mask() & signal.bit()) != 0;
    if (blocked || process.action(signal).handler() == SignalAction.SIG_IGN) {
      process.setAction(signal, SignalAction.DEFAULT);
      target.signals().setMask(target.signals().mask() & ~signal.bit());
    }
    final boolean unused = target.signals().pending.add(info);
  }

  /** What stops and what continues undo each other, and happen although blocked or ignored. */
  private boolean isDropped(Process target, Task task, SignalInfo info) {
    final Signal signal = info.signal();
    if ((signal.bit() & STOPS) != 0) {
      forget(target, Signal.SIGCONT.bit());
    } else if (signal == Signal.SIGCONT) {
      forget(target, STOPS);
      resume(target, true);
    } else if (signal == Signal.SIGKILL) {
      resume(target, false);
    }
    final boolean blocked =
        ((task.signals().mask() | task.signals().awaited()) & signal.bit()) != 0;
    return !blocked && target.signals().action(signal).ignores(signal);
  }

  private void resume(Process target, boolean tell) {
    if (target.stopped()) {
      target.resume();
      if (tell) {
        tellParent(target, CLD_CONTINUED, Signal.SIGCONT.number());
      }
    }
  }

  private boolean enqueue(Process target, PendingSignals where, SignalInfo info) {
    final Signal signal = info.signal();
    if (signal.isRealTime() && isFull(target)) {
      if (info.code() != SignalInfo.SI_USER) {
        return false;
      }
      where.addWithoutInfo(signal);
      return true;
    }
    final boolean unused = where.add(info);
    return true;
  }

  /** Whether as many are pending for the real user of {@code target} as may be (setrlimit(2)). */
  private boolean isFull(Process target) {
    return !target.limits().allows(Resource.SIGPENDING, queuedFor(target) + 1);
  }

  /** Signals that wait for the real user of {@code target} (proc(5), SigQ). */
  public long queuedFor(Process target) {
    final int user = target.credentials().uid();
    long pending = 0;
    for (final Process process : kernel.processes()) {
      if (process.credentials().uid() == user) {
        pending += process.signals().pending.size();
        for (final Task task : process.tasks()) {
          pending += task.signals().pending.size();
        }
      }
    }
    return pending;
  }

  private static void forget(Process process, long signals) {
    process.signals().pending.remove(signals);
    for (final Task task : process.tasks()) {
      task.signals().pending.remove(signals);
    }
  }

  /** Wakes the first task that {@code signal} concerns; all of them look when they run anyway. */
  private static void wakeOne(Process process, Signal signal) {
    for (final Task task : process.tasks()) {
      if (task.signals().wants(signal)) {
        task.wake();
        return;
      }
    }
  }

  /** Lets others see to what was sent to {@code process}, one of whose tasks has ended. */
  public void retarget(Process process) {
    if (process.signals().pending.set() != 0) {
      for (final Task task : process.tasks()) {
        if (task.signals().isDue()) {
          task.wake();
        }
      }
    }
  }

  /**
   * Sets what {@code process} does on {@code signal}; one that it ignores from now on is pending no
   * more (POSIX.1-2017 2.4.3 "Signal Actions").
   */
  public void setAction(Process process, Signal signal, SignalAction action) {
    process.signals().setAction(signal, action);
    if (action.ignores(signal)) {
      forget(process, signal.bit());
    }
  }

  /**
   * Tells the parent that {@code child} has stopped, continued or ended, by SIGCHLD or what
   * clone(2) was given.
   *
   * @param code CLD_EXITED and the others
   * @param status the exit status, or a signal's number
   * @return whether nobody is going to wait for a child that has ended, so that it can go
   */
  @CanIgnoreReturnValue
  public boolean childChanged(Process child, int code, int status) {
    final Process parent = child.parent().orElse(null);
    if (parent == null) {
      return true;
    }
    final boolean ended = code < CLD_STOPPED;
    final Signal signal = ended ? Signal.of(child.exitSignal()).orElse(null) : Signal.SIGCHLD;
    if (signal == null) {
      return false;
    }
    final SignalAction action = parent.signals().action(signal);
    final boolean unwanted =
        signal == Signal.SIGCHLD
            && (action.handler() == SignalAction.SIG_IGN || action.has(SignalAction.SA_NOCLDWAIT));
    if (ended ? action.handler() != SignalAction.SIG_IGN : !action.has(SignalAction.SA_NOCLDSTOP)) {
      final boolean unused = send(parent, SignalInfo.ofChild(signal, code, child, status));
    }
    return ended && unwanted;
  }

  private void tellParent(Process child, int code, int status) {
    final boolean unused = childChanged(child, code, status);
  }

  /** Whether {@code task} has something to act on; asked at every exit, so it is cheap. */
  public static boolean isDue(Task task) {
    return task.signals().isDue();
  }

  /**
   * Acts on the signals of {@code task} up to the first that a handler is to run for, which stays.
   */
  public Outcome screen(Task task) {
    while (true) {
      if (!task.alive()) {
        return Outcome.ENDED;
      }
      final Signal signal = first(task);
      if (signal == null) {
        return Outcome.NOTHING;
      }
      final SignalAction action = task.process().signals().action(signal);
      if (action.isHandler()) {
        return Outcome.HANDLER;
      }
      final SignalInfo info = take(task, ~task.signals().mask());
      if (info == null) {
        return Outcome.NOTHING;
      }
      if (action.ignores(signal)) {
        observer.signalled(task, info, Disposition.IGNORED);
      } else if (signal.defaultAction() == DefaultAction.STOP) {
        if (signal == Signal.SIGSTOP || !ProcessGroups.isOrphaned(kernel, task.process())) {
          stop(task, info);
          return Outcome.STOPPED;
        }
        observer.signalled(task, info, Disposition.IGNORED);
      } else {
        end(task, info);
        return Outcome.ENDED;
      }
    }
  }

  private void stop(Task task, SignalInfo info) {
    observer.signalled(task, info, Disposition.STOPPED);
    final int number = info.signal().number();
    task.process().stop(number);
    tellParent(task.process(), CLD_STOPPED, number);
  }

  private void end(Task task, SignalInfo info) {
    observer.signalled(task, info, Disposition.TERMINATED);
    kernel.end(task.process(), new ProcessEnd.Killed(info.signal()));
  }

  /**
   * Acts on all signals of {@code task} before it goes on in ring 3; its registers are those that
   * it goes on with, in the first handler if there is one.
   *
   * @return whether it goes on, and has neither stopped nor ended
   */
  public boolean deliver(Task task) {
    while (true) {
      switch (screen(task)) {
        case STOPPED, ENDED -> {
          return false;
        }
        case NOTHING -> {
          task.signals().restoreMask();
          task.clearRestart();
          return true;
        }
        case HANDLER -> handle(task);
      }
    }
  }

  private void handle(Task task) {
    final TaskSignals own = task.signals();
    final SignalInfo info = take(task, ~own.mask());
    if (info == null) {
      throw new IllegalStateException("a signal that is gone: task=" + task);
    }
    final Signal signal = info.signal();
    final SignalAction action = task.process().signals().action(signal);
    if (task.mayRestart() && action.has(SignalAction.SA_RESTART)) {
      task.restartCall();
    }
    task.clearRestart();
    observer.signalled(task, info, Disposition.HANDLED);
    if (action.has(SignalAction.SA_RESETHAND)) {
      task.process().signals().setAction(signal, action.reset());
    }
    try {
      SignalFrame.push(task, info, action);
    } catch (ErrnoException noStack) {
      if (signal == Signal.SIGSEGV) {
        task.process().signals().setAction(signal, SignalAction.DEFAULT);
      }
      force(task, SignalInfo.ofKernel(Signal.SIGSEGV), null);
      return;
    }
    long mask = own.mask() | action.mask();
    if (!action.has(SignalAction.SA_NODEFER)) {
      mask |= signal.bit();
    }
    own.setMask(mask);
  }

  private static @Nullable Signal first(Task task) {
    final long wanted = ~task.signals().mask();
    final Signal own = task.signals().pending.first(wanted);
    return own != null ? own : task.process().signals().pending.first(wanted);
  }

  /** Takes the next of {@code wanted} that was sent to {@code task}, or else to its process. */
  public @Nullable SignalInfo take(Task task, long wanted) {
    final ProcessSignals process = task.process().signals();
    final SignalInfo own = task.signals().pending.take(wanted);
    final SignalInfo info = own != null ? own : process.pending.take(wanted);
    return info == null ? null : process.timers().taken(info);
  }

  /** Returns from a handler (rt_sigreturn(2)); a frame that cannot be read is SIGSEGV. */
  public void handlerReturned(Task task) {
    try {
      SignalFrame.pop(task);
    } catch (ErrnoException badFrame) {
      force(task, SignalInfo.ofKernel(Signal.SIGSEGV), null);
    }
  }
}
