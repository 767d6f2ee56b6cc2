package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.kernel.signal.TaskSignals;
import dev.framewalk.emulator.shm.Owner;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a guest process: registers, and what it waits for. Everything else it shares with the
 * other tasks of its process (clone(2), CLONE_THREAD).
 */
public final class Task {
  private int tid;
  private final Process process;
  private final UserRegisters registers;
  private final SyscallRequest request = new SyscallRequest();
  private final TaskSignals signals;
  private int syscallLength;
  private @Nullable Wait wait;
  private TimerQueue.@Nullable Timer deadline;
  private boolean deadlinePassed;
  private boolean mayRestart;
  private boolean alive = true;
  boolean queued;
  private long clearChildTid;
  private long robustList;
  private long cpuNanos;
  private String name;

  Task(int tid, Process process, UserRegisters registers, String name) {
    this.tid = tid;
    this.process = process;
    this.registers = registers;
    this.name = name;
    this.signals = new TaskSignals(process.signals());
  }

  /** One that {@code maker} makes (clone(2)). */
  Task(int tid, Process process, UserRegisters registers, Task maker, boolean clearsSignalStack) {
    this.tid = tid;
    this.process = process;
    this.registers = registers;
    this.name = maker.name;
    this.signals = new TaskSignals(process.signals(), maker.signals, clearsSignalStack);
  }

  /** Its number; the first task of a process has the process's (gettid(2)). */
  public int tid() {
    return tid;
  }

  public Process process() {
    return process;
  }

  /** The registers of ring 3, on the CPU or off it. */
  public UserRegisters registers() {
    return registers;
  }

  /** What it blocks, and what was sent to it alone (signal(7)). */
  public TaskSignals signals() {
    return signals;
  }

  /** The name of the thread, for people (prctl(2), PR_SET_NAME). */
  public String name() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  /** The number of its process (getpid(2)). */
  public int pid() {
    return process.pid();
  }

  public AddressSpace space() {
    return process.space();
  }

  public UserMemory memory() {
    return process.memory();
  }

  public DescriptorTable descriptors() {
    return process.descriptors();
  }

  /** Whom objects that it makes belong to. */
  public Owner owner() {
    return process.owner();
  }

  /** Whether it has not ended. */
  public boolean alive() {
    return alive;
  }

  /** The call that it made last; filled anew for each. */
  public SyscallRequest request() {
    return request;
  }

  /** Bytes of the instruction that made the last call: what a restart goes back by. */
  public int syscallLength() {
    return syscallLength;
  }

  public void setSyscallLength(int bytes) {
    syscallLength = bytes;
  }

  /** The address that is zeroed and woken when the task ends, or 0 (set_tid_address(2)). */
  public long clearChildTid() {
    return clearChildTid;
  }

  public void setClearChildTid(long address) {
    clearChildTid = address;
  }

  /** The head of the list of robust futexes, or 0 (set_robust_list(2)). */
  public long robustList() {
    return robustList;
  }

  public void setRobustList(long head) {
    robustList = head;
  }

  /** Nanoseconds that it has had the CPU. */
  public long cpuNanos() {
    return cpuNanos;
  }

  /** Notes that it, and so its process, has had the CPU for {@code nanos} more. */
  public void charge(long nanos) {
    cpuNanos += nanos;
    process.cpuTime().add(nanos);
    process.signals().timers().check();
  }

  /** What the call that it made is waiting for; empty if it runs or can run. */
  public Optional<Wait> waitsFor() {
    return Optional.ofNullable(wait);
  }

  /** When its wait ends at the latest, in nanoseconds of {@link VirtualClock#nanos()}. */
  public OptionalLong deadline() {
    return deadline == null ? OptionalLong.empty() : OptionalLong.of(deadline.nanos());
  }

  /**
   * Lets the call that is being served wait, without end.
   *
   * @return what the handler is to return
   */
  public SyscallResult waitFor(Wait what) {
    return waitUntil(what, Long.MAX_VALUE);
  }

  /**
   * Lets the call that is being served wait, until {@code nanos} of the virtual clock at the
   * latest.
   *
   * @param nanos an instant of {@link VirtualClock#nanos()}; {@link Long#MAX_VALUE} is never
   * @return what the handler is to return
   */
  public SyscallResult waitUntil(Wait what, long nanos) {
    if (wait != null) {
      throw new IllegalStateException("waits already: task=" + this + ", for=" + wait.describe());
    }
    wait = what;
    deadlinePassed = false;
    process.kernel().scheduler().remove(this);
    if (nanos != Long.MAX_VALUE) {
      deadline =
          process
              .kernel()
              .timers()
              .at(
                  nanos,
                  () -> {
                    deadline = null;
                    deadlinePassed = true;
                    wake();
                  });
    }
    if (signals.isDue()) {
      wake();
    }
    return SyscallResult.BLOCKED;
  }

  /**
   * Lets it look whether its wait is over, at its next turn. Does nothing to a task that does not
   * wait.
   */
  public void wake() {
    if (alive && wait != null && !process.stopped()) {
      process.kernel().scheduler().add(this);
    }
  }

  /**
   * Looks whether the wait is over.
   *
   * @param interrupted whether a signal is there that ends waits
   * @return what the call has come to; null if the task waits on, or waits for nothing
   */
  @Nullable SyscallResult resume(boolean interrupted) {
    final Wait current = wait;
    if (current == null) {
      return null;
    }
    SyscallResult result;
    try {
      result = current.attempt();
      if (result == null && deadlinePassed) {
        result = current.timedOut();
      }
      if (result == null && interrupted) {
        result = current.interrupted();
        mayRestart = result != null && current.restartable();
      }
    } catch (ErrnoException refusal) {
      result = SyscallResult.refused(refusal.errno());
    }
    if (result != null) {
      endWait();
    }
    return result;
  }

  private void endWait() {
    final Wait current = wait;
    wait = null;
    if (current != null) {
      current.leave();
    }
    if (deadline != null) {
      deadline.cancel();
      deadline = null;
    }
  }

  /** Whether the call that a handler interrupts now may be made again (signal(7), SA_RESTART). */
  public boolean mayRestart() {
    return mayRestart;
  }

  /** Goes back to the instruction of the call that was interrupted. */
  public void restartCall() {
    registers.set(UserRegister.RIP, registers.get(UserRegister.RIP) - syscallLength);
    registers.set(UserRegister.RAX, request.number());
  }

  /** Notes that it goes on: no call of it has just been interrupted. */
  public void clearRestart() {
    mayRestart = false;
  }

  /** Numbers the last task of a process that has called execve(2) anew: it is the first now. */
  void becomeLeader() {
    tid = process.pid();
  }

  /** Ends the task: it waits for nothing any more and runs no more. */
  void finish() {
    alive = false;
    endWait();
    process.kernel().scheduler().remove(this);
    registers.close();
  }

  @Override
  public String toString() {
    return tid == process.pid() ? process.toString() : name + " (tid " + tid + ")";
  }
}
