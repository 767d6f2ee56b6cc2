package dev.framewalk.emulator.harness;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.debug.session.Breakpoint;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.Goal;
import dev.framewalk.emulator.debug.session.LiveSession;
import dev.framewalk.emulator.debug.session.Recipe;
import dev.framewalk.emulator.debug.session.Stop;
import dev.framewalk.emulator.harness.HarnessException.Kind;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.emulator.shm.ShmName;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A trial that runs, or stands still between two steps. All memory is audited before each process
 * ends and at the end. One thread uses it.
 */
public final class LiveTrial implements AutoCloseable {
  private final Trial trial;
  private final LiveSession session;
  private final AuditedEnds audits;
  private final List<TestedProcess> processes = new ArrayList<>();
  private final List<Process> loaded;
  private @Nullable Leftovers leftovers;

  private LiveTrial(Trial trial, LiveSession session, List<ByteArrayOutputStream> streams) {
    this.trial = trial;
    this.session = session;
    this.audits = new AuditedEnds(session.machine());
    session.machine().listen(audits);
    // In the order in which they were loaded: nothing has run.
    this.loaded = List.copyOf(session.machine().kernel().processes());
    for (int i = 0; i < loaded.size(); i++) {
      processes.add(
          new TestedProcess(
              this,
              trial.programs().get(i),
              loaded.get(i).pid(),
              streams.get(2 * i),
              streams.get(2 * i + 1)));
    }
  }

  /**
   * A machine of its own with the trial's programs loaded, none of which has run.
   *
   * @throws HarnessException BAD_PROGRAM if a program does not fit into the machine; MACHINE if the
   *     machine cannot be made
   */
  public static LiveTrial start(Trial trial) throws HarnessException {
    final List<ByteArrayOutputStream> streams = new ArrayList<>();
    final List<Program> programs = new ArrayList<>();
    for (final TestProgram program : trial.programs()) {
      final ByteArrayOutputStream output = new ByteArrayOutputStream();
      final ByteArrayOutputStream errors = new ByteArrayOutputStream();
      streams.add(output);
      streams.add(errors);
      programs.add(program(program).withConsoles(output::write, errors::write));
    }
    try {
      return new LiveTrial(
          trial,
          LiveSession.start(new Recipe(trial.config(), programs, List.of()), trial.budget()),
          streams);
    } catch (LoadException e) {
      throw new HarnessException(Kind.BAD_PROGRAM, String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      throw new HarnessException(Kind.MACHINE, String.valueOf(e.getMessage()));
    }
  }

  /** A program as the machine loads it, its output dropped. */
  static Program program(TestProgram program) {
    final List<String> arguments = new ArrayList<>();
    arguments.add(program.path());
    arguments.addAll(program.arguments());
    final Program silent = Program.of(program.image());
    return new Program(
        program.image(), arguments, List.of(), program.input(), silent.output(), silent.error());
  }

  /** What decides the run. */
  public Trial trial() {
    return trial;
  }

  /** The machine, as it stands now. */
  public Machine machine() {
    return session.machine();
  }

  /** The run, for questions about memory and stops of other kinds. */
  public DebugSession session() {
    return session;
  }

  /** The trial's programs, in its order. */
  public List<TestedProcess> processes() {
    return List.copyOf(processes);
  }

  /**
   * The process of the program that the trial calls so.
   *
   * @throws IllegalArgumentException if there is none
   */
  public TestedProcess process(String name) {
    for (final TestedProcess process : processes) {
      if (process.name().equals(name)) {
        return process;
      }
    }
    throw new IllegalArgumentException(
        "no program "
            + name
            + "; there are "
            + processes.stream().map(TestedProcess::name).toList());
  }

  Process process(int pid) {
    for (final Process process : loaded) {
      if (process.pid() == pid) {
        return process;
      }
    }
    throw new IllegalArgumentException("no program was loaded as " + pid);
  }

  /** Runs until every process has ended, nobody can go on, or the budget is used up. */
  @CanIgnoreReturnValue
  public RunResult runToEnd() {
    while (true) {
      if (resume(Goal.END) instanceof Stop.Over over) {
        return over.result();
      }
    }
  }

  /** How the run ended; empty until it has. */
  public Optional<RunResult> result() {
    return session.stop() instanceof Stop.Over over ? Optional.of(over.result()) : Optional.empty();
  }

  /** Whether anything has run. */
  public boolean started() {
    return !(session.stop() instanceof Stop.AtStart);
  }

  /**
   * Runs until {@code process} is about to execute the instruction at a symbol.
   *
   * @return a breakpoint's stop, or {@link Stop.Over} if it never comes there
   * @throws HarnessException BAD_PROGRAM if the program has no such symbol
   */
  @CanIgnoreReturnValue
  public Stop runTo(TestedProcess process, String symbol) throws HarnessException {
    final Breakpoint here = session.breakAt(OptionalInt.of(process.pid()), process.address(symbol));
    try {
      return resume(Goal.END);
    } finally {
      session.remove(here.id());
    }
  }

  /** Runs until a breakpoint, a watch, an event of {@code goal}, or the end. */
  @CanIgnoreReturnValue
  public Stop resume(Goal goal) {
    return session.resume(goal);
  }

  /**
   * Ends what still lives, takes every name away, and sees whether the kernel got everything back.
   * The run is over then. A second call returns the same.
   */
  @CanIgnoreReturnValue
  public Leftovers finish() {
    Leftovers found = leftovers;
    if (found == null) {
      found = takeAway();
      leftovers = found;
    }
    return found;
  }

  private Leftovers takeAway() {
    session.giveUp();
    final Machine machine = session.machine();
    final List<String> living = new ArrayList<>();
    for (final Process process : List.copyOf(machine.kernel().processes())) {
      if (process.alive()) {
        living.add(process.toString());
        machine.kill(process);
      }
    }
    machine.kernel().files().clear();
    final TreeSet<String> objects = new TreeSet<>();
    for (final ShmName name : List.copyOf(machine.registry().names())) {
      objects.add("/" + name.value());
      unlink(machine, name);
    }
    audits.atTheEnd();
    return new Leftovers(
        living,
        List.copyOf(objects),
        machine.frames().used() - machine.kernelFrames(),
        audits.failure());
  }

  private static void unlink(Machine machine, ShmName name) {
    try {
      machine.registry().unlink(name);
    } catch (ShmException e) {
      throw new IllegalStateException("a name that is listed cannot be taken away", e);
    }
  }

  /** Gives the machine back. A second call does nothing. */
  @Override
  public void close() {
    session.close();
  }
}
