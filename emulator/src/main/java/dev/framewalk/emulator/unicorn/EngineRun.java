package dev.framewalk.emulator.unicorn;

import dev.framewalk.emulator.unicorn.CpuExit.CpuException;
import dev.framewalk.emulator.unicorn.CpuExit.CpuException.Origin;
import dev.framewalk.emulator.unicorn.CpuExit.PortRead;
import dev.framewalk.emulator.unicorn.CpuExit.PortWrite;
import dev.framewalk.emulator.unicorn.CpuExit.UnmappedPhysical;
import dev.framewalk.emulator.unicorn.CpuHooks.Event;
import org.jspecify.annotations.Nullable;

/** The run of an engine: registers in, guest instructions, registers out, and why it ended. */
final class EngineRun implements AutoCloseable {
  /** No RIP: what a context holds there as long as no system call has been saved into it. */
  private static final long NOT_SAVED = 0x7ff5_a1ed_0000_0000L;

  private static final int INVALID_OPCODE = 6;
  private static final int DOUBLE_FAULT = 8;
  private static final int GENERAL_PROTECTION = 13;
  private static final int PAGE_FAULT = 14;
  private static final int ERROR_WRITE = 1 << 1;
  private static final int ERROR_FETCH = 1 << 4;
  private static final int IOPL_SHIFT = 12;
  private static final int ALL_ONES = -1;
  private static final long PAGE_OFFSET = 0xfff;
  private static final long CR0_PG = 1L << 31;
  private static final int HLT = 0xf4;

  /** A block ends with its page, but its last instruction may reach into the next one. */
  private static final long LONGEST_BLOCK = 4096 + 32;

  private final RawEngine engine;
  private final Counting counting;
  private final CpuState state;
  private final CpuState sysenter;
  private final CpuState spare;
  private final HostMemory ram;
  private final CpuHooks hooks;
  private final StopSwitch stop = new StopSwitch();

  /** Null on an engine that does not count, or whose counter is not known. */
  private final @Nullable InstructionCounter counter;

  private long completed;

  private boolean portPending;
  private long portRip;
  private int portAnswer;

  EngineRun(
      UnicornLibrary.Bound library,
      RawEngine engine,
      EngineFacts facts,
      Counting counting,
      CpuState state,
      CpuState sysenter,
      CpuState spare,
      HostMemory ram) {
    this.engine = engine;
    this.counting = counting;
    this.state = state;
    this.sysenter = sysenter;
    this.spare = spare;
    this.ram = ram;
    this.counter =
        counting == Counting.COUNTED && facts.counter().isPresent()
            ? new InstructionCounter(engine, facts.counter().getAsLong())
            : null;
    this.hooks = new CpuHooks(library, engine, facts, state, sysenter, spare, ram.size(), counter);
  }

  /**
   * Runs until an exit.
   *
   * @param count how many instructions at most, 0 on an engine that does not count
   */
  CpuExit start(long count) {
    if (portPending) {
      completePort();
    }
    boolean single = false;
    long left = count;
    completed = 0;
    while (true) {
      if (!stop.enter()) {
        if (single) {
          state.clearShadow();
        }
        return stop.heard() ? CpuExit.STOPPED : CpuExit.BUDGET_SPENT;
      }
      int error;
      try {
        settle();
        hooks.clear();
        long rip = state.rip();
        state.putRip(NOT_SAVED);
        sysenter.putRip(NOT_SAVED);
        error = UnicornApi.uc_emu_start(engine.handle(), rip, 0, 0, left);
      } finally {
        stop.leave();
      }
      if (error == UcError.CODE_OK && hooks.event() == Event.NONE && state.rip() != NOT_SAVED) {
        state.foldFlags();
        if (single) {
          state.clearShadow();
        }
        count(CpuExit.SYSCALL);
        return CpuExit.SYSCALL;
      }
      CpuExit exit = exitOf(error);
      count(exit);
      if (exit == null && counter != null) {
        left = count - completed;
        // A trap or another thread may have ended the budget: that is not undone by going on.
        if (left <= 0 || counter.isUsedUp()) {
          exit = CpuExit.BUDGET_SPENT;
          single = true;
        }
      }
      if (exit != null) {
        if (single) {
          state.clearShadow();
        }
        return exit;
      }
      single = true; // the state says so: this once in blocks of one instruction
    }
  }

