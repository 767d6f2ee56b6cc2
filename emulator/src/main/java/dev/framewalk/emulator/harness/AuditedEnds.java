package dev.framewalk.emulator.harness;

import dev.framewalk.emulator.debug.AuditCheck;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.signal.SignalInfo;
import dev.framewalk.emulator.kernel.signal.SignalObserver.Disposition;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineListener;
import java.util.Optional;

/** Audits before each task ends, and keeps the first failure instead of ending the run with it. */
final class AuditedEnds implements MachineListener {
  private final AuditCheck audit;
  private Optional<String> failure = Optional.empty();

  AuditedEnds(Machine machine) {
    this.audit = new AuditCheck(machine);
  }

  Optional<String> failure() {
    return failure;
  }

  void atTheEnd() {
    keep(() -> audit.check("when all processes and files are gone"));
  }

  @Override
  public void calling(Task task, SyscallRequest request) {
    keep(() -> audit.calling(task, request));
  }

  @Override
  public void signalled(Task task, SignalInfo info, Disposition disposition) {
    keep(() -> audit.signalled(task, info, disposition));
  }

  private void keep(Runnable check) {
    if (failure.isPresent()) {
      return;
    }
    try {
      check.run();
    } catch (AuditCheck.Failure found) {
      failure = Optional.of(String.valueOf(found.getMessage()));
    }
  }
}
