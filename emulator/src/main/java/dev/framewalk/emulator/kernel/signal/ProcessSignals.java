package dev.framewalk.emulator.kernel.signal;

import dev.framewalk.emulator.kernel.Signal;
import java.util.Arrays;

/**
 * A process's part in signals: what it does on each, what was sent to it as a whole, its timers.
 */
public final class ProcessSignals {
  final PendingSignals pending = new PendingSignals();
  private SignalAction[] actions = new SignalAction[Signal.HIGHEST];
  private final ProcessTimers timers = new ProcessTimers();

  /** Those of a program that was loaded: nothing is caught or ignored. */
  public ProcessSignals() {
    Arrays.fill(actions, SignalAction.DEFAULT);
  }

  /** Those of a child: the same actions; nothing pending, no timers (fork(2)). */
  public ProcessSignals forFork() {
    final ProcessSignals child = new ProcessSignals();
    child.actions = actions.clone();
    return child;
  }

  /** Those of a child that shares the actions until one of them calls execve(2) (CLONE_SIGHAND). */
  public ProcessSignals forSharing() {
    final ProcessSignals child = new ProcessSignals();
    child.actions = actions;
    return child;
  }

  /**
   * What is caught is not any more, what is ignored stays so; timer_create's are gone (execve(2)).
   */
  public void exec() {
    clearHandlers();
    timers.exec();
  }

  /** What is caught is not any more, what is ignored stays so (clone3(2), CLONE_CLEAR_SIGHAND). */
  public void clearHandlers() {
    final SignalAction[] cleared = new SignalAction[actions.length];
    for (int i = 0; i < actions.length; i++) {
      cleared[i] =
          actions[i].handler() == SignalAction.SIG_IGN
              ? new SignalAction(SignalAction.SIG_IGN, 0, 0, 0)
              : SignalAction.DEFAULT;
    }
    actions = cleared;
  }

  /** What becomes of {@code signal}. */
  public SignalAction action(Signal signal) {
    return actions[signal.number() - 1];
  }

  void setAction(Signal signal, SignalAction action) {
    actions[signal.number() - 1] = action;
  }

  /** The signals that were sent to it as a whole and wait, as a set. */
  public long pending() {
    return pending.set();
  }

  /** The signals that it ignores, as a set. */
  public long ignored() {
    long set = 0;
    for (int i = 0; i < actions.length; i++) {
      set |= actions[i].handler() == SignalAction.SIG_IGN ? 1L << i : 0;
    }
    return set;
  }

  /** The signals that it has handlers for, as a set. */
  public long caught() {
    long set = 0;
    for (int i = 0; i < actions.length; i++) {
      set |= actions[i].isHandler() ? 1L << i : 0;
    }
    return set;
  }

  public ProcessTimers timers() {
    return timers;
  }

  /** Calls off what is still to happen; the process ends. */
  public void close() {
    timers.close();
  }
}
