package dev.framewalk.emulator.unicorn;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Pointer;
import dev.framewalk.emulator.unicorn.EngineFacts.CpuidLeaf;
import dev.framewalk.emulator.unicorn.UnicornApi.CpuidCallback;
import dev.framewalk.emulator.unicorn.UnicornApi.InterruptCallback;
import dev.framewalk.emulator.unicorn.UnicornApi.PortReadCallback;
import dev.framewalk.emulator.unicorn.UnicornApi.PortWriteCallback;
import dev.framewalk.emulator.unicorn.UnicornApi.UnmappedCallback;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hooks of one engine, and the note of what happened during a run.
 *
 * <p>System calls have no callback of ours: the engine calls its own {@code uc_context_save}, with
 * the context as the hook's user data, and then its own {@code uc_emu_stop}. The others note what
 * there is to note and stop. A callback runs inside {@code uc_emu_start}, on its thread; what it
 * throws is kept, because JNA would print and swallow it.
 */
final class CpuHooks {
  /** What a callback noted. */
  enum Event {
    NONE,
    EXCEPTION,
    PORT_READ,
    PORT_WRITE,
    UNMAPPED,
    /** An instruction is to be stopped at. */
    BREAKPOINT,
    /** A callback threw. */
    FAILED
  }

  /** CPUID leaf 1, ECX: RDRAND. */
  private static final int RDRAND = 1 << 30;

  /** CPUID leaf 7, EBX: RDSEED. */
  private static final int RDSEED = 1 << 18;

  /** CPUID leaf 1, ECX, and the CR4 bit that it shows. */
  private static final int OSXSAVE = 1 << 27;

  private static final int CR4_OSXSAVE = 1 << 18;

  /** CPUID leaf 7, ECX, and the CR4 bit that it shows. */
  private static final int OSPKE = 1 << 4;

  private static final int CR4_PKE = 1 << 22;

  private static final int READ_UNMAPPED = 19;
  private static final int WRITE_UNMAPPED = 20;

  private final RawEngine engine;
  private final EngineFacts facts;
  private final CpuState portState;
  private final long nowhere;

  // JNA frees a callback that nobody holds.
  private final InterruptCallback interrupt = this::onInterrupt;
  private final PortReadCallback portRead = this::onPortRead;
  private final PortWriteCallback portWrite = this::onPortWrite;
  private final CpuidCallback cpuid = this::onCpuid;
  private final UnmappedCallback unmapped = this::onUnmapped;
  private final List<Callback> held = List.of(interrupt, portRead, portWrite, cpuid, unmapped);

  private Event event = Event.NONE;
  private int vector;
  private int port;
  private int portSize;
  private int portValue;
  private long begunAtPort;
  private long physical;
  private CpuAccess access = CpuAccess.READ;
  private boolean portAnswered;
  private int answer;
  private @Nullable Throwable thrown;
  private final @Nullable InstructionCounter counter;

  /**
   * Installs the hooks, which has to be done before the engine translates anything.
   *
   * @param syscall takes the registers at a {@code syscall}
   * @param sysenter takes the registers at a {@code sysenter}
   * @param portState takes the registers at an {@code in} or {@code out}
   * @param ramBytes the first physical address that is not RAM
   * @param counter of an engine that counts, if it is known
   */
  CpuHooks(
      UnicornLibrary.Bound library,
      RawEngine engine,
      EngineFacts facts,
      CpuState syscall,
      CpuState sysenter,
      CpuState portState,
      long ramBytes,
      @Nullable InstructionCounter counter) {
    this.engine = engine;
    this.counter = counter;
    this.facts = facts;
    this.portState = portState;
    this.nowhere = ramBytes;
    engine.hookInstruction(UnicornApi.INS_SYSCALL, library.save(), syscall.address());
    engine.hookInstruction(UnicornApi.INS_SYSCALL, library.stop(), 0);
    engine.hookInstruction(UnicornApi.INS_SYSENTER, library.save(), sysenter.address());
    engine.hookInstruction(UnicornApi.INS_SYSENTER, library.stop(), 0);
    engine.hookInstruction(UnicornApi.INS_IN, address(portRead), 0);
    engine.hookInstruction(UnicornApi.INS_OUT, address(portWrite), 0);
    engine.hookInstruction(UnicornApi.INS_CPUID, address(cpuid), 0);
    engine.hook(
        UnicornApi.HOOK_INTR,
        address(interrupt),
        RawEngine.EVERYWHERE_BEGIN,
        RawEngine.EVERYWHERE_END);
    engine.hook(
        UnicornApi.HOOK_INTR, library.stop(), RawEngine.EVERYWHERE_BEGIN, RawEngine.EVERYWHERE_END);
    // Bounded to what is not RAM: a memory hook makes every page that it covers slow.
    engine.hook(UnicornApi.HOOK_MEM_UNMAPPED, address(unmapped), ramBytes, -1);
  }

  private static long address(Callback callback) {
    return Pointer.nativeValue(CallbackReference.getFunctionPointer(callback));
  }

  /** Forgets what was noted, before the next run. */
  void clear() {
    event = Event.NONE;
  }

  Event event() {
    return event;
  }

