package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.FaultVerdict;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.pagetable.table.Access;

/**
 * Decides how far the CPU of a machine goes at a time, and is told of everything on the way.
 *
 * <p>A steered run is the run that it would be without: the same tasks take the same turns, at the
 * same virtual times. Every method is called on the thread that runs the machine, which stands
 * still meanwhile: a method may take as long as it likes, look at everything that is in the
 * machine, and set traps. What it throws comes out of {@link Machine#run}.
 *
 * <p>{@link Machine#place()} is exact in each of them.
 */
public interface RunSteering {
  /**
   * {@code task} is about to run on the CPU, everything before has been done.
   *
   * @return how many instructions it may complete before this is asked again, 1 at least; it may
   *     come to fewer
   */
  long mayRun(Task task);

  /**
   * {@code task} has come to rest behind some instructions, and did not leave to the kernel.
   *
   * @param completed how many, 0 if it is at a breakpoint at once
   * @param atBreakpoint whether an instruction that traps name is next
   */
  void ran(Task task, long completed, boolean atBreakpoint);

  /**
   * {@code task} leaves to the kernel, nothing has been served; or its wait may be over, which
   * {@link #served} is told of only if it is.
   */
  void leaving(Task task, Exit exit);

  /** What {@code task} left for has been served; it may wait or have ended. */
  void served(Task task, Exit exit);

  /** A system call is about to be served; RIP is at it, and the exit has not been counted. */
  void beforeCall(Task task);

  /** A system call was served, perhaps after a wait; its debts are paid. */
  void afterCall(Task task, SyscallRequest request, SyscallResult result);

  /** A page fault was looked at; when it was mended, the exit is over. */
  void faulted(Task task, long address, Access access, FaultVerdict verdict);

  /** A fault that is going to end the process of {@code task}; RIP is at it, the tables stand. */
  void fatal(Task task, FaultReport report);

  /** A process is about to end; its tables stand. */
  void ending(Process process);

  /** A process was made. */
  void started(Process process);

  /** Another task was put on the CPU. */
  void switched(Task task);

  /** What a task leaves the CPU for. */
  enum Exit {
    SYSTEM_CALL,
    EXCEPTION,
    /** The instructions of its turn are used up: the last of them has been completed. */
    QUANTUM,
    /** Not by an instruction: a call that waited has come to its end. */
    WAIT_OVER
  }
}
