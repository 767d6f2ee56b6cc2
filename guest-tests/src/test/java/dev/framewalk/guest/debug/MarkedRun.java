package dev.framewalk.guest.debug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.debug.AuditCheck;
import dev.framewalk.emulator.debug.LiveView;
import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.inspection.Subject;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.MachineListener;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.pagetable.inspect.FrozenView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A run of which an instant is kept at each getpid of its guests, under the number in RDI. Every
 * system call is audited.
 */
final class MarkedRun implements MachineListener {
  private static final long GETPID = 39;

  private final Machine machine;
  private final LiveView view;
  private final AuditCheck audit;
  private final Map<String, FrozenView> marks = new TreeMap<>();
  private final Map<String, Shown> askedAtMarks = new TreeMap<>();
  private final List<Inspection> questions;
  private final List<String> words;

  private MarkedRun(Machine machine, List<Inspection> questions, List<String> words) {
    this.machine = machine;
    this.view = new LiveView(machine);
    this.audit = new AuditCheck(machine);
    this.questions = questions;
    this.words = words;
  }

  /** Runs {@code program} to its end, which is a good one. */
  static MarkedRun of(MachineConfig config, Program program) throws Exception {
    return of(config, program, List.of(), List.of());
  }

  /** The same, and asks {@code questions} with {@code words} at each mark. */
  static MarkedRun of(
      MachineConfig config, Program program, List<Inspection> questions, List<String> words)
      throws Exception {
    try (Machine machine = Machine.open(config)) {
      MarkedRun run = new MarkedRun(machine, questions, words);
      machine.load(program);
      machine.listen(run);
      RunResult result = machine.run(Budget.instructions(50_000_000));
      assertThat(result).isInstanceOf(RunResult.Finished.class);
      assertThat(result.summary().processes().get(0).end().orElseThrow().exitStatus()).isZero();
      return run;
    }
  }

  @Override
  public void served(Task task, SyscallRequest request, SyscallResult result) {
    audit.check("behind system call " + request.number());
    if (request.number() != GETPID) {
      return;
    }
    String name = Long.toString(request.argument(0));
    marks.put(name, FrozenView.of(view));
    for (Inspection question : questions) {
      try {
        Subject subject =
            new Subject(view, Optional.of(new AskedMachine(machine, task.pid())), this::mark);
        askedAtMarks.put(question.name() + name, question.inspect(subject, words));
      } catch (InspectionFailure e) {
        throw new AssertionError(e);
      }
    }
    machine.flushTlb();
  }

  /** The instant of a mark. */
  FrozenView mark(String name) throws InspectionFailure {
    FrozenView mark = marks.get(name);
    if (mark == null) {
      throw new InspectionFailure("no mark " + name);
    }
    return mark;
  }

  /** What {@code question} was answered at a mark. */
  Shown answer(String question, String mark) {
    return Optional.ofNullable(askedAtMarks.get(question + mark)).orElseThrow();
  }

  /** What is asked about: the instant of a mark, with the other ones. */
  Subject at(String name) throws InspectionFailure {
    return new Subject(mark(name), Optional.empty(), this::mark);
  }

  /** The names of the marks that the run came to. */
  List<String> names() {
    return new ArrayList<>(marks.keySet());
  }

  /** How often all of memory was audited. */
  long audits() {
    return audit.audits();
  }
}
