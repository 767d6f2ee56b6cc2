package dev.framewalk.emulator.debug.session;

import dev.framewalk.emulator.debug.LiveTlb;
import dev.framewalk.emulator.debug.LiveView;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.kernel.Scheduler;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.RunPlace;
import dev.framewalk.pagetable.inspect.TlbProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A session over a machine of this process.
 *
 * <p>Going back repeats the run from its start in a new machine, as fast as the CPU that counts
 * goes (some 100 million instructions a second); what programs wrote is not written again. Until
 * the new machine has arrived, the old one stays.
 */
public final class LiveSession implements DebugSession {
  private static final int PAGE_BYTES = 4096;
  private static final Budget NO_LIMIT = new Budget(Optional.empty(), OptionalLong.empty());

  private final Recipe recipe;
  private final Budget budget;
  private final List<Program> programs = new ArrayList<>();
  private final List<DeliveredOutput> outputs = new ArrayList<>();
  private final Traps traps = new Traps();
  private final ExitLog log = new ExitLog();
  private final Interruption interruption = new Interruption();
  private LiveRun run;
  private Stop stop;
  private boolean closed;

  /** The run that is under way, for {@link #interrupt}. */
  private volatile LiveRun active;

  private LiveSession(Recipe recipe, Budget budget) throws LoadException {
    this.recipe = recipe;
    this.budget = budget;
    for (final Program program : recipe.programs()) {
      outputs.add(new DeliveredOutput(program.output()));
      outputs.add(new DeliveredOutput(program.error()));
      programs.add(program);
    }
    this.run = newRun();
    this.active = run;
    this.stop = atStart();
  }

  /**
   * A session that stands at the start of the run that {@code recipe} gives.
   *
   * @throws LoadException if a program or file cannot be loaded
   * @throws IllegalStateException if this CPU cannot count instructions exactly
   */
  public static LiveSession start(Recipe recipe) throws LoadException {
    return start(recipe, NO_LIMIT);
  }

  /**
   * The same, within a budget: when it is used up the run is over ({@link Stop.Over}), as one that
   * {@link Machine#run} makes is. Wall time goes on while the session stands still.
   *
   * @throws LoadException if a program or file cannot be loaded
   * @throws IllegalStateException if this CPU cannot count instructions exactly
   */
  public static LiveSession start(Recipe recipe, Budget budget) throws LoadException {
    return new LiveSession(recipe, budget);
  }

  private LiveRun newRun() throws LoadException {
    final Machine machine = Machine.open(recipe.config());
    boolean done = false;
    try {
      for (final GuestFileBytes file : recipe.files()) {
        try {
          machine.files().write(file.path(), file.bytes(), file.mode());
        } catch (ErrnoException e) {
          throw new LoadException(file.path() + ": " + e.getMessage());
        }
      }
      for (int i = 0; i < programs.size(); i++) {
        machine.load(
            programs
                .get(i)
                .withConsoles(outputs.get(2 * i).forOneRun(), outputs.get(2 * i + 1).forOneRun()));
      }
      final LiveRun made = new LiveRun(machine, traps, log, interruption, budget);
      done = true;
      return made;
    } finally {
      if (!done) {
        machine.close();
      }
    }
  }

  /** The same again: it could be loaded before. */
  private LiveRun again() {
    try {
      return newRun();
    } catch (LoadException e) {
      throw new IllegalStateException("the run cannot be repeated: " + e.getMessage(), e);
    }
  }

  private Stop atStart() {
    return new Stop.AtStart(RunPlace.START, current().map(Task::tid).orElse(0));
  }

  @Override
  public Recipe recipe() {
    return recipe;
  }

  @Override
  public Machine machine() {
    checkOpen();
    return run.machine();
  }

  @Override
  public MemoryView view() {
    return new LiveView(machine());
  }

  @Override
  public TlbProbe tlb() {
    return new LiveTlb(machine());
  }

  @Override
  public Stop stop() {
    return stop;
  }

