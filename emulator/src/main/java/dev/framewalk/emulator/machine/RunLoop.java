package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.SyscallResult.Next;
import dev.framewalk.emulator.machine.RunResult.BudgetExhausted;
import dev.framewalk.emulator.unicorn.Counting;
import dev.framewalk.emulator.unicorn.Cpu;
import dev.framewalk.emulator.unicorn.CpuExit;
import dev.framewalk.emulator.unicorn.CpuExit.CpuException;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.emulator.unicorn.UnicornException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the guests: puts a task on the CPU, serves the exit that it comes back with, and goes on
 * until nobody is left or the budget is used up.
 *
 * <p>A task that is the only one that can run has the engine that does not count, without
 * interruption; as soon as there are two, turns are counted in guest instructions.
 */
final class RunLoop {
  /** What an exit does to the turn of the task that left. */
  private enum Turn {
    GOES_ON,
    ENDS
  }

  private final Machine machine;
  private final Engines engines;
  private final SyscallGate gate;
  private final List<MachineListener> listeners;
  private final Scheduler scheduler;
  private final ScheduleHash hash = new ScheduleHash();
  private final VirtualClock clock = new VirtualClock();
  private final ExceptionService exceptions;
  private @Nullable Task lastTask;
  private long switches;
  private long instructionsLeft;
  private boolean instructionsLimited;
  private boolean running;

  RunLoop(Machine machine, Engines engines, SyscallGate gate, List<MachineListener> listeners) {
    this.machine = machine;
    this.engines = engines;
    this.gate = gate;
    this.listeners = listeners;
    this.scheduler = new Scheduler(machine.config().seed(), machine.config().quantum());
    this.exceptions = new ExceptionService(engines, listeners, clock, machine.memory());
  }

  void add(Task task) {
    scheduler.add(task);
  }

  /**
   * Runs until all tasks have ended or the budget is used up; tasks that are left can run on, also
   * after a listener's or a console's exception came out of here.
   */
  RunResult run(Budget budget) {
    if (running) {
      throw new IllegalStateException("the machine is running already");
    }
    running = true;
    instructionsLimited = budget.instructions().isPresent();
    instructionsLeft = budget.instructions().orElse(0);
    try (Watchdog watchdog =
        new Watchdog(budget.wallTime().orElse(Budget.UNLIMITED), engines::requestStop)) {
      while (!scheduler.isEmpty()) {
        turn(scheduler.front(), watchdog);
        if (watchdog.expired() || instructionsUsedUp()) {
          break;
        }
      }
      if (scheduler.isEmpty()) {
        return new RunResult.Finished(summary());
      }
      return new BudgetExhausted(
          summary(),
          instructionsUsedUp()
              ? BudgetExhausted.Kind.INSTRUCTIONS
              : BudgetExhausted.Kind.WALL_TIME);
    } catch (MachineFailure | UnicornException failure) {
      return new RunResult.MachineError(summary(), String.valueOf(failure.getMessage()));
    } finally {
      engines.park();
      running = false;
    }
  }

  /** Refuses while guests run: their tables and registers are in use. */
  void requireStill() {
    if (running) {
      throw new IllegalStateException("the machine is running");
    }
  }

  private boolean instructionsUsedUp() {
    return instructionsLimited && instructionsLeft <= 0;
  }

  /** Ends a task between two runs. */
  void kill(Process process) {
    for (final Task task : machine.tasks()) {
      if (task.process() == process && process.alive()) {
        end(task, new ProcessEnd.Killed(Signal.SIGKILL));
        return;
      }
    }
  }

