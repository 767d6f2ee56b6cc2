package dev.framewalk.emulator.debug;

import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.signal.SignalInfo;
import dev.framewalk.emulator.kernel.signal.SignalObserver.Disposition;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineListener;
import dev.framewalk.pagetable.inspect.Audit;
import dev.framewalk.pagetable.inspect.Finding;
import dev.framewalk.pagetable.inspect.Finding.Severity;

/**
 * Audits a machine's memory whenever a task is about to end, by a call or a signal, while its
 * tables still stand; and when it is told to. What the CPU has cached is not asked for: {@link
 * CoherenceCheck} does that.
 */
public final class AuditCheck implements MachineListener {
  /** Something that an audit found. */
  public static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
      super(message);
    }
  }

  private static final long EXIT = 60;
  private static final long EXIT_GROUP = 231;

  /** Entries and frames that may be looked at, however soon after one another tasks end. */
  private static final long FIRST_CREDIT = 1 << 22;

  /** Those that each end allows more. */
  private static final long CREDIT_PER_END = 256;

  private final Machine machine;
  private final LiveView view;
  private long credit = FIRST_CREDIT;
  private long lastCost;
  private long audits;
  private long passedOver;

  public AuditCheck(Machine machine) {
    this.machine = machine;
    this.view = new LiveView(machine);
  }

  /** Audits that were made. */
  public long audits() {
    return audits;
  }

  /** Ends at which none was made, because so many tasks end in a machine that holds so much. */
  public long passedOver() {
    return passedOver;
  }

  /**
   * Audits now.
   *
   * @throws Failure if there is an error, with the findings
   */
  public void check(String when) {
    final Audit audit = Audit.of(view);
    audits++;
    lastCost = audit.leaves() + audit.tables() * 64 + machine.frames().used();
    if (audit.errors() == 0) {
      return;
    }
    final StringBuilder message = new StringBuilder();
    message.append("the audit ").append(when).append(", at place ").append(view.place());
    message.append(", found ").append(audit.errors()).append(" errors:");
    for (final Finding finding : audit.findings()) {
      if (finding.severity() == Severity.ERROR) {
        message.append("\n  ").append(finding);
      }
    }
    throw new Failure(message.toString());
  }

  @Override
  public void calling(Task task, SyscallRequest request) {
    if (request.number() == EXIT || request.number() == EXIT_GROUP) {
      checkIfThereIsCredit("before the exit of " + task);
    }
  }

  @Override
  public void signalled(Task task, SignalInfo info, Disposition disposition) {
    if (disposition == Disposition.TERMINATED) {
      checkIfThereIsCredit("before " + info.signal() + " ends " + task);
    }
  }

  private void checkIfThereIsCredit(String when) {
    credit += CREDIT_PER_END;
    if (credit < lastCost) {
      passedOver++;
      return;
    }
    check(when);
    credit -= lastCost;
  }
}
