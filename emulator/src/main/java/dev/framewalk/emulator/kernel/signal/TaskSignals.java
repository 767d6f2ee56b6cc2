package dev.framewalk.emulator.kernel.signal;

import dev.framewalk.emulator.kernel.Signal;

/**
 * One task's part in signals: what it blocks, what was sent to it alone, its stack for handlers.
 */
public final class TaskSignals {
  /** What cannot be blocked, caught or ignored. */
  public static final long UNBLOCKABLE = Signal.SIGKILL.bit() | Signal.SIGSTOP.bit();

  final PendingSignals pending = new PendingSignals();
  private final PendingSignals shared;
  private long mask;
  private long savedMask;
  private boolean maskIsSaved;
  private long awaited;
  private SignalStack stack = SignalStack.NONE;
  private Trap trap = Trap.NONE;
  private boolean resume;

  /** Those of the first task of a process. */
  public TaskSignals(ProcessSignals process) {
    this.shared = process.pending;
  }

  /** Those of a task that was made by one with {@code original}: its mask, nothing pending. */
  public TaskSignals(ProcessSignals process, TaskSignals original, boolean sameMemory) {
    this.shared = process.pending;
    this.mask = original.mask;
    // A task in the same memory would run its handlers on a stack that is in use (clone(2)).
    this.stack = sameMemory ? SignalStack.NONE : original.stack;
    this.trap = original.trap;
  }

  /** What it blocks. */
  public long mask() {
    return mask;
  }

  /** Blocks exactly {@code signals}, but what cannot be blocked. */
  public void setMask(long signals) {
    mask = signals & ~UNBLOCKABLE;
  }

  /** Blocks {@code signals} until the next handler has returned (rt_sigsuspend(2), ppoll(2)). */
  public void setMaskForNow(long signals) {
    savedMask = mask;
    maskIsSaved = true;
    setMask(signals);
  }

  /** Blocks again what it did before {@link #setMaskForNow}, if that is still in force. */
  public void restoreMask() {
    if (maskIsSaved) {
      maskIsSaved = false;
      mask = savedMask;
    }
  }

  /** The mask that a handler's return restores. */
  long maskBehindHandler() {
    return maskIsSaved ? savedMask : mask;
  }

  /** Notes that the frame of a handler holds what was saved. */
  void handlerBegins() {
    maskIsSaved = false;
    if (stack.disarms()) {
      stack = SignalStack.DISARMED;
    }
  }

  /** What rt_sigtimedwait(2) is waiting for, blocked or not. */
  public long awaited() {
    return awaited;
  }

  public void setAwaited(long signals) {
    awaited = signals;
  }

  public SignalStack stack() {
    return stack;
  }

  public void setStack(SignalStack other) {
    stack = other;
  }

  Trap trap() {
    return trap;
  }

  void setTrap(Trap last) {
    trap = last;
    resume = last.resume();
  }

  /** Whether the frame that is made is the one of the fault noted last: RF is set in it. */
  boolean takeResume() {
    final boolean value = resume;
    resume = false;
    return value;
  }

  /** The signals that were sent to it alone and wait, as a set. */
  public long pending() {
    return pending.set();
  }

  /** What was sent to it or its process and is blocked (sigpending(2)). */
  public long blockedAndPending() {
    return (pending.set() | shared.set()) & mask;
  }

  /** Whether a signal is there that is not blocked. */
  public boolean isDue() {
    return ((pending.set() | shared.set()) & ~mask) != 0;
  }

  /** Whether a signal is there that rt_sigtimedwait(2) could take. */
  boolean wants(Signal signal) {
    return (signal.bit() & (~mask | awaited)) != 0;
  }

  /** Makes it that of a program that begins: blocked and pending signals stay (execve(2)). */
  public void exec() {
    stack = SignalStack.NONE;
    restoreMask();
  }
}
