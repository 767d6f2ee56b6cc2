package dev.framewalk.guest.junit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.debug.session.Goal;
import dev.framewalk.emulator.debug.session.Stop;
import dev.framewalk.emulator.harness.HarnessException;
import dev.framewalk.emulator.harness.LiveTrial;
import dev.framewalk.emulator.harness.TestedProcess;
import dev.framewalk.emulator.harness.Trial;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.TlbProbe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The run of a test's programs: it stands still until the test lets it go on. The same annotations
 * give the same run, instruction for instruction.
 */
public final class GuestRun {
  private final LiveTrial live;
  private final Map<String, Path> sources;
  private final List<GuestProcess> processes = new ArrayList<>();
  private boolean anyEndWillDo;

  GuestRun(LiveTrial live, Map<String, Path> sources) {
    this.live = live;
    this.sources = sources;
    for (final TestedProcess each : live.processes()) {
      processes.add(new GuestProcess(this, each));
    }
  }

  /**
   * Runs until every process has ended.
   *
   * @throws AssertionError if they do not: the budget is used up, all wait for one another, or the
   *     machine fails; {@link #goOn} says so without failing
   */
  @CanIgnoreReturnValue
  public RunResult toEnd() {
    final RunResult result = complete();
    if (!(result instanceof RunResult.Finished)) {
      throw new AssertionError(StateText.of(this, result));
    }
    return result;
  }

  /**
   * Runs until every process has ended or none can go on, and says how it went: a test that calls
   * this takes a deadlock, or a budget that is used up, for as good as any end.
   */
  @CanIgnoreReturnValue
  public RunResult goOn() {
    anyEndWillDo = true;
    return live.runToEnd();
  }

  /** Runs to the end, for an assertion that is not about how the run ends. */
  RunResult complete() {
    return live.runToEnd();
  }

  /** Whether the test has looked at how the run ends. */
  boolean isAnyEndGood() {
    return anyEndWillDo;
  }

  /**
   * Runs until the process is about to execute the instruction at a symbol of its program.
   *
   * @param process as {@link GuestProgram#name} has it
   * @throws AssertionError if there is no such process or symbol, or it never comes there
   */
  @CanIgnoreReturnValue
  public GuestRun to(String process, String symbol) {
    return to(process(process), symbol);
  }

  /**
   * Runs until the process is about to execute the instruction at a symbol of its program.
   *
   * @throws AssertionError if there is no such symbol, or it never comes there
   */
  @CanIgnoreReturnValue
  public GuestRun to(GuestProcess process, String symbol) {
    final Stop stop;
    try {
      stop = live.runTo(process.tested(), symbol);
    } catch (HarnessException e) {
      throw new AssertionError(e.getMessage(), e);
    }
    if (stop instanceof Stop.Over over) {
      throw new AssertionError(
          process + " never came to " + symbol + "\n" + StateText.of(this, over.result()));
    }
    return this;
  }

  /** Runs until one of these events happens, or the run is over. */
  @CanIgnoreReturnValue
  public Stop resume(Goal goal) {
    return live.resume(goal);
  }

  /** How the run ended; empty while it can go on. */
  public Optional<RunResult> result() {
    return live.result();
  }

  /** Whether anything has run. */
  public boolean started() {
    return live.started();
  }

  /** The machine. */
  public Machine machine() {
    return live.machine();
  }

  /** Its memory as something to look at. */
  public MemoryView view() {
    return live.session().view();
  }

  TlbProbe tlb() {
    return live.session().tlb();
  }

  /** What decides the run. */
  public Trial trial() {
    return live.trial();
  }

  /** The processes of the test's programs, in the order in which they were loaded. */
  public List<GuestProcess> processes() {
    return List.copyOf(processes);
  }

  /**
   * The process of the program of this name.
   *
   * @throws AssertionError if there is none
   */
  public GuestProcess process(String name) {
    for (final GuestProcess each : processes) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    throw new AssertionError("no program " + name + "; " + Near.hint(name, names()));
  }

  List<String> names() {
    return processes.stream().map(GuestProcess::name).toList();
  }

  /** Questions to the memory, as the debugger answers them. */
  public GuestInspector inspector() {
    return new GuestInspector(this);
  }

  /** The file that the source of a program is in. */
  Optional<Path> source(GuestProcess process) {
    return Optional.ofNullable(sources.get(process.name()));
  }
}
