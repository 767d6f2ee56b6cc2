package dev.framewalk.emulator.unicorn;

import dev.framewalk.emulator.unicorn.CpuTranslation.Mapped;
import dev.framewalk.emulator.unicorn.CpuTranslation.Refused;
import org.jspecify.annotations.Nullable;

/**
 * One CPU: a Unicorn engine whose physical memory is a {@link HostMemory} from address 0.
 *
 * <p>The CPU is run, not listened to: {@link #run()} executes the registers in {@link #state()}
 * until something happens that the guest cannot do alone, and says what. Between two runs the
 * caller reads and changes the registers and the memory as it likes.
 *
 * <p>CPUID shows neither RDRAND nor RDSEED, so that the same program gives the same run.
 *
 * <p>One thread at a time uses a CPU; only {@link #requestStop()} may be called from any. After
 * {@link #close()} the other methods throw {@link IllegalStateException}.
 */
public final class Cpu implements AutoCloseable {
  private static final int GENERAL_PROTECTION = 13;
  private static final int PAGE_FAULT = 14;
  private static final int CR4_LA57 = 1 << 12;

  private final HostMemory ram;
  private final Counting counting;
  private final EngineFacts facts;
  private final RawEngine engine;
  private final CpuState state;
  private final CpuState spare;
  private final EngineRun run;
  private final SystemCallSites sites;
  private final long nothing;
  private @Nullable CpuExit lastExit;
  private boolean watchesStores;
  private @Nullable CpuTraps traps;
  private boolean closed;

  private Cpu(HostMemory ram, CpuConfig config, UnicornLibrary.Bound library) {
    this.ram = ram;
    this.counting = config.counting();
    this.facts = library.factsOf(config.model());
    this.engine = new RawEngine(library, config.model());
    engine.map(0, ram.size(), ram.address());
    this.state = newState();
    this.spare = newState();
    engine.save(state.address());
    this.run = new EngineRun(library, engine, facts, counting, state, newState(), spare, ram);
    this.sites = new SystemCallSites(ram);
    this.nothing = library.nothing();
  }

  /**
   * A CPU in long mode with paging off, all of {@code ram} mapped readable, writable and executable
   * at physical address 0.
   *
   * @throws UnicornUnavailableException if no Unicorn that suffices can be loaded
   * @throws UnicornException if the engine refuses, or its registers are not where this package
   *     knows them to be
   * @throws IllegalStateException if {@code ram} is closed
   */
  public static Cpu open(HostMemory ram, CpuConfig config) {
    UnicornLibrary.Bound library = UnicornLibrary.bind();
    ram.retain();
    try {
      return new Cpu(ram, config, library);
    } catch (RuntimeException e) {
      ram.release();
      throw e;
    }
  }

  /**
   * The live registers: after a run those that the guest left, and what the next run starts from.
   * The same object for the CPU's whole life, closed with it.
   */
  public CpuState state() {
    return state;
  }

  /** What CPUID leaf 1 gives in EDX: the features that every 64-bit program may count on. */
  public int features() {
    return facts.leaf1().edx();
  }

  /** A new state with the same registers as {@link #state()} has now; the caller closes it. */
  public CpuState copyState() {
    checkOpen();
    CpuState copy = newState();
    copy.copyFrom(state);
    return copy;
  }

  /**
   * Runs the guest from {@link #state()} until it exits, for ever if need be.
   *
   * <p>The TLB is flushed first when CR0, CR3, CR4, EFER or PKRU were set to other values since the
   * last run, as it is when the guest itself changes them (Intel SDM 3A 4.10.4.1 "Operations that
   * Invalidate TLBs").
   *
   * @throws UnicornException if the engine reports what no guest can cause
   */
  public CpuExit run() {
    checkOpen();
    CpuExit exit = run.start(counting == Counting.COUNTED ? Long.MAX_VALUE : 0);
    lastExit = exit;
    return exit;
  }

  /**
   * {@link #run()}, for at most {@code instructions} of the guest. Each iteration of a repeated
   * string instruction counts as one. (When a fetch faults on the page after the one that RIP is
   * in, the block before it is run again in single steps to find where; where {@link
   * #countsExactly} is false, they have a budget of their own.)
   *
   * @throws IllegalStateException if this CPU does not count, see {@link Counting}
   * @throws IllegalArgumentException if {@code instructions} is not positive
   */
  public CpuExit run(long instructions) {
    checkOpen();
    if (counting != Counting.COUNTED) {
      throw new IllegalStateException("this CPU does not count: counting=" + counting);
    }
    if (instructions <= 0) {
      throw new IllegalArgumentException("no budget: instructions=" + instructions);
    }
    CpuExit exit = run.start(instructions);
    lastExit = exit;
    return exit;
  }

  /** Whether {@link #completed}, {@link #traps} and {@link #cutShort} work. */
  public boolean countsExactly() {
    return run.isExact();
  }