  /**
   * Adds what the engine has completed until {@code exit}, null when it is to go on.
   *
   * <p>The engine counts an instruction when it begins it. So the one that it left at has been
   * counted, but for one that could not be fetched.
   */
  private void count(@Nullable CpuExit exit) {
    final InstructionCounter known = counter;
    if (known == null) {
      return;
    }
    if (exit == null) {
      completed += known.begun();
    } else if (hooks.event() == Event.PORT_READ || hooks.event() == Event.PORT_WRITE) {
      completed += hooks.begunAtPort() - 1;
    } else if (exit instanceof CpuException exception) {
      completed += known.begun() - (isOfFetch(exception) ? 0 : 1);
    } else if (exit == CpuExit.HALT) {
      completed += known.begun();
    } else {
      completed += Math.max(0, known.begun() - 1);
    }
  }

  /** Whether {@code exception} was raised while the instruction at RIP was fetched. */
  private boolean isOfFetch(CpuException exception) {
    if (exception.origin() != Origin.HARDWARE) {
      return false;
    }
    if (exception.vector() == PAGE_FAULT) {
      return (exception.errorCode() & ERROR_FETCH) != 0;
    }
    final long rip = state.rip();
    return exception.vector() == GENERAL_PROTECTION && rip << 16 >> 16 != rip;
  }

  /** Instructions completed in the last run; 0 when that is not known. */
  long completed() {
    return completed;
  }

  /** Whether {@link #completed} says something. */
  boolean isExact() {
    return counter != null;
  }

  CpuTraps newTraps(Runnable forget) {
    if (counter == null) {
      throw new IllegalStateException("this CPU's instructions are not counted one by one");
    }
    return new CpuTraps(engine, hooks, counter, forget);
  }

  /** Lets the run that is under way end before its next instruction; from any thread. */
  void cutShort() {
    if (counter == null) {
      throw new IllegalStateException("this CPU's instructions are not counted one by one");
    }
    stop.cut(counter);
  }

  /** Gives the engine the registers of the state, if it has others, and flushes what they owe. */
  void settle() {
    if (state.touched()) {
      engine.restore(state.address());
    }
    if (state.tlbOwed()) {
      flushEngineTlb();
    }
    state.settled();
  }

  void flushTlb() {
    if (state.touched()) {
      state.oweTlb(); // the engine's CR3 is not the state's: flush with the next run
    } else {
      flushEngineTlb();
    }
  }

  void requestStop() {
    stop.request(engine);
  }

  void answerPort(int value) {
    portAnswer = value;
  }

  @Override
  public void close() {
    stop.close();
    sysenter.close();
  }

  /** A write of CR3 is a call of fixed arity, and so faster than the control call. */
  private void flushEngineTlb() {
    if ((state.cr(0) & CR0_PG) != 0) {
      engine.writeRegister(UnicornApi.REG_CR3, state.cr(3));
    } else {
      engine.control("uc_ctl_flush_tlb", UnicornApi.CTL_TLB_FLUSH, 0);
    }
  }

  /** Lets the port instruction of the last exit pass, if the run begins with it. */
  private void completePort() {
    portPending = false;
    if (state.rip() == portRip) {
      hooks.answerPort(portAnswer);
    }
  }

  /** What the run that just ended was, null if it has to go on. */
  private @Nullable CpuExit exitOf(int error) {
    hooks.forgetAnswer();
    hooks.rethrow();
    Event event = hooks.event();
    if (event == Event.PORT_READ || event == Event.PORT_WRITE) {
      return port(event);
    }
    if (event == Event.NONE && error == UcError.CODE_OK && sysenter.rip() != NOT_SAVED) {
      state.copyFrom(sysenter);
      state.foldFlags();
      return CpuExit.SYSENTER;
    }
    engine.save(state.address());
    if (event == Event.BREAKPOINT) {
      return CpuExit.BREAKPOINT;
    }
    if (event == Event.EXCEPTION) {
      return exception(hooks.vector());
    }
    if (event == Event.UNMAPPED) {
      return new UnmappedPhysical(hooks.physical(), hooks.access());
    }
    if (error == UcError.INVALID_INSTRUCTION.ordinal()) {
      if (state.exceptionIsInt()) {
        state.set(Register.RIP, state.exceptionNextRip()); // int 6, taken for ud2 by the engine
      }
      return exception(INVALID_OPCODE);
    }
    UcError.check("uc_emu_start", error);
    return ended();
  }

