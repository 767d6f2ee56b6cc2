package dev.framewalk.emulator.debug.report;

import dev.framewalk.emulator.debug.LiveView;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.report.ReportEvent.Accessed;
import dev.framewalk.emulator.debug.report.ReportEvent.Kind;
import dev.framewalk.emulator.debug.report.ReportEvent.Said;
import dev.framewalk.emulator.debug.strace.GuestView;
import dev.framewalk.emulator.debug.strace.StraceOptions;
import dev.framewalk.emulator.debug.strace.TracedCall;
import dev.framewalk.emulator.kernel.FaultVerdict;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.UserRegister;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineListener;
import dev.framewalk.pagetable.table.Access;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Records what happens in a machine, and what each event changed in its memory, for a {@link
 * Report}. Watching changes nothing: the run is the same with and without it.
 *
 * <p>Give it to {@link Machine#listen} before programs are loaded. What it keeps is bounded: of a
 * long run the first and the last 1,000 events.
 */
public final class ReportRecorder implements MachineListener {
  /** exit(2) and exit_group(2) never return: they are told of while the tables still stand. */
  private static final long EXIT = 60;

  private static final long EXIT_GROUP = 231;

  private final Machine machine;
  private final LiveView memory;
  private final GuestView view;
  private final EventLog log;
  private final Map<Integer, TracedCall> calls = new HashMap<>();

  /** A recorder of {@code machine}, to be given to its {@link Machine#listen}. */
  public ReportRecorder(Machine machine) {
    this(machine, EventLog.Limits.DEFAULT);
  }

  ReportRecorder(Machine machine, EventLog.Limits limits) {
    this.machine = machine;
    this.memory = new LiveView(machine);
    this.view = new GuestView(machine.memory());
    this.log = new EventLog(limits);
    log.add(memory, new Said(Kind.BOOT, 0, "the machine has booted"));
  }

  EventLog log() {
    return log;
  }

  Machine machine() {
    return machine;
  }

  /** Looks at memory for the last time: the machine may be closed then. */
  void finish(String how) {
    log.add(memory, new Said(Kind.OVER, 0, how));
  }

  @Override
  public void started(Process process) {
    log.add(
        memory,
        new Said(
            Kind.START,
            process.pid(),
            process
                    .parent()
                    .map(parent -> "process made by pid " + parent.pid() + ": ")
                    .orElse("program loaded: ")
                + Printable.of(process.name())));
  }

  @Override
  public void calling(Task task, SyscallRequest request) {
    final TracedCall call =
        TracedCall.of(
            request,
            task.registers().get(UserRegister.RSP),
            view.of(task.space()),
            StraceOptions.defaults().stringLimit());
    if (call.number() == EXIT || call.number() == EXIT_GROUP) {
      add(Kind.EXIT, task, call.text(), Optional.empty());
    } else {
      calls.put(task.tid(), call);
    }
  }

  @Override
  public void served(Task task, SyscallRequest request, SyscallResult result) {
    final TracedCall call = calls.remove(task.tid());
    if (call != null) {
      call.served(result.value(), view.of(task.space()));
      final String why =
          machine.syscalls().lastRefusal().map(refusal -> "; " + refusal.getMessage()).orElse("");
      add(Kind.CALL, task, call.text() + " = " + call.resultText() + why, Optional.empty());
    }
  }

  @Override
  public void faulted(Task task, long address, Access access, FaultVerdict verdict) {
    add(
        verdict == FaultVerdict.RESOLVED ? Kind.FAULT : Kind.KILL,
        task,
        access.name().toLowerCase(Locale.ROOT)
            + " 0x"
            + Long.toHexString(address)
            + ": "
            + words(verdict),
        Optional.of(new Accessed(address, access)));
  }

  private static String words(FaultVerdict verdict) {
    return switch (verdict) {
      case RESOLVED -> "page fault, mended by the kernel";
      case NOT_MAPPED -> "page fault, no mapping is there (" + verdict.signal() + ")";
      case NOT_ALLOWED -> "page fault, the mapping forbids it (" + verdict.signal() + ")";
      case BEYOND_OBJECT ->
          "page fault, the page lies behind the end of the object (" + verdict.signal() + ")";
      case OUT_OF_FRAMES -> "page fault, no frame is free (" + verdict.signal() + ")";
    };
  }

  private void add(Kind kind, Task task, String text, Optional<Accessed> accessed) {
    log.add(memory, new Said(kind, task.pid(), task.tid(), Printable.of(text), accessed));
  }

  @Override
  public void ended(Process process) {
    calls.keySet().removeIf(tid -> tid == process.pid());
    final ProcessEnd end = process.end().orElseThrow();
    log.add(
        memory,
        new Said(
            Kind.END,
            process.pid(),
            Printable.of(process.name())
                + (end instanceof ProcessEnd.Killed killed
                    ? " was killed by " + killed.signal()
                    : " exited with status " + end.exitStatus())));
  }
}
