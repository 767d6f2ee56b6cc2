package dev.framewalk.emulator.kernel.signal;

import dev.framewalk.emulator.kernel.Task;

/** Is told what becomes of signals, before it does. */
public interface SignalObserver {
  /** What becomes of a signal. */
  enum Disposition {
    /** A handler of the guest's runs. */
    HANDLED,
    /** Nothing. */
    IGNORED,
    /** It stops the process. */
    STOPPED,
    /** It ends the process. */
    TERMINATED
  }

  /** {@code info} has reached {@code task}; nothing of it or its process has changed yet. */
  void signalled(Task task, SignalInfo info, Disposition disposition);
}
