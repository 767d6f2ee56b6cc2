package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.FaultVerdict;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.signal.SignalInfo;
import dev.framewalk.emulator.kernel.signal.Trap;
import dev.framewalk.emulator.unicorn.CpuExit.CpuException;
import dev.framewalk.emulator.unicorn.CpuExit.CpuException.Origin;
import dev.framewalk.emulator.unicorn.CpuState;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageFaultErrorCode;
import dev.framewalk.pagetable.table.PageWalk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Serves the exceptions of ring 3: what can be mended is mended, the rest has a signal. */
final class ExceptionService {
  private static final int DEBUG = 1;
  private static final int BREAKPOINT = 3;
  private static final int OVERFLOW = 4;
  private static final int GENERAL_PROTECTION = 13;
  private static final int PAGE_FAULT = 14;
  private static final int X87_ERROR = 16;
  private static final int SIMD_ERROR = 19;

  /** Times that the same fault may come back before the machine is declared broken. */
  private static final int MAX_REPEATED_FAULTS = 16;

  private final Engines engines;
  private final List<MachineListener> listeners;
  private final TimeStampCounter timeStampCounter;
  private final InstructionBytes code;
  private final PhysicalMemory memory;
  private final FaultReporter reporter;
  private final TableJournal journal;
  private long faults;
  private long lastFaultRip;
  private long lastFaultAddress;
  private int repeatedFaults;
  private boolean remembers;
  private @Nullable Looked looked;

  ExceptionService(Machine machine, Engines engines, List<MachineListener> listeners) {
    this.engines = engines;
    this.listeners = listeners;
    this.timeStampCounter = new TimeStampCounter(machine.kernel().clock());
    this.memory = machine.memory();
    this.code = new InstructionBytes(memory);
    this.journal = machine.journal();
    this.reporter = new FaultReporter(machine, code);
  }

  /** Page faults that there were, those that were mended included. */
  long faults() {
    return faults;
  }

  /** A page fault that was looked at. */
  record Looked(long address, Access access, FaultVerdict verdict) {}

  /** Has page faults remembered for {@link #takeLooked}. */
  void rememberLooked() {
    remembers = true;
  }

  /** The page fault that the last exception was; null if it was none. */
  @Nullable Looked takeLooked() {
    final Looked last = looked;
    looked = null;
    return last;
  }

  /** Says that a guest has got further. */
  void progressed() {
    repeatedFaults = 0;
  }

  /**
   * Serves {@code exception} of {@code task}'s, whose registers are {@code state}.
   *
   * @return what is to be signalled; null if the guest runs on
   */
  @Nullable Fault serve(Task task, CpuState state, CpuException exception) {
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
    return fault(task, state, row, exception.errorCode());
  }

  /** Serves an instruction that ring 3 may not execute: in, out, int n, sysenter. */
  Fault refuse(Task task, CpuState state) {
    return fault(task, state, ExceptionRow.generalProtection(), 0);
  }

  /** Serves an instruction that there is not. */
  Fault undefined(Task task, CpuState state) {
    return fault(task, state, ExceptionRow.invalidOpcode(), 0);
  }

  /**
   * Whether the instruction at RIP has a LOCK prefix, which the engine lets {@code syscall} have.
   */
  boolean isLocked(Task task, CpuState state) {
    code.read(task.process(), state.get(Register.RIP));
    return code.isLocked();
  }

  private Fault fault(Task task, CpuState state, ExceptionRow row, int errorCode) {
    final SignalCode code = code(task, row);
    final long address = code.hasAddress() ? state.get(Register.RIP) : 0;
    final boolean resume =
        row.vector() != DEBUG && row.vector() != BREAKPOINT && row.vector() != OVERFLOW;
    return new Fault(
        SignalInfo.ofFault(row.signal(), code.number(), address, 0),
        new Trap(row.vector(), errorCode, state.get(Register.CR2), resume),
        () -> reporter.exception(task, state, row, code, errorCode));
  }

  /** What the row says; of floating point, which of the exceptions it is. */
  private static SignalCode code(Task task, ExceptionRow row) {
    if (row.vector() == X87_ERROR) {
      final ByteBuffer image = image(task);
      return SignalCode.ofFloatingPoint(image.getShort(2) & ~image.getShort(0));
    }
    if (row.vector() == SIMD_ERROR) {
      final int mxcsr = image(task).getInt(24);
      return SignalCode.ofFloatingPoint(mxcsr & ~(mxcsr >> 7));
    }
    return row.code();
  }

  private static ByteBuffer image(Task task) {
    return ByteBuffer.wrap(task.registers().saveFpu()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private @Nullable Fault pageFault(Task task, CpuState state, CpuException exception) {
    faults++;
    final Process process = task.process();
    final long address = exception.faultAddress();
    final PageFaultErrorCode errorCode = new PageFaultErrorCode(exception.errorCode());
    final Access access =
        errorCode.fetch() ? Access.FETCH : errorCode.write() ? Access.WRITE : Access.READ;
    process.space().setPkru((int) state.get(Register.PKRU));
    journal.pageFault(process.pid(), address);
    final FaultVerdict verdict =
        errorCode.protectionKey()
            ? FaultVerdict.NOT_ALLOWED
            : process.faults().resolve(address, access);
    engines.oweBehindFault(process.space(), process.space().settle(), address, access);
    for (final MachineListener listener : listeners) {
      listener.faulted(task, address, access, verdict);
    }
    if (remembers) {
      looked = new Looked(address, access, verdict);
    }
    if (verdict == FaultVerdict.RESOLVED) {
      checkProgress(process, state.get(Register.RIP), address);
      return null;
    }
    final SignalCode code = FaultReporter.code(verdict, errorCode);
    final Trap trap = new Trap(PAGE_FAULT, exception.errorCode(), address, true);
    return new Fault(
        SignalInfo.ofFault(verdict.signal(), code.number(), address, key(process, address, code)),
        trap,
        () -> reporter.pageFault(task, state, exception, access, verdict));
  }

  /** The protection key of a page whose key forbids the access; 0 otherwise. */
  private int key(Process process, long address, SignalCode code) {
    final PageWalk walk = new PageWalk(memory);
    return code == SignalCode.SEGV_PKUERR && walk.find(process.space().mode(), address)
        ? walk.protectionKey()
        : 0;
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
