package dev.framewalk.emulator.debug.session;

import dev.framewalk.emulator.kernel.FaultVerdict;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.SyscallResult.Next;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.UserRegister;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.FaultReport;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.RunSteering;
import dev.framewalk.emulator.unicorn.CpuTraps;
import dev.framewalk.pagetable.inspect.RunPlace;
import dev.framewalk.pagetable.table.Access;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One machine that runs from the start on, as far as each {@link Plan} says.
 *
 * <p>What it decides it decides on the thread that runs the machine ({@link Runner}), in the midst
 * of whatever the machine does: so every instant can be stopped at, and what was under way goes on
 * afterwards as if nothing had been.
 */
final class LiveRun implements RunSteering, AutoCloseable {
  private static final long UNLIMITED = Long.MAX_VALUE;

  private final Machine machine;
  private final CpuTraps cpu;
  private final WatchedMemory watched;
  private final CallTexts calls;
  private final ExitLog log;
  private final Traps traps;
  private final Interruption interruption;
  private final Runner runner;

  private Plan plan = Plan.ABANDON;
  private boolean started;

  private final RunPosition position;
  private @Nullable Task running;
  private long sliceFrom;

  // What a step waits for.
  private boolean stepUnderWay;
  private boolean stepDone;
  private int stepped;

  private final PassedInstruction passed = new PassedInstruction();

  private WatchedMemory.@Nullable Hit leftWith;
  private boolean compares;
  private @Nullable Looked looked;

  /** Who has left to the kernel and has not been served yet. */
  private @Nullable Task inExit;

  private @Nullable Moment found;

  /** A page fault that was not mended. */
  private record Looked(long address, Access access) {}

  /**
   * @param machine that is loaded and has not run; closed with this
   * @param budget of the whole run, stops included
   */
  LiveRun(Machine machine, Traps traps, ExitLog log, Interruption interruption, Budget budget) {
    this.machine = machine;
    this.traps = traps;
    this.log = log;
    this.interruption = interruption;
    this.cpu = machine.steer(this);
    this.watched = new WatchedMemory(machine, cpu);
    this.position = new RunPosition(machine);
    this.calls = new CallTexts(machine.memory());
    this.runner = new Runner(machine, budget);
    trapsChanged();
  }

  Machine machine() {
    return machine;
  }

  /** Whether it has been run at all. */
  boolean started() {
    return started;
  }

  /** Where it stands, to be compared with others of the same recipe. */
  Moment moment() {
    return runner.isOver() ? new Moment(machine.place(), Long.MAX_VALUE) : position.now();
  }

  /** The task that the CPU runs, or ran last. */
  Optional<Task> running() {
    return Optional.ofNullable(running);
  }

  /** The moment that the last search found. */
  Optional<Moment> found() {
    return Optional.ofNullable(found);
  }

  /** Takes over what breakpoints and watches there are now, while the run stands still. */
  void trapsChanged() {
    cpu.breakAt(traps.breakpoints().stream().map(Breakpoint::address).toList(), this::mayStopAt);
    watched.set(traps.watches());
  }

  /** Runs on as {@code next} says; comes back when it stands still. */
  Stop go(Plan next) {
    started = true;
    begin(next);
    return runner.go(next);
  }

  /** Lets a run that another thread waits for come to rest. */
  void cutShort() {
    machine.cutShort();
  }

  /** Gives the run up, wherever it stands; the machine stays as it is, and still. */
  void abandon() {
    runner.abandon();
  }

  /** Gives the machine up, wherever it stands. */
  @Override
  public void close() {
    runner.abandon();
    machine.close();
  }

  private void begin(Plan next) {
    plan = next;
    stepDone = false;
    stepUnderWay = false;
    found = null;
    watched.setCounts(next.traps());
    final Task leaves = inExit;
    if (next.what() == Plan.What.STEP
        && leaves != null
        && (next.task().isEmpty() || next.task().getAsInt() == leaves.tid())) {
      // Its instruction is under way: what is left of it is the step.
      stepDone = true;
      stepped = leaves.tid();
    }
    final Task task = running;
    if (task != null && task.alive() && (position.isInstant() || next.what() == Plan.What.STEP)) {
      // What is next here has been seen: going on passes it.
      passed.set(task);
    }
  }

  private boolean isQuiet() {
    // A process that is killed from outside ends on another thread: nothing waits for that.
    return !runner.isCurrent();
  }

  // ---- where it is

  /** Something happens here, whether or not it is to be stopped at. */
  private void event() {
    position.event();
    final Moment limit = plan.limit();
    if (plan.what() == Plan.What.SEARCH && limit != null && position.now().compareTo(limit) >= 0) {
      pause(new Stop.Arrived(position.place(), tid()));
    }
  }

  private int tid() {
    return running == null ? 0 : running.tid();
  }

