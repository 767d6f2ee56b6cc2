package dev.framewalk.emulator.debug.strace;

/** Says nothing, where calls are only counted. */
final class NoLog implements CallLog {
  @Override
  public void started(Caller caller) {}

  @Override
  public void entered(Moment at, Caller caller, TracedCall call) {}

  @Override
  public void left(Moment at, Caller caller, TracedCall call) {}

  @Override
  public void signalled(Moment at, Caller caller, String signal, String info) {}

  @Override
  public void stopped(Moment at, Caller caller, String signal) {}

  @Override
  public void ended(Moment at, Caller caller, String how) {}

  @Override
  public void finished() {}
}
