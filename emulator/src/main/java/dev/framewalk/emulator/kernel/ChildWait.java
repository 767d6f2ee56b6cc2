package dev.framewalk.emulator.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Waits for children to change (wait(2)).
 *
 * @param caller who waits
 * @param which which children
 * @param ended whether for those that end
 * @param stopped whether for those that a signal stops
 * @param continued whether for those that SIGCONT continues
 * @param keeps whether what is told can be told again (WNOWAIT)
 * @param answer makes the call's result of what there is to tell
 */
public record ChildWait(
    Task caller,
    Which which,
    boolean ended,
    boolean stopped,
    boolean continued,
    boolean keeps,
    Answer answer)
    implements Wait {
  /** Which children count. */
  public interface Which {
    boolean matches(Process child);
  }

  /** What becomes of the news. */
  public interface Answer {
    /** The result of the call, with what it stores stored. */
    SyscallResult of(ChildStatus status) throws ErrnoException;
  }

  /**
   * What there is to tell now.
   *
   * @return null if nothing
   * @throws ErrnoException ECHILD if there is no such child
   */
  @Override
  public @Nullable SyscallResult attempt() throws ErrnoException {
    boolean any = false;
    for (final Process child : caller.process().children()) {
      if (!which.matches(child)) {
        continue;
      }
      any = true;
      final ChildStatus status = news(child);
      if (status != null) {
        try {
          return answer.of(status);
        } finally {
          // What cannot be stored was told all the same (Linux kernel/exit.c, kernel_wait4).
          if (!keeps) {
            told(status);
          }
        }
      }
    }
    if (!any) {
      throw new ErrnoException(Errno.ECHILD, "no such child: pid=" + caller.pid());
    }
    return null;
  }

  private @Nullable ChildStatus news(Process child) {
    if (!child.alive()) {
      return ended ? ChildStatus.ended(child) : null;
    }
    if (stopped && child.untoldStop() != 0) {
      return new ChildStatus(child, ChildStatus.Kind.STOPPED, child.untoldStop());
    }
    if (continued && child.untoldContinue()) {
      return new ChildStatus(child, ChildStatus.Kind.CONTINUED, Process.SIGCONT);
    }
    return null;
  }

  private static void told(ChildStatus status) {
    switch (status.kind()) {
      case STOPPED -> status.child().stopTold();
      case CONTINUED -> status.child().continueTold();
      case EXITED, KILLED, DUMPED -> status.child().reap();
    }
  }

  /** Lets the caller wait. */
  public SyscallResult begin() {
    caller.process().childEvents().add(caller);
    return caller.waitFor(this);
  }

  @Override
  public boolean restartable() {
    return true;
  }

  @Override
  public void leave() {
    caller.process().childEvents().remove(caller);
  }

  @Override
  public String describe() {
    return "a child to change (wait)";
  }
}