  @Override
  public Optional<Task> current() {
    checkOpen();
    if (stop instanceof Stop.Over) {
      return Optional.empty();
    }
    final Scheduler scheduler = run.machine().kernel().scheduler();
    final Optional<Task> running = run.running().filter(Task::alive).filter(scheduler::has);
    return running.isPresent() || scheduler.isEmpty() ? running : Optional.of(scheduler.front());
  }

  @Override
  public Stop resume(Goal goal) {
    checkOpen();
    return go(Plan.resume(goal));
  }

  @Override
  public Stop stepInstruction(OptionalInt tid) {
    checkOpen();
    if (tid.isPresent()) {
      requireRunnable(tid.getAsInt());
    }
    return go(Plan.step(tid));
  }

  private void requireRunnable(int tid) {
    final Task task = run.machine().kernel().task(tid).filter(Task::alive).orElse(null);
    if (task == null || stop instanceof Stop.Over) {
      throw new IllegalStateException("task " + tid + " has ended, or never was: no step of it");
    }
    if (task.process().stopped()) {
      throw new IllegalStateException(
          "task " + tid + " is stopped by a signal: no step of it; step another, or resume");
    }
    if (!run.machine().kernel().scheduler().has(task)) {
      throw new IllegalStateException(
          "task "
              + tid
              + " waits for "
              + task.waitsFor().map(wait -> wait.describe()).orElse("nothing")
              + ": no step of it; step another, or resume");
    }
  }

  @Override
  public Stop goTo(RunPlace place) {
    checkOpen();
    final int order = place.compareTo(stop.place());
    if (order == 0) {
      stop =
          place.equals(RunPlace.START) && !run.started()
              ? atStart()
              : new Stop.Arrived(place, current().map(Task::tid).orElse(0));
      return stop;
    }
    return order > 0 ? go(Plan.to(place)) : repeat(Plan.to(place));
  }

  @Override
  public Stop stepBack(OptionalInt tid) {
    checkOpen();
    final RunPlace here = run.machine().place();
    if (here.instructions() > 0
        && (tid.isEmpty() || run.running().map(Task::tid).equals(boxed(tid)))) {
      return repeat(Plan.to(new RunPlace(here.exit(), here.instructions() - 1)));
    }
    final Optional<RunPlace> before = log.lastInstructionBefore(here.exit(), tid);
    if (before.isPresent()) {
      return repeat(Plan.to(before.get()));
    }
    if (log.first() > 0) {
      throw new IllegalStateException(
          "the step before is more than a million exits back: go to a place instead");
    }
    if (tid.isPresent()) {
      throw new IllegalStateException(
          "task " + tid.getAsInt() + " has executed nothing before place " + here);
    }
    return toStart();
  }

  private static Optional<Integer> boxed(OptionalInt tid) {
    return Optional.of(tid.getAsInt());
  }

  @Override
  public Stop resumeBack(Goal goal) {
    checkOpen();
    return resumeBack(goal, run.moment());
  }

  @Override
  public Stop resumeReversed(Goal goal) {
    checkOpen();
    final Stop found = resumeBack(goal, isBehindStore(stop) ? run.moment().next() : run.moment());
    if (isBehindStore(found)) {
      final Stop before = stepBack(OptionalInt.of(found.tid()));
      return before instanceof Stop.Interrupted ? before : found;
    }
    return found;
  }

  private static boolean isBehindStore(Stop stop) {
    return stop instanceof Stop.Watched watched && watched.watch().kind() != Watch.Kind.READ;
  }

  private Stop resumeBack(Goal goal, Moment here) {
    if (!run.started()) {
      return toStart();
    }
    final Optional<Moment> found;
    try (LiveRun search = again()) {
      active = search;
      final Stop end = search.go(Plan.search(goal, here));
      if (end instanceof Stop.Interrupted) {
        stop = new Stop.Interrupted(stop.place(), stop.tid());
        return stop;
      }
      found = search.found();
    } finally {
      active = run;
    }
    return found.isPresent() ? repeat(Plan.moment(goal, found.get())) : toStart();
  }