  /**
   * The exception that the engine raised. It keeps the vector as being delivered for ever after, so
   * the next one would be a double fault: that is undone here.
   */
  private @Nullable CpuExit exception(int vector) {
    state.setOldException(ContextLayout.NO_EXCEPTION);
    Origin origin = state.exceptionIsInt() ? Origin.SOFTWARE : Origin.HARDWARE;
    int errorCode = origin == Origin.SOFTWARE ? 0 : state.errorCode();
    long address = state.cr(2);
    if (vector == PAGE_FAULT && origin == Origin.HARDWARE && mayBeEarly(errorCode, address)) {
      state.setShadow();
      return null;
    }
    return new CpuException(vector, errorCode, origin, address);
  }

  /**
   * Whether a page fault may have been raised while the block behind RIP was translated: by the
   * fetch of a later instruction, with those before it not run yet. It is run again with blocks of
   * one instruction, and then reports exactly.
   */
  private boolean mayBeEarly(int errorCode, long address) {
    long rip = state.rip() + state.segment(Segment.CS).base();
    return (errorCode & ERROR_WRITE) == 0
        && (address & PAGE_OFFSET) == 0
        && (address & ~PAGE_OFFSET) != (rip & ~PAGE_OFFSET)
        && Long.compareUnsigned(address - rip, LONGEST_BLOCK) < 0
        && (state.hflags() & ContextLayout.HF_SHADOW) == 0;
  }

  private CpuExit port(Event event) {
    state.copyFrom(spare);
    state.foldFlags();
    state.oweTlb(); // the engine's page tables were taken away
    // No I/O permission bit map is consulted: what it does not name is refused (Intel SDM 1 19.5.2)
    if (state.privilegeLevel() > (state.rflags() >>> IOPL_SHIFT & 3)) {
      return new CpuException(GENERAL_PROTECTION, 0, Origin.HARDWARE, state.cr(2));
    }
    portPending = true;
    portRip = state.rip();
    portAnswer = ALL_ONES;
    return event == Event.PORT_READ
        ? new PortRead(hooks.port(), hooks.portSize())
        : new PortWrite(hooks.port(), hooks.portSize(), hooks.portValue());
  }

  /** The engine came back without a reason: hlt, a spent budget, or a stop. */
  private CpuExit ended() {
    if (state.oldException() == DOUBLE_FAULT) {
      state.setOldException(ContextLayout.NO_EXCEPTION);
      return CpuExit.TRIPLE_FAULT;
    }
    boolean stopped = stop.requested();
    boolean limited = stopped || counting == Counting.COUNTED;
    if (state.privilegeLevel() == 0 && (!limited || isBehindHalt())) {
      return CpuExit.HALT;
    }
    if (stopped) {
      final boolean unused = stop.heard();
      return CpuExit.STOPPED;
    }
    if (counting == Counting.COUNTED) {
      return CpuExit.BUDGET_SPENT;
    }
    throw new UnicornException(
        "the engine stopped for no reason: rip=0x" + Long.toHexString(state.rip()));
  }

  /**
   * Whether the byte before RIP is {@code hlt}. The engine does not say which of the two ended a
   * run that could also have been stopped; an instruction that ends in this byte is taken for a
   * halt if the budget of a ring-0 run is spent exactly behind it.
   */
  private boolean isBehindHalt() {
    long last = state.rip() + state.segment(Segment.CS).base() - 1;
    int refused =
        UnicornApi.uc_vmem_translate(
            engine.handle(), last, CpuAccess.FETCH.protection(), engine.cellAddress());
    if (refused != UcError.CODE_OK) {
      state.touch();
      return false;
    }
    long physical = engine.cell().getLong(0);
    return physical < ram.size() && ram.byteAt(physical) == HLT;
  }
}