  int vector() {
    return vector;
  }

  int port() {
    return port;
  }

  int portSize() {
    return portSize;
  }

  int portValue() {
    return portValue;
  }

  /** Instructions begun when a port was noted: the engine may have begun more of its block. */
  long begunAtPort() {
    return begunAtPort;
  }

  long physical() {
    return physical;
  }

  CpuAccess access() {
    return access;
  }

  /** Lets the port instruction that the next run begins with pass, reading {@code value}. */
  void answerPort(int value) {
    portAnswered = true;
    answer = value;
  }

  /** Takes {@link #answerPort} back. */
  void forgetAnswer() {
    portAnswered = false;
  }

  /** Throws what a callback threw. */
  void rethrow() {
    Throwable t = thrown;
    if (t != null) {
      thrown = null;
      throw new IllegalStateException("a callback of the CPU failed: callbacks=" + held.size(), t);
    }
  }

  /** {@code uc_emu_stop} follows as a hook of its own. */
  private void onInterrupt(long uc, int raised, long user) {
    if (event == Event.NONE) {
      event = Event.EXCEPTION;
      vector = raised;
    }
  }

  private int onPortRead(long uc, int number, int size, long user) {
    if (portAnswered) {
      portAnswered = false;
      return answer;
    }
    onPort(Event.PORT_READ, number, size, 0);
    return -1;
  }

  private void onPortWrite(long uc, int number, int size, int value, long user) {
    if (portAnswered) {
      portAnswered = false;
      return;
    }
    onPort(Event.PORT_WRITE, number, size, value);
  }

  /**
   * Ends the run at this instruction. The engine would finish the block that the instruction is in
   * before it stops, so the registers are saved first, and then the page tables are taken away:
   * what is left of the block can change registers, which are not used again, but reaches no
   * memory.
   */
  private void onPort(Event kind, int number, int size, int value) {
    if (event != Event.NONE) {
      return; // in the rest of such a block
    }
    event = kind;
    port = number;
    portSize = size;
    portValue = value;
    begunAtPort = counter == null ? 0 : counter.begun();
    try {
      UcError.check("uc_emu_stop", UnicornApi.uc_emu_stop(engine.handle()));
      engine.save(portState.address());
      engine.writeRegister(UnicornApi.REG_CR3, nowhere);
      engine.writeRegister(UnicornApi.REG_CR0, portState.cr(0) | 1L << 31);
      engine.control("uc_ctl_flush_tlb", UnicornApi.CTL_TLB_FLUSH, 0);
    } catch (Throwable t) {
      failed(t);
    }
  }

  /** Hides what gives a guest another value each time: RDRAND and RDSEED cannot be trapped. */
  private int onCpuid(long uc, long user) {
    try {
      int leaf = engine.readRegister32(UnicornApi.REG_EAX);
      if (leaf == 1) {
        CpuidLeaf real = facts.leaf1();
        int ecx = follow(real.ecx(), OSXSAVE, CR4_OSXSAVE) & ~RDRAND;
        return answerCpuid(real.eax(), real.ebx(), ecx, real.edx());
      }
      if (leaf == 7 && engine.readRegister32(UnicornApi.REG_ECX) == 0) {
        CpuidLeaf real = facts.leaf7();
        int ecx = follow(real.ecx(), OSPKE, CR4_PKE);
        return answerCpuid(real.eax(), real.ebx() & ~RDSEED, ecx, real.edx());
      }
      return 0;
    } catch (Throwable t) {
      failed(t);
      return 0;
    }
  }

  /** From a callback of an instruction: lets the run end before that instruction. */
  void stopBefore() {
    if (event == Event.NONE) {
      event = Event.BREAKPOINT;
      UcError.check("uc_emu_stop", UnicornApi.uc_emu_stop(engine.handle()));
    }
  }

  /** Keeps what a callback threw, and has the run end. */
  void failed(Throwable t) {
    event = Event.FAILED;
    thrown = t;
    int unused = UnicornApi.uc_emu_stop(engine.handle());
  }

  /** {@code word} with {@code bit} set as {@code control} of CR4 is. */
  private int follow(int word, int bit, int control) {
    boolean on = (engine.readRegister32(UnicornApi.REG_CR4) & control) != 0;
    return on ? word | bit : word & ~bit;
  }

  private int answerCpuid(int eax, int ebx, int ecx, int edx) {
    engine.writeRegister(UnicornApi.REG_RAX, Integer.toUnsignedLong(eax));
    engine.writeRegister(UnicornApi.REG_RBX, Integer.toUnsignedLong(ebx));
    engine.writeRegister(UnicornApi.REG_RCX, Integer.toUnsignedLong(ecx));
    engine.writeRegister(UnicornApi.REG_RDX, Integer.toUnsignedLong(edx));
    return 1;
  }

  private boolean onUnmapped(long uc, int type, long address, int size, long value, long user) {
    if (event == Event.NONE) {
      event = Event.UNMAPPED;
      physical = address;
      access =
          type == READ_UNMAPPED
              ? CpuAccess.READ
              : type == WRITE_UNMAPPED ? CpuAccess.WRITE : CpuAccess.FETCH;
    }
    return false;
  }
}