  private Stop toStart() {
    if (run.started()) {
      replace(again());
    }
    stop = atStart();
    return stop;
  }

  /** Runs from the start on as {@code plan} says, and takes the old run's place there. */
  private Stop repeat(Plan plan) {
    if (RunPlace.START.equals(plan.target())) {
      return toStart();
    }
    final LiveRun next = again();
    boolean arrived = false;
    try {
      active = next;
      final Stop reached = next.go(plan);
      if (reached instanceof Stop.Interrupted) {
        stop = new Stop.Interrupted(stop.place(), stop.tid());
        return stop;
      }
      arrived = true;
      replace(next);
      stop = reached;
      return reached;
    } finally {
      active = run;
      if (!arrived) {
        next.close();
      }
    }
  }

  private void replace(LiveRun next) {
    final LiveRun old = run;
    run = next;
    active = next;
    old.close();
  }

  private Stop go(Plan plan) {
    final boolean started = run.started();
    final Moment here = run.moment();
    try {
      stop = run.go(plan);
      return stop;
    } catch (RuntimeException | Error e) {
      // A console threw, within a system call: what is left of that run is not this recipe's.
      try {
        standAgain(started, here);
      } catch (RuntimeException | Error again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  /** Has a new machine stand where the one before did. */
  private void standAgain(boolean started, Moment here) {
    replace(again());
    stop = started ? run.go(Plan.search(Goal.END, here)) : atStart();
  }

  @Override
  public void interrupt() {
    interruption.ask();
    active.cutShort();
  }

  @Override
  public Breakpoint breakAt(OptionalInt pid, long address) {
    checkOpen();
    requireCanonical(address);
    final Breakpoint breakpoint = new Breakpoint(traps.nextId(), pid, address);
    traps.add(breakpoint);
    run.trapsChanged();
    return breakpoint;
  }

  @Override
  public Watch.OfAddress watch(Watch.Kind kind, int pid, long address, int length) {
    checkOpen();
    requireCanonical(address);
    if (length < 1 || (address & PAGE_BYTES - 1) + length > PAGE_BYTES) {
      throw new IllegalArgumentException(
          "not 1 to 4096 bytes in one page: address=0x"
              + Long.toHexString(address)
              + ", length="
              + length
              + "; set one watch for each page");
    }
    final Watch.OfAddress watch = new Watch.OfAddress(traps.nextId(), kind, pid, address, length);
    traps.add(watch);
    run.trapsChanged();
    return watch;
  }

  private static void requireCanonical(long address) {
    if (!VirtAddr.isCanonical(address, VirtAddr.BITS_4_LEVEL)) {
      throw new IllegalArgumentException("not a canonical address: 0x" + Long.toHexString(address));
    }
  }

  @Override
  public Watch.OfObject watchObject(Watch.Kind kind, long object) {
    checkOpen();
    final Watch.OfObject watch = new Watch.OfObject(traps.nextId(), kind, object);
    traps.add(watch);
    run.trapsChanged();
    return watch;
  }

  @Override
  public boolean remove(int id) {
    checkOpen();
    final boolean was = traps.remove(id);
    if (was) {
      run.trapsChanged();
    }
    return was;
  }

  @Override
  public List<Breakpoint> breakpoints() {
    return List.copyOf(traps.breakpoints());
  }

  @Override
  public List<Watch> watches() {
    return List.copyOf(traps.watches());
  }

  /**
   * Gives the run up where it stands, for good. The machine stays as it is, still: what is in it
   * can be looked at, and processes that live can be ended by {@link Machine#kill}. Only {@link
   * #machine}, {@link #view}, {@link #tlb} and {@link #close} may be called afterwards.
   */
  public void giveUp() {
    checkOpen();
    run.abandon();
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the session is closed");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      run.close();
    }
  }
}
