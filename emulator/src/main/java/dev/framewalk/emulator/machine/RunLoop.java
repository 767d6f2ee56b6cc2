package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.kernel.Scheduler;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.SyscallResult.Next;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.TimerQueue;
import dev.framewalk.emulator.kernel.UserRegister;
import dev.framewalk.emulator.kernel.VirtualClock;
import dev.framewalk.emulator.kernel.signal.SignalInfo;
import dev.framewalk.emulator.kernel.signal.SignalObserver.Disposition;
import dev.framewalk.emulator.machine.RunResult.BudgetExhausted;
import dev.framewalk.emulator.unicorn.Counting;
import dev.framewalk.emulator.unicorn.Cpu;
import dev.framewalk.emulator.unicorn.CpuExit;
import dev.framewalk.emulator.unicorn.CpuExit.CpuException;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.emulator.unicorn.UnicornException;
import dev.framewalk.pagetable.inspect.RunPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs the guests: puts a task on the CPU, serves the exit that it comes back with, and goes on
 * until nobody is left, nobody can go on, or the budget is used up.
 *
 * <p>A task that is the only one that can run, with nothing to happen at any time, has the engine
 * that does not count, without interruption; otherwise turns are counted in guest instructions.
 * Engines are not changed for a moment: processes that hand a token to and fro are alone by turns.
 */
final class RunLoop {
  /** Bytes of a {@code syscall} without prefixes. */
  private static final int SYSCALL_BYTES = 2;

  /** What an exit does to the turn of the task that left. */
  private enum Turn {
    GOES_ON,
    ENDS
  }

  /** Exits that a task leaves alone before it gets the engine that does not count. */
  private static final int EXITS_UNTIL_FREE = 64;

  private final Machine machine;
  private final Kernel kernel;
  private final Engines engines;
  private final SyscallGate gate;
  private final List<MachineListener> listeners;
  private final Scheduler scheduler;
  private final VirtualClock clock;
  private final TimerQueue timers;
  private final ScheduleHash hash = new ScheduleHash();
  private final ExceptionService exceptions;
  private @Nullable Fault lastFault;
  private @Nullable Task lastTask;
  private int exitsAlone = EXITS_UNTIL_FREE;
  private long switches;
  private long instructionsLeft;
  private long exitWeight = 1;
  private boolean instructionsLimited;
  private boolean running;

  /** Null in a run that nobody steers. */
  private @Nullable RunSteering steering;

  private final SteeredCpu steered;

