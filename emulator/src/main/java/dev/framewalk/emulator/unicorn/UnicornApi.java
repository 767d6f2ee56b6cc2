package dev.framewalk.emulator.unicorn;

import com.sun.jna.Callback;
import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The functions of Unicorn's C interface ({@code unicorn.h}) that we call, and its numbers.
 *
 * <p>Direct-mapped, with every pointer a {@code long}: a call costs about 110 ns that way and
 * several times that through an interface or with {@code Pointer} objects. Nothing here checks an
 * argument; whoever calls has.
 */
final class UnicornApi {
  static final int ARCH_X86 = 4;
  static final int MODE_64 = 8;
  static final int PROT_ALL = 7;

  static final int HOOK_INTR = 1;
  static final int HOOK_INSN = 1 << 1;
  static final int HOOK_CODE = 1 << 2;
  static final int HOOK_MEM_UNMAPPED = 7 << 4;
  static final int HOOK_MEM_READ = 1 << 10;
  static final int HOOK_MEM_WRITE = 1 << 11;

  static final int INS_CPUID = 113;
  static final int INS_IN = 218;
  static final int INS_OUT = 500;
  static final int INS_SYSCALL = 699;
  static final int INS_SYSENTER = 700;

  static final int REG_EAX = 19;
  static final int REG_EBX = 21;
  static final int REG_ECX = 22;
  static final int REG_EDX = 24;
  static final int REG_EFLAGS = 25;
  static final int REG_FPSW = 31;
  static final int REG_RAX = 35;
  static final int REG_RBX = 37;
  static final int REG_RCX = 38;
  static final int REG_RDX = 40;
  static final int REG_RIP = 41;
  static final int REG_CR0 = 50;
  static final int REG_CR2 = 52;
  static final int REG_CR3 = 53;
  static final int REG_CR4 = 54;
  static final int REG_FP0 = 82;
  static final int REG_R11 = 109;
  static final int REG_XMM0 = 122;
  static final int REG_IDTR = 242;
  static final int REG_FPCW = 246;
  static final int REG_FPTAG = 247;
  static final int REG_MXCSR = 249;

  /** {@code UC_CTL_WRITE(type, arguments)}. */
  private static final int CTL_WRITE = 1 << 30;

  private static final int CTL_ARGUMENT = 1 << 26;

  static final int CTL_USE_EXITS = CTL_WRITE | CTL_ARGUMENT | 4;
  static final int CTL_CPU_MODEL = CTL_WRITE | CTL_ARGUMENT | 7;
  static final int CTL_TB_FLUSH = CTL_WRITE | 10;
  static final int CTL_TLB_FLUSH = CTL_WRITE | 11;

  private UnicornApi() {}

  static native int uc_open(int arch, int mode, long engineOut);

  static native int uc_close(long engine);

  static native int uc_mem_map_ptr(long engine, long address, long size, int perms, long host);

  static native int uc_emu_start(long engine, long begin, long until, long timeout, long count);

  static native int uc_emu_stop(long engine);

  static native int uc_hook_del(long engine, long hook);

  static native int uc_reg_read(long engine, int register, long valueOut);

  static native int uc_reg_write(long engine, int register, long value);

  static native int uc_reg_write_batch(long engine, long registers, long values, int count);

  static native int uc_context_alloc(long engine, long contextOut);

  static native int uc_context_free(long context);

  static native long uc_context_size(long engine);

  static native int uc_context_save(long engine, long context);

  static native int uc_context_restore(long engine, long context);

  static native int uc_context_reg_read(long context, int register, long valueOut);

  static native int uc_context_reg_read_batch(
      long context, long registers, long valuePointers, int count);

  static native int uc_context_reg_write_batch(
      long context, long registers, long valuePointers, int count);

  static native int uc_vmem_translate(long engine, long address, int access, long physicalOut);

  /** The two variadic functions, which direct mapping cannot call portably. */
  record Variadic(Function hookAdd, Function ctl) {
    int addHook(
        long engine, long handleOut, int type, long callback, long user, long begin, long end) {
      return hookAdd.invokeInt(
          new Object[] {engine, handleOut, type, callback, user, begin, end, 0});
    }

    int addInstructionHook(long engine, long handleOut, long callback, long user, int instruction) {
      return hookAdd.invokeInt(
          new Object[] {engine, handleOut, HOOK_INSN, callback, user, 1L, 0L, instruction});
    }

    int control(long engine, int control, int argument) {
      return ctl.invokeInt(new Object[] {engine, control, argument});
    }
  }

  /** {@code uc_cb_hookintr_t}. */
  interface InterruptCallback extends Callback {
    void invoke(long engine, int vector, long user);
  }

  /** {@code uc_cb_hookcode_t}. */
  interface CodeCallback extends Callback {
    void invoke(long engine, long address, int size, long user);
  }

  /** {@code uc_cb_hookmem_t}. */
  interface MemoryCallback extends Callback {
    void invoke(long engine, int type, long address, int size, long value, long user);
  }

  /** {@code uc_cb_insn_in_t}. */
  interface PortReadCallback extends Callback {
    int invoke(long engine, int port, int size, long user);
  }

  /** {@code uc_cb_insn_out_t}. */
  interface PortWriteCallback extends Callback {
    void invoke(long engine, int port, int size, int value, long user);
  }

  /** {@code uc_cb_insn_cpuid_t}: not zero skips the instruction. */
  interface CpuidCallback extends Callback {
    int invoke(long engine, long user);
  }

  /** {@code uc_cb_eventmem_t}: whether the access may be repeated. */
  interface UnmappedCallback extends Callback {
    boolean invoke(long engine, int type, long address, int size, long value, long user);
  }

  /** Binds this class to {@code library}, once for a process. */
  static UnicornLibrary.Bound bind(NativeLibrary library, UnicornLibrary description) {
    Native.register(UnicornApi.class, library);
    return new UnicornLibrary.Bound(
        description,
        new Variadic(library.getFunction("uc_hook_add"), library.getFunction("uc_ctl")),
        Pointer.nativeValue(library.getFunction("uc_emu_stop")),
        Pointer.nativeValue(library.getFunction("uc_errno")),
        Pointer.nativeValue(library.getFunction("uc_context_save")),
        new ConcurrentHashMap<>());
  }
}
