package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.FaultVerdict;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.unicorn.CpuExit.CpuException;
import dev.framewalk.emulator.unicorn.CpuExit.CpuException.Origin;
import dev.framewalk.emulator.unicorn.CpuState;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageFaultErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Serves the exceptions of ring 3: what can be mended is mended, the rest has a signal. */
final class ExceptionService {
  private static final int BREAKPOINT = 3;
  private static final int OVERFLOW = 4;
  private static final int GENERAL_PROTECTION = 13;
  private static final int PAGE_FAULT = 14;

  /** Times that the same fault may come back before the machine is declared broken. */
  private static final int MAX_REPEATED_FAULTS = 16;

  private final Engines engines;
  private final List<MachineListener> listeners;
  private final TimeStampCounter timeStampCounter;
  private final InstructionBytes code;
  private final FaultReporter reporter;
  private long faults;
  private long lastFaultRip;
  private long lastFaultAddress;
  private int repeatedFaults;

  ExceptionService(
      Engines engines, List<MachineListener> listeners, VirtualClock clock, PhysicalMemory memory) {
    this.engines = engines;
    this.listeners = listeners;
    this.timeStampCounter = new TimeStampCounter(clock);
    this.code = new InstructionBytes(memory);
    this.reporter = new FaultReporter(memory, code);
  }

  /** Page faults that there were, those that were mended included. */
  long faults() {
    return faults;
  }

  /** Says that a guest has got further. */
  void progressed() {
    repeatedFaults = 0;
  }

  /**
   * Serves {@code exception} of {@code task}'s, whose registers are {@code state}.
   *
   * @return the signal that ends the process, with the task's report written; null if the guest
   *     runs on
   */
  @Nullable Signal serve(Task task, CpuState state, CpuException exception) {
    final boolean hardware = exception.origin() == Origin.HARDWARE;
    if (exception.vector() == PAGE_FAULT && hardware) {
      return pageFault(task, state, exception);
    }
    // A gate of ring 0: an `int n` that is neither breakpoint nor overflow is a protection fault.
    if (!hardware && exception.vector() != BREAKPOINT && exception.vector() != OVERFLOW) {
      return refuse(task, state);
    }
    code.read(task.process(), state.get(Register.RIP));
    if (exception.vector() == GENERAL_PROTECTION && timeStampCounter.serve(state, code)) {
      return null;
    }
    final ExceptionRow row =
        ExceptionRow.of(EngineDepartures.vector(exception, state, code)).orElse(null);
    if (row == null) {
      throw new MachineFailure("an exception that no guest can cause: " + exception);
    }
    task.failed(reporter.exception(task, state, row, exception.errorCode()));
    return row.signal();
  }

  /** Serves an instruction that ring 3 may not execute: in, out, int n, sysenter. */
  Signal refuse(Task task, CpuState state) {
    final ExceptionRow row = ExceptionRow.generalProtection();
    task.failed(reporter.exception(task, state, row, 0));
    return row.signal();
  }

  private @Nullable Signal pageFault(Task task, CpuState state, CpuException exception) {
    faults++;
    final Process process = task.process();
    final long address = exception.faultAddress();
    final PageFaultErrorCode errorCode = new PageFaultErrorCode(exception.errorCode());
    final Access access =
        errorCode.fetch() ? Access.FETCH : errorCode.write() ? Access.WRITE : Access.READ;
    process.space().setPkru((int) state.get(Register.PKRU));
    final FaultVerdict verdict =
        errorCode.protectionKey()
            ? FaultVerdict.NOT_ALLOWED
            : process.faults().resolve(address, access);
    engines.owe(process.space().settle());
    for (final MachineListener listener : listeners) {
      listener.faulted(process, address, access, verdict);
    }
    if (verdict == FaultVerdict.RESOLVED) {
      checkProgress(process, state.get(Register.RIP), address);
      return null;
    }
    task.failed(reporter.pageFault(task, state, exception, access, verdict));
    return verdict.signal();
  }

  /** A fault that was mended and comes back unchanged would come back for ever. */
  private void checkProgress(Process process, long rip, long address) {
    if (rip != lastFaultRip || address != lastFaultAddress) {
      repeatedFaults = 0;
      lastFaultRip = rip;
      lastFaultAddress = address;
    }
    repeatedFaults++;
    if (repeatedFaults > MAX_REPEATED_FAULTS) {
      throw new MachineFailure(
          "a page fault comes back after it was served: process="
              + process
              + ", rip=0x"
              + Long.toHexString(rip)
              + ", address=0x"
              + Long.toHexString(address));
    }
  }
}