  RunLoop(Machine machine, Engines engines, SyscallGate gate, List<MachineListener> listeners) {
    this.machine = machine;
    this.kernel = machine.kernel();
    this.engines = engines;
    this.gate = gate;
    this.listeners = listeners;
    this.scheduler = kernel.scheduler();
    this.clock = kernel.clock();
    this.timers = kernel.timers();
    kernel.signals().tell(this::signalled);
    this.exceptions = new ExceptionService(machine, engines, listeners);
    this.steered = new SteeredCpu(engines);
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
    exitWeight = budget.exitWeight();
    try (Watchdog watchdog =
        new Watchdog(budget.wallTime().orElse(Budget.UNLIMITED), engines::requestStop)) {
      while (kernel.liveProcesses() > 0) {
        timers.fire(clock.nanos());
        if (!scheduler.isEmpty()) {
          turn(scheduler.front(), watchdog);
        } else if (!sleep()) {
          return new RunResult.Deadlocked(summary(), waits());
        }
        tellOfProcesses();
        if (watchdog.expired() || instructionsUsedUp()) {
          break;
        }
      }
      if (kernel.liveProcesses() == 0) {
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

  /** Has {@code other} decide how far the CPU goes at a time. */
  void steer(RunSteering other) {
    steering = other;
    exceptions.rememberLooked();
    kernel.tellBeforeEnd(other::ending);
  }

  /** Where the machine stands; exact in a run that is steered. */
  RunPlace place() {
    return steered.place(clock);
  }

  /** Refuses while guests run: their tables and registers are in use. */
  void requireStill() {
    if (running) {
      throw new IllegalStateException("the machine is running");
    }
  }

  long scheduleHash() {
    return hash.value();
  }

  private boolean instructionsUsedUp() {
    return instructionsLimited && instructionsLeft <= 0;
  }

  /** Ends a process between two runs. */
  void kill(Process process) {
    if (process.alive()) {
      end(process, new ProcessEnd.Killed(Signal.SIGKILL));
      tellOfProcesses();
    }
  }

  /** Everybody waits: the clock jumps to what happens next. Says whether anything does. */
  private boolean sleep() {
    final OptionalLong next = timers.next();
    if (next.isEmpty()) {
      return false;
    }
    clock.advanceTo(next.getAsLong());
    if (instructionsLimited) {
      instructionsLeft -= exitWeight;
    }
    return true;
  }

  private List<String> waits() {
    final List<String> waits = new ArrayList<>();
    for (final Process process : kernel.processes()) {
      // One that has ended, and that nobody has waited for, waits for nothing.
      final List<Task> living = process.alive() ? process.tasks() : List.of();
      for (final Task task : living) {
        waits.add(
            task
                + (process.stopped()
                    ? " is stopped by a signal"
                    : " waits for "
                        + task.waitsFor().map(wait -> wait.describe()).orElse("nothing")));
      }
    }
    return List.copyOf(waits);
  }

  private void turn(Task task, Watchdog watchdog) {
    if (task.waitsFor().isPresent() && !resume(task)) {
      return;
    }
    if (!attend(task)) {
      return;
    }
    final boolean alone = scheduler.isAlone();
    final boolean free = mayRunFree();
    final Counting counting = free ? Counting.FREE : Counting.COUNTED;
    final Cpu cpu = select(task, counting);
    long quantum = scheduler.drawQuantum();
    long exits = alone ? Long.MAX_VALUE : scheduler.drawExits();
    while (true) {
      quantum = limited(quantum);
      final CpuExit exit;
      if (steering != null) {
        exit = steered.run(steering, task, cpu, free ? Long.MAX_VALUE : quantum, watchdog);
      } else {
        exit = free ? cpu.run() : cpu.run(quantum);
      }
      final Turn turn = exit == CpuExit.SYSCALL ? syscall(task, cpu) : other(task, cpu, exit);
      if (instructionsLimited) {
        instructionsLeft -= exit == CpuExit.BUDGET_SPENT ? quantum : exitWeight;
      }
      if (exit == CpuExit.BUDGET_SPENT) {
        task.charge(clock.ran(quantum));
        exitsAlone = EXITS_UNTIL_FREE;
      }
      exitsAlone = scheduler.isAlone() ? exitsAlone + 1 : 0;
      if (steering != null) {
        steering.served(task, SteeredCpu.exitOf(exit));
      }
      if (turn == Turn.ENDS
          || --exits == 0
          || scheduler.isAlone() != alone
          || mayRunFree() != free
          || timerIsDue()) {
        break;
      }
      if (watchdog.expired() || instructionsUsedUp()) {
        return;
      }
      if (!attend(task)) {
        break;
      }
      engines.settle(task);
    }
    scheduler.rotate(task);
  }

  /** Counts an exit, which is about to be served. */
  private void leave(Task task) {
    task.charge(clock.exit());
    if (steering != null) {
      steered.leave();
    }
  }

  /** An exit has been served. */
  private void arrive() {
    if (steering != null) {
      steered.arrive();
    }
  }

  private boolean mayRunFree() {
    return exitsAlone >= EXITS_UNTIL_FREE
        && !instructionsLimited
        && scheduler.isAlone()
        && timers.isEmpty()
        && !scheduler.front().process().signals().timers().needChecks();
  }

  private boolean timerIsDue() {
    return timers.isDue(clock.nanos());
  }

  /** No longer than the budget allows, and than until something is to happen. */
  private long limited(long quantum) {
    final long limit = instructionsLimited ? Math.min(quantum, instructionsLeft) : quantum;
    return timers.untilNext(clock.nanos(), limit);
  }

  /** Puts {@code task} on the CPU. */
  private Cpu select(Task task, Counting counting) {
    // What others did to its mappings while it waited: an object that was cut.
    engines.owe(task.space(), task.space().settle());
    final Cpu cpu = engines.select(task, counting);
    if (task != lastTask) {
      lastTask = task;
      switches++;
      for (final MachineListener listener : listeners) {
        listener.scheduled(task);
      }
      if (steering != null) {
        steering.switched(task);
      }
    }
    return cpu;
  }

  /** Lets a task that waits look whether it can go on. */
  private boolean resume(Task task) {
    if (steering != null) {
      steering.leaving(task, RunSteering.Exit.WAIT_OVER);
    }
    machine.journal().systemCall(task.process().pid(), (int) task.request().number());
    final SyscallResult result = kernel.resume(task);
    if (result == null) {
      scheduler.remove(task);
      return false;
    }
    task.charge(clock.exit());
    if (steering != null) {
      steering.served(task, RunSteering.Exit.WAIT_OVER);
    }
    if (result.next() == Next.ENDED) {
      return false;
    }
    engines.owe(task.space(), result.flush());
    if (result.next() == Next.CONTINUE) {
      task.registers().set(UserRegister.RAX, result.value());
    }
    if (!listeners.isEmpty() || steering != null) {
      // Listeners may ask the CPU for what the task would see.
      engines.owe(task.space(), task.space().settle());
      final Cpu unused = engines.select(task, mayRunFree() ? Counting.FREE : Counting.COUNTED);
      tellOfServed(task, result);
    }
    return true;
  }

  /** Acts on the signals of {@code task}; says whether it goes on. */
  private boolean attend(Task task) {
    if (!task.alive() || task.process().stopped() || task.waitsFor().isPresent()) {
      return false;
    }
    if (!task.signals().isDue()) {
      // What a call blocked for its own time is over with it.
      task.signals().restoreMask();
      return true;
    }
    // A frame that is pushed fills pages, and lies in those that the task sees.
    engines.owe(task.space(), task.space().settle());
    machine.journal().work(task.process().pid(), "a signal");
    final boolean goesOn = kernel.signals().deliver(task);
    if (goesOn) {
      engines.owe(task.space(), task.space().settle());
    }
    return goesOn;
  }

  private Turn syscall(Task task, Cpu cpu) {
    if (steering != null) {
      steering.beforeCall(task);
      engines.settle(task);
    }
    leave(task);
    try {
      return serve(task, cpu);
    } finally {
      arrive();
    }
  }

  private Turn serve(Task task, Cpu cpu) {
    exceptions.progressed();
    hash.add(task.tid(), cpu.state().get(Register.RIP), cpu.state().get(Register.RAX));
    final int length = cpu.systemCallLength();
    if (length > SYSCALL_BYTES && exceptions.isLocked(task, cpu.state())) {
      return signal(task, exceptions.undefined(task, cpu.state()));
    }
    final SyscallResult result = gate.serve(cpu, length, task);
    arrive();
    engines.owe(task.space(), result.flush());
    switch (result.next()) {
      case ENDED -> {
        return Turn.ENDS;
      }
      case BLOCKED -> {
        for (final MachineListener listener : listeners) {
          listener.blocked(task, task.request());
        }
        return Turn.ENDS;
      }
      case YIELD, CONTINUE, REGISTERS_SET -> {
        if (!listeners.isEmpty() || steering != null) {
          engines.settle(task);
          tellOfServed(task, result);
        }
        return result.next() == Next.YIELD ? Turn.ENDS : Turn.GOES_ON;
      }
    }
    throw new AssertionError(result);
  }

  private void tellOfServed(Task task, SyscallResult result) {
    for (final MachineListener listener : listeners) {
      listener.served(task, task.request(), result);
    }
    if (steering != null) {
      steering.afterCall(task, task.request(), result);
    }
  }

  private Turn other(Task task, Cpu cpu, CpuExit exit) {
    leave(task);
    try {
      return serve(task, cpu, exit);
    } finally {
      arrive();
    }
  }

  private Turn serve(Task task, Cpu cpu, CpuExit exit) {
    final long rip = cpu.state().get(Register.RIP);
    if (exit == CpuExit.STOPPED) {
      // Where the watchdog met the guest differs from run to run and says nothing of the schedule.
      return Turn.GOES_ON;
    }
    if (exit == CpuExit.BUDGET_SPENT) {
      exceptions.progressed();
      hash.add(task.tid(), rip, -1);
      return Turn.ENDS;
    }
    if (exit instanceof CpuException exception) {
      hash.add(task.tid(), rip, -2L - exception.vector());
      final Fault fault = exceptions.serve(task, cpu.state(), exception);
      if (steering != null) {
        tellOfFault(steering, task, fault);
      }
      return signal(task, fault);
    }
    if (exit == CpuExit.SYSENTER
        || exit instanceof CpuExit.PortRead
        || exit instanceof CpuExit.PortWrite) {
      hash.add(task.tid(), rip, -1000);
      return signal(task, exceptions.refuse(task, cpu.state()));
    }
    throw new MachineFailure(
        "the CPU stopped for what ring 3 cannot cause: exit="
            + exit
            + ", process="
            + task.process()
            + ", rip=0x"
            + Long.toHexString(rip));
  }

  private void tellOfFault(RunSteering by, Task task, @Nullable Fault fault) {
    if (fault == null) {
      arrive();
    }
    final ExceptionService.Looked looked = exceptions.takeLooked();
    if (looked != null) {
      by.faulted(task, looked.address(), looked.access(), looked.verdict());
      engines.settle(task);
    }
  }

  /** Signals a fault to the task that caused it. */
  private Turn signal(Task task, @Nullable Fault fault) {
    if (fault == null) {
      return Turn.GOES_ON;
    }
    kernel.signals().force(task, fault.info(), fault.trap());
    lastFault = fault;
    try {
      return attend(task) ? Turn.GOES_ON : Turn.ENDS;
    } finally {
      lastFault = null;
    }
  }

  /** Tells of a signal before it does anything; of a fault that ends a process while it stands. */
  private void signalled(Task task, SignalInfo info, Disposition disposition) {
    final Fault fault = lastFault;
    if (fault != null && disposition == Disposition.TERMINATED) {
      final FaultReport report = fault.report().get();
      machine.outcomes().failed(task.process(), report);
      if (steering != null) {
        steering.fatal(task, report);
      }
    }
    for (final MachineListener listener : listeners) {
      listener.signalled(task, info, disposition);
    }
  }

  private void end(Process process, ProcessEnd how) {
    kernel.end(process, how);
  }

  private void tellOfProcesses() {
    for (Process process = kernel.takeStarted(); process != null; process = kernel.takeStarted()) {
      for (final MachineListener listener : listeners) {
        listener.started(process);
      }
      if (steering != null) {
        steering.started(process);
      }
    }
    for (Process process = kernel.takeEnded(); process != null; process = kernel.takeEnded()) {
      machine.outcomes().ended(process);
      for (final MachineListener listener : listeners) {
        listener.ended(process);
      }
    }
  }

  private RunSummary summary() {
    return new RunSummary(
        machine.outcomes().list(kernel),
        machine.registry().list(),
        machine.frames().used(),
        machine.kernelFrames(),
        kernel.pagesMapped(),
        gate.served(),
        exceptions.faults(),
        switches,
        machine.syscalls().unknownCalls(),
        hash.value(),
        machine.output().reached());
  }
}