  /** Here is something that the plan may want to stop at. */
  private void match(Function<RunPlace, Stop> stop) {
    switch (plan.what()) {
      case SEARCH -> {
        final Moment limit = plan.limit();
        if (limit == null || position.now().compareTo(limit) < 0) {
          found = position.now();
        }
      }
      case MOMENT -> {
        final Moment limit = plan.limit();
        if (limit == null || position.now().compareTo(limit) >= 0) {
          pause(stop.apply(position.place()));
        }
      }
      case RESUME, STEP, PLACE -> pause(stop.apply(position.place()));
      case ABANDON -> {}
    }
  }

  private void pause(Stop stop) {
    begin(runner.pause(stop));
  }

  private boolean wants(Goal.Event event, int pid) {
    final Goal goal = plan.goal();
    return goal.events().contains(event) && (goal.pid().isEmpty() || goal.pid().getAsInt() == pid);
  }

  // ---- the CPU

  @Override
  public long mayRun(Task task) {
    running = task;
    if (compares) {
      compares = false;
      watched.resolve();
      final WatchedMemory.Hit change = watched.findChange();
      if (change != null && plan.traps()) {
        position.stored();
        match(place -> watched.stop(change, place, task.tid(), OptionalLong.empty()));
      }
    }
    while (true) {
      position.instant();
      final Stop stop = due(task);
      if (stop == null) {
        break;
      }
      pause(stop);
    }
    sliceFrom = position.place().instructions();
    return slice(task);
  }

  /** Why the run is to stand still before the next instruction; null if it is not. */
  private @Nullable Stop due(Task task) {
    if (interruption.take()) {
      return new Stop.Interrupted(position.place(), task.tid());
    }
    final Moment limit = plan.limit();
    return switch (plan.what()) {
      case STEP ->
          stepDone
              ? new Stop.Arrived(position.place(), stepped)
              : stepCannotEnd() ? new Stop.Arrived(position.place(), plan.task().orElse(0)) : null;
      case PLACE -> {
        final RunPlace target = plan.target();
        yield target == null || position.place().compareTo(target) >= 0
            ? new Stop.Arrived(position.place(), task.tid())
            : null;
      }
      case SEARCH ->
          limit == null || position.now().compareTo(limit) >= 0
              ? new Stop.Arrived(position.place(), task.tid())
              : null;
      case RESUME, MOMENT, ABANDON -> null;
    };
  }

  /** Whether the task that is to do a step waits meanwhile, or is gone. */
  private boolean stepCannotEnd() {
    final OptionalInt wanted = plan.task();
    if (wanted.isEmpty()) {
      return false;
    }
    final Task task = machine.kernel().task(wanted.getAsInt()).orElse(null);
    return task == null || !task.alive() || !machine.kernel().scheduler().has(task);
  }

  private long slice(Task task) {
    if (plan.what() == Plan.What.STEP) {
      stepUnderWay = plan.task().isEmpty() || plan.task().getAsInt() == task.tid();
      return stepUnderWay ? 1 : UNLIMITED;
    }
    final Moment limit = plan.limit();
    final RunPlace target = limit == null ? plan.target() : limit.place();
    return target != null
            && target.exit() == position.place().exit()
            && target.instructions() > position.place().instructions()
        ? target.instructions() - position.place().instructions()
        : UNLIMITED;
  }

  /** Asked by the CPU at an instruction that has a breakpoint. */
  private boolean mayStopAt(long address, boolean first) {
    final Task task = running;
    return plan.traps()
        && task != null
        && !(first && passed.is(task, address))
        && breakpointAt(task, address) != null;
  }

  private @Nullable Breakpoint breakpointAt(Task task, long address) {
    for (final Breakpoint each : traps.breakpoints()) {
      if (each.address() == address
          && (each.pid().isEmpty() || each.pid().getAsInt() == task.pid())) {
        return each;
      }
    }
    return null;
  }

  @Override
  public void ran(Task task, long completed, boolean atBreakpoint) {
    progressed(task, completed);
    final WatchedMemory.Hit hit = watched.take();
    if (hit != null && hit.begun() <= completed) {
      position.stored();
      match(place -> watched.stop(hit, place, task.tid(), OptionalLong.empty()));
    }
    position.instant();
    if (atBreakpoint) {
      final Breakpoint breakpoint = breakpointAt(task, task.registers().get(UserRegister.RIP));
      if (breakpoint != null && plan.traps()) {
        match(place -> new Stop.AtBreakpoint(place, task.tid(), breakpoint));
      }
      passed.set(task);
    }
  }

  private void progressed(Task task, long completed) {
    if (completed > 0) {
      passed.forget();
      if (stepUnderWay) {
        stepDone = true;
        stepped = task.tid();
      }
    }
  }

