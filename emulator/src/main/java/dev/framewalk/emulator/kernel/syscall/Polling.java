package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.VirtualClock;
import dev.framewalk.emulator.kernel.Wait;
import org.jspecify.annotations.Nullable;

/** A task that looks at several files until one is ready. A signal always ends it (signal(7)). */
final class Polling implements Wait {
  /** What the call comes to when {@code ready} is known of each file. */
  interface Answer {
    SyscallResult of(int[] ready) throws ErrnoException;
  }

  private final Task caller;
  private final @Nullable OpenFile[] files;
  private final int[] wanted;
  private final int[] fixed;
  private final Answer answer;
  private final PollCalls.@Nullable TimeLeft left;
  private boolean waits;
  private boolean interrupted;
  private boolean hasNoTime;

  /**
   * @param wanted what is looked for, by file
   * @param fixed what is so from the start: descriptors that are not open
   */
  Polling(
      Task caller,
      @Nullable OpenFile[] files,
      int[] wanted,
      int[] fixed,
      Answer answer,
      PollCalls.@Nullable TimeLeft left) {
    this.caller = caller;
    this.files = files;
    this.wanted = wanted;
    this.fixed = fixed;
    this.answer = answer;
    this.left = left;
  }

  /**
   * Looks, and waits if nothing is ready.
   *
   * @param timeout nanoseconds; 0 not to wait, {@link Long#MAX_VALUE} for ever
   */
  SyscallResult start(long timeout) throws ErrnoException {
    hasNoTime = timeout == 0;
    final SyscallResult result = attempt();
    if (result != null) {
      return result;
    }
    waits = true;
    for (final OpenFile file : files) {
      if (file != null) {
        file.retain();
        file.waiters().ifPresent(queue -> queue.add(caller));
      }
    }
    if (hasNoTime) {
      return caller.waitFor(this);
    }
    final long now = clock().nanos();
    return caller.waitUntil(this, timeout > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + timeout);
  }

  private VirtualClock clock() {
    return caller.process().kernel().clock();
  }

  private int[] ready() {
    final int[] ready = fixed.clone();
    for (int i = 0; i < files.length; i++) {
      final OpenFile file = files[i];
      if (file != null) {
        ready[i] = file.readiness() & wanted[i];
      }
    }
    return ready;
  }

  private SyscallResult answer(int[] ready) throws ErrnoException {
    if (left != null) {
      left.tell(clock().nanos());
    }
    return answer.of(ready);
  }

  @Override
  public @Nullable SyscallResult attempt() throws ErrnoException {
    final int[] ready = ready();
    for (final int bits : ready) {
      if (bits != 0) {
        return answer(ready);
      }
    }
    // A signal that the call's mask lets through comes before the time (Linux fs/select.c,
    // do_poll).
    return hasNoTime && !caller.signals().isDue() ? answer(ready) : null;
  }

  @Override
  public SyscallResult timedOut() {
    try {
      return answer(new int[files.length]);
    } catch (ErrnoException refusal) {
      return SyscallResult.refused(refusal.errno());
    }
  }

  @Override
  public SyscallResult interrupted() {
    interrupted = true;
    if (left != null) {
      left.tell(clock().nanos());
    }
    return SyscallResult.refused(Errno.EINTR);
  }

  @Override
  public void leave() {
    if (!waits) {
      return;
    }
    waits = false;
    if (!interrupted) {
      caller.signals().restoreMask();
    }
    for (final OpenFile file : files) {
      if (file != null) {
        file.waiters().ifPresent(queue -> queue.remove(caller));
        file.release();
      }
    }
  }

  @Override
  public String describe() {
    final StringBuilder text = new StringBuilder("one of");
    for (final OpenFile file : files) {
      if (file != null) {
        text.append(' ').append(file);
      }
    }
    return text.toString();
  }
}
