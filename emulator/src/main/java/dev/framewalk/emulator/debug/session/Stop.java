package dev.framewalk.emulator.debug.session;

import dev.framewalk.emulator.machine.FaultReport;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.pagetable.inspect.RunPlace;
import dev.framewalk.pagetable.table.Access;
import java.util.Optional;
import java.util.OptionalLong;

/** Why and where a session stands still. */
public sealed interface Stop {
  /** Where in the run. */
  RunPlace place();

  /** The task that it concerns: the one that ran last, or runs next. 0 when none is left. */
  int tid();

  /** Before the first instruction; a step back from here is not possible. */
  record AtStart(RunPlace place, int tid) implements Stop {}

  /** What was asked for has been reached: a step is done, or a place come to. */
  record Arrived(RunPlace place, int tid) implements Stop {}

  /** Before the instruction of a breakpoint. */
  record AtBreakpoint(RunPlace place, int tid, Breakpoint breakpoint) implements Stop {}

  /**
   * Behind the instruction, or the system call, that made a watched access.
   *
   * @param access READ or WRITE
   * @param address the physical address, of the first watched byte that was accessed
   * @param before what the watched bytes (8 at most) held before, little-endian
   * @param after what they hold now
   * @param call the number of the system call, when the kernel made the access for one
   */
  record Watched(
      RunPlace place,
      int tid,
      Watch watch,
      Access access,
      long address,
      long before,
      long after,
      OptionalLong call)
      implements Stop {}

  /**
   * At a system call: before it is served when there is no result, else behind it.
   *
   * @param number of the call
   * @param text the call with its arguments decoded, as strace shows it
   */
  record AtCall(RunPlace place, int tid, long number, String text, OptionalLong result)
      implements Stop {}

  /**
   * At a page fault.
   *
   * @param report why it ends the process; empty if it was mended or a handler takes it
   */
  record AtFault(RunPlace place, int tid, long address, Access access, Optional<FaultReport> report)
      implements Stop {}

  /** A process has been made, or is about to end: {@code event} says which. */
  record AtProcess(RunPlace place, int tid, int pid, Goal.Event event) implements Stop {}

  /** Another task is on the CPU. */
  record AtSwitch(RunPlace place, int tid) implements Stop {}

  /** Somebody asked for it. */
  record Interrupted(RunPlace place, int tid) implements Stop {}

  /** The run is over: every process ended, all wait for ever, or the machine failed. */
  record Over(RunPlace place, int tid, RunResult result) implements Stop {}
}