  /**
   * How many instructions the last run completed; the one that it left at for a system call or an
   * exception is not one of them. Of a run that {@link #requestStop} ended, one less or more.
   *
   * @throws IllegalStateException if this CPU does not count exactly
   */
  public long completed() {
    if (!run.isExact()) {
      throw new IllegalStateException("this CPU does not count exactly: counting=" + counting);
    }
    return run.completed();
  }

  /**
   * What runs stop at beside their exits; the same object for the CPU's whole life.
   *
   * @throws IllegalStateException if this CPU does not count exactly
   */
  public CpuTraps traps() {
    checkOpen();
    CpuTraps made = traps;
    if (made == null) {
      made =
          run.newTraps(
              () -> {
                flushTranslations();
                flushTlb();
              });
      traps = made;
    }
    return made;
  }

  /**
   * Lets the run that is under way end with {@link CpuExit.BudgetSpent} before its next
   * instruction; between two runs, perhaps the next one before its first. From any thread; returns
   * when the run has ended. Nothing happens after {@link #close()}.
   *
   * @throws IllegalStateException if this CPU does not count exactly
   */
  public void cutShort() {
    run.cutShort();
  }

  /**
   * The length in bytes of the {@code syscall} or {@code sysenter} that the last run ended with: 2,
   * or more if it has prefixes. Asked before the state is changed.
   *
   * @throws IllegalStateException if the last run ended otherwise
   */
  public int systemCallLength() {
    checkOpen();
    if (lastExit != CpuExit.SYSCALL && lastExit != CpuExit.SYSENTER) {
      throw new IllegalStateException("the last run ended with no system call: exit=" + lastExit);
    }
    return sites.length(this, state.rip(), state.cr(3));
  }

  /**
   * Gives the value that the {@code in} of the last {@link CpuExit.PortRead} reads. Holds until the
   * next run, and only if that run starts at the same instruction.
   *
   * @throws IllegalStateException if the last run did not end with a {@link CpuExit.PortRead}
   */
  public void answerPortRead(int value) {
    checkOpen();
    if (!(lastExit instanceof CpuExit.PortRead)) {
      throw new IllegalStateException("the last run ended with no port read: exit=" + lastExit);
    }
    run.answerPort(value);
  }

  /** Forgets every cached translation of this CPU (Intel SDM 3A 4.10.4 "Invalidation"). */
  public void flushTlb() {
    checkOpen();
    run.flushTlb();
  }

  /**
   * Forgets every translated block. Owed when code was written into RAM from Java; what the guest
   * writes is noticed without it.
   */
  public void flushTranslations() {
    checkOpen();
    sites.forget();
    engine.control("uc_ctl_flush_tb", UnicornApi.CTL_TB_FLUSH, 0);
  }

  /**
   * Has the guest's stores change code that it executes at another linear address, from now on and
   * for good: every store is slow then (some 50 ns).
   *
   * <p>Without it the engine notices a store to code only where the page that is stored to may
   * itself be executed: once it has seen one store through another mapping, it looks at no more of
   * them (its {@code notdirty_write}). It does look while a hook covers the page, whatever the hook
   * does.
   */
  public void watchStores() {
    checkOpen();
    if (!watchesStores) {
      watchesStores = true;
      engine.hook(UnicornApi.HOOK_MEM_WRITE, nothing, 0, ram.size() - 1);
      flushTranslations();
      flushTlb();
    }
  }

  /**
   * What this CPU, with the registers in {@link #state()}, makes of an access to {@code address}.
   * Changes no register.
   *
   * <p>The TLB is asked first, so a stale entry shows. What is not in the TLB is walked like an
   * access: that sets accessed bits in every table, for a write the dirty bit, and fills the TLB.
   */
  public CpuTranslation translate(long address, CpuAccess access) {
    checkOpen();
    run.settle();
    if (!isCanonical(address)) {
      return new Refused(GENERAL_PROTECTION, 0);
    }
    int refused =
        UnicornApi.uc_vmem_translate(
            engine.handle(), address, access.protection(), engine.cellAddress());
    if (refused == UcError.CODE_OK) {
      return new Mapped(engine.cell().getLong(0));
    }
    engine.save(spare.address());
    state.touch(); // the probe left its own CR2 and error code in the engine
    return new Refused(PAGE_FAULT, spare.errorCode());
  }

  /**
   * Stops the guest at the next opportunity; the run returns {@link CpuExit.Stopped}, or what
   * happened first and the run after it does. Between two runs: the next one returns at once. From
   * any thread; returns when the run has noticed. Nothing happens after {@link #close()}.
   */
  public void requestStop() {
    run.requestStop();
  }

  /** Frees the engine; a second call does nothing. Not while another thread runs this CPU. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    run.close();
    state.close();
    spare.close();
    engine.close();
    ram.release();
  }

  private CpuState newState() {
    return new CpuState(facts, engine.newContext());
  }

  private boolean isCanonical(long address) {
    int unused = (state.cr(4) & CR4_LA57) != 0 ? 7 : 16;
    return address << unused >> unused == address;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("CPU is closed");
    }
  }
}
