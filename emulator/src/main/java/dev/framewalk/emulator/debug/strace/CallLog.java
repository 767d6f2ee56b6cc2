package dev.framewalk.emulator.debug.strace;

/** Is told what a {@link Strace} sees, in the order in which it happens. */
interface CallLog {
  /** A thread is there from now on. */
  void started(Caller caller);

  /** A call is about to be served. */
  void entered(Moment at, Caller caller, TracedCall call);

  /** A call that was entered was served. */
  void left(Moment at, Caller caller, TracedCall call);

  /**
   * A signal came.
   *
   * @param info its siginfo_t, as text
   */
  void signalled(Moment at, Caller caller, String signal, String info);

  /** A signal stopped the process. */
  void stopped(Moment at, Caller caller, String signal);

  /**
   * A thread ended, and with it the call that it was in.
   *
   * @param how as strace says it: {@code exited with 0}
   */
  void ended(Moment at, Caller caller, String how);

  /** Nothing more comes. */
  void finished();
}
