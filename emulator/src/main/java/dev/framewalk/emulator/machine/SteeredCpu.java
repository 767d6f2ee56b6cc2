package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.VirtualClock;
import dev.framewalk.emulator.unicorn.Cpu;
import dev.framewalk.emulator.unicorn.CpuExit;
import dev.framewalk.pagetable.inspect.RunPlace;

/** Runs tasks with as many stops as are wished, and knows where in the run they are. */
final class SteeredCpu {
  private final Engines engines;

  /** Instructions completed since the last exit. */
  private long sinceExit;

  /** Whether an exit is being served, which has been counted. */
  private boolean serving;

  SteeredCpu(Engines engines) {
    this.engines = engines;
  }

  /** Where the machine stands whose exits {@code clock} counts. */
  RunPlace place(VirtualClock clock) {
    return new RunPlace(clock.exits() - (serving ? 1 : 0), sinceExit);
  }

  /** An exit was counted, and is about to be served. */
  void leave() {
    serving = true;
  }

  /** An exit has been served. */
  void arrive() {
    serving = false;
    sinceExit = 0;
  }

  /**
   * Runs {@code task} until it leaves to the kernel.
   *
   * @param quantum how many instructions it may take until it has to
   * @param watchdog that may have asked the CPU to stop: then this is a quantum that is used up
   */
  CpuExit run(RunSteering by, Task task, Cpu cpu, long quantum, Watchdog watchdog) {
    while (true) {
      final long left = quantum - sinceExit;
      final long slice = Math.min(left, by.mayRun(task));
      // What was looked at and set meanwhile may owe something.
      engines.settle(task);
      if (watchdog.expired()) {
        by.leaving(task, RunSteering.Exit.QUANTUM);
        return CpuExit.BUDGET_SPENT;
      }
      final CpuExit exit = cpu.run(slice);
      final long completed = cpu.completed();
      sinceExit += completed;
      if (exit == CpuExit.BREAKPOINT) {
        by.ran(task, completed, true);
      } else if (completed < left && (exit == CpuExit.BUDGET_SPENT || completed == slice)) {
        // A fetch that faults behind the slice's last instruction faults again when it is due.
        by.ran(task, completed, false);
      } else {
        by.leaving(task, exitOf(exit));
        return exit;
      }
    }
  }

  /** What a task left for. */
  static RunSteering.Exit exitOf(CpuExit exit) {
    if (exit == CpuExit.SYSCALL) {
      return RunSteering.Exit.SYSTEM_CALL;
    }
    return exit == CpuExit.BUDGET_SPENT ? RunSteering.Exit.QUANTUM : RunSteering.Exit.EXCEPTION;
  }
}