  @Override
  public void leaving(Task task, Exit exit) {
    leftWith = null;
    if (exit != Exit.WAIT_OVER) {
      inExit = task;
      final long completed = machine.place().instructions() - sliceFrom;
      progressed(task, completed);
      final WatchedMemory.Hit hit = watched.take();
      if (hit != null && hit.begun() <= completed) {
        leftWith = hit;
      }
      if (exit != Exit.QUANTUM) {
        // An instruction that faults has not been passed: mended, it is executed once more.
        if (exit != Exit.EXCEPTION) {
          passed.forget();
        }
        if (stepUnderWay) {
          stepDone = true;
          stepped = task.tid();
        }
      }
      log.add(machine.place().exit(), task.tid(), exit, machine.place().instructions());
    }
    if (!watched.isEmpty()) {
      watched.remember();
      compares = true;
    }
  }

  @Override
  public void served(Task task, Exit exit) {
    if (exit == Exit.WAIT_OVER) {
      log.add(machine.place().exit() - 1, task.tid(), exit, 0);
    }
    looked = null;
    inExit = null;
    event();
    final WatchedMemory.Hit guests = leftWith;
    leftWith = null;
    if (!watched.isEmpty()) {
      watched.resolve();
      final WatchedMemory.Hit kernels = guests == null ? watched.findChange() : null;
      watched.remember();
      compares = true;
      if (kernels != null && plan.traps()) {
        final OptionalLong call =
            exit == Exit.SYSTEM_CALL || exit == Exit.WAIT_OVER
                ? OptionalLong.of((int) task.request().number())
                : OptionalLong.empty();
        match(place -> watched.stop(kernels, place, task.tid(), call));
      }
    }
    if (guests != null && plan.traps()) {
      match(place -> watched.stop(guests, place, task.tid(), OptionalLong.empty()));
    }
  }

  // ---- the kernel

  @Override
  public void beforeCall(Task task) {
    event();
    final int number = (int) task.registers().get(UserRegister.RAX);
    final boolean stops = wants(Goal.Event.BEFORE_CALL, task.pid()) && isMeant(number);
    if (stops || wants(Goal.Event.AFTER_CALL, task.pid())) {
      final String text = calls.before(task);
      if (stops) {
        match(place -> new Stop.AtCall(place, task.tid(), number, text, OptionalLong.empty()));
      }
    }
  }

  private boolean isMeant(int number) {
    return plan.goal().call().isEmpty() || plan.goal().call().getAsLong() == number;
  }

  @Override
  public void afterCall(Task task, SyscallRequest request, SyscallResult result) {
    inExit = null;
    event();
    final int number = (int) request.number();
    if (wants(Goal.Event.AFTER_CALL, task.pid()) && isMeant(number)) {
      final long value =
          result.next() == Next.REGISTERS_SET
              ? task.registers().get(UserRegister.RAX)
              : result.value();
      match(
          place ->
              new Stop.AtCall(
                  place,
                  task.tid(),
                  number,
                  calls.after(task, request, value),
                  OptionalLong.of(value)));
    }
    calls.forget(task);
  }

  @Override
  public void faulted(Task task, long address, Access access, FaultVerdict verdict) {
    if (verdict == FaultVerdict.RESOLVED) {
      inExit = null;
    }
    event();
    if (verdict != FaultVerdict.RESOLVED && endsProcess(task, verdict)) {
      looked = new Looked(address, access); // fatal() follows
    } else if (wants(Goal.Event.ANY_FAULT, task.pid())) {
      match(place -> new Stop.AtFault(place, task.tid(), address, access, Optional.empty()));
    }
  }

  private static boolean endsProcess(Task task, FaultVerdict verdict) {
    final boolean blocked = (task.signals().mask() & verdict.signal().bit()) != 0;
    return blocked || !task.process().signals().action(verdict.signal()).isHandler();
  }

  @Override
  public void fatal(Task task, FaultReport report) {
    event();
    if (wants(Goal.Event.FATAL_FAULT, task.pid())
        || (looked != null && wants(Goal.Event.ANY_FAULT, task.pid()))) {
      final Looked page =
          looked != null ? looked : new Looked(report.instructionAddress(), Access.FETCH);
      match(
          place ->
              new Stop.AtFault(
                  place, task.tid(), page.address(), page.access(), Optional.of(report)));
    }
  }

  @Override
  public void ending(Process process) {
    if (isQuiet()) {
      return;
    }
    event();
    if (wants(Goal.Event.PROCESS_END, process.pid())) {
      match(place -> atProcess(place, process, Goal.Event.PROCESS_END));
    }
  }

  @Override
  public void started(Process process) {
    event();
    if (wants(Goal.Event.PROCESS_START, process.pid())) {
      match(place -> atProcess(place, process, Goal.Event.PROCESS_START));
    }
  }

  private static Stop atProcess(RunPlace place, Process process, Goal.Event event) {
    return new Stop.AtProcess(place, process.leader().tid(), process.pid(), event);
  }

  @Override
  public void switched(Task task) {
    running = task;
    event();
    if (wants(Goal.Event.SWITCH, task.pid())) {
      match(place -> new Stop.AtSwitch(place, task.tid()));
    }
  }
}