  private void turn(Task task, Watchdog watchdog) {
    final boolean alone = scheduler.isAlone();
    final Counting counting = alone && !instructionsLimited ? Counting.FREE : Counting.COUNTED;
    // What others did to its mappings while it waited: an object that was cut.
    engines.owe(task.process().space().settle());
    final Cpu cpu = engines.select(task, counting);
    if (task != lastTask) {
      lastTask = task;
      switches++;
      for (final MachineListener listener : listeners) {
        listener.scheduled(task.process());
      }
    }
    long quantum = scheduler.drawQuantum();
    long exits = alone ? Long.MAX_VALUE : scheduler.drawExits();
    while (true) {
      if (instructionsLimited) {
        quantum = Math.min(quantum, instructionsLeft);
      }
      final CpuExit exit = counting == Counting.FREE ? cpu.run() : cpu.run(quantum);
      final Turn turn = exit == CpuExit.SYSCALL ? syscall(task, cpu) : other(task, cpu, exit);
      if (instructionsLimited) {
        instructionsLeft -= exit == CpuExit.BUDGET_SPENT ? quantum : 1;
      }
      if (exit == CpuExit.BUDGET_SPENT) {
        clock.ran(quantum);
      }
      if (turn == Turn.ENDS || --exits == 0 || scheduler.isAlone() != alone) {
        break;
      }
      if (watchdog.expired() || instructionsUsedUp()) {
        return;
      }
      engines.settle(task);
    }
    if (task.process().alive()) {
      scheduler.rotate();
    }
  }

  private Turn syscall(Task task, Cpu cpu) {
    clock.exit();
    exceptions.progressed();
    final Process process = task.process();
    hash.add(process.pid(), cpu.state().get(Register.RIP), cpu.state().get(Register.RAX));
    final SyscallResult result = gate.serve(cpu, process);
    engines.owe(result.flush());
    if (result.next() == Next.ENDED) {
      ended(task);
      return Turn.ENDS;
    }
    if (!listeners.isEmpty()) {
      engines.settle(task);
      for (final MachineListener listener : listeners) {
        listener.served(process, gate.lastRequest(), result);
      }
    }
    return result.next() == Next.YIELD ? Turn.ENDS : Turn.GOES_ON;
  }

  private Turn other(Task task, Cpu cpu, CpuExit exit) {
    clock.exit();
    final long rip = cpu.state().get(Register.RIP);
    if (exit == CpuExit.STOPPED) {
      // Where the watchdog met the guest differs from run to run and says nothing of the schedule.
      return Turn.GOES_ON;
    }
    if (exit == CpuExit.BUDGET_SPENT) {
      exceptions.progressed();
      hash.add(task.process().pid(), rip, -1);
      return Turn.ENDS;
    }
    if (exit instanceof CpuException exception) {
      hash.add(task.process().pid(), rip, -2L - exception.vector());
      return endUnless(task, exceptions.serve(task, cpu.state(), exception));
    }
    if (exit == CpuExit.SYSENTER
        || exit instanceof CpuExit.PortRead
        || exit instanceof CpuExit.PortWrite) {
      hash.add(task.process().pid(), rip, -1000);
      return endUnless(task, exceptions.refuse(task, cpu.state()));
    }
    throw new MachineFailure(
        "the CPU stopped for what ring 3 cannot cause: exit="
            + exit
            + ", process="
            + task.process()
            + ", rip=0x"
            + Long.toHexString(rip));
  }

  private Turn endUnless(Task task, @Nullable Signal signal) {
    if (signal == null) {
      return Turn.GOES_ON;
    }
    end(task, new ProcessEnd.Killed(signal));
    return Turn.ENDS;
  }

  private void end(Task task, ProcessEnd how) {
    machine.kernel().end(task.process(), how);
    ended(task);
  }

  private void ended(Task task) {
    scheduler.remove(task);
    engines.forget(task);
    task.close();
    for (final MachineListener listener : listeners) {
      listener.ended(task.process());
    }
  }

  private RunSummary summary() {
    final List<ProcessOutcome> processes = new ArrayList<>();
    for (final Task task : machine.tasks()) {
      processes.add(
          new ProcessOutcome(
              task.process().pid(),
              task.process().name(),
              task.program().arguments(),
              task.process().end(),
              task.fault()));
    }
    return new RunSummary(
        List.copyOf(processes),
        machine.registry().list(),
        machine.frames().used(),
        machine.kernelFrames(),
        machine.kernel().pagesMapped(),
        gate.served(),
        exceptions.faults(),
        switches,
        machine.syscalls().unknownCalls(),
        hash.value());
  }
}
