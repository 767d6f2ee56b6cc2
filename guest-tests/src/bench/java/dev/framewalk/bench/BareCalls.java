package dev.framewalk.bench;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;

/**
 * The calls into Unicorn and the C library that the bare engine makes: direct-mapped, every pointer
 * a {@code long}, which is the fastest that JNA has.
 */
final class BareCalls {
  static final int ARCH_X86 = 4;
  static final int MODE_64 = 8;
  static final int PROT_ALL = 7;
  static final int HOOK_INSN = 2;
  static final int INS_SYSCALL = 699;
  static final int CPU_SKYLAKE_SERVER = 22;

  static final int REG_RAX = 35;
  static final int REG_RIP = 41;
  static final int REG_RSP = 44;
  static final int REG_CR0 = 50;
  static final int REG_CR3 = 53;
  static final int REG_CR4 = 54;
  static final int REG_MSR = 248;

  private static final int CTL_WRITE_ONE = 1 << 30 | 1 << 26;
  static final int CTL_USE_EXITS = CTL_WRITE_ONE | 4;
  static final int CTL_CPU_MODEL = CTL_WRITE_ONE | 7;

  private BareCalls() {}

  /** Binds this class; returns the library for what direct mapping does not reach. */
  static NativeLibrary bind(Path library) {
    final NativeLibrary unicorn = NativeLibrary.getInstance(library.toString());
    Native.register(BareCalls.class, unicorn);
    return unicorn;
  }

  static native int uc_open(int arch, int mode, long engineOut);

  static native int uc_close(long engine);

  static native int uc_mem_map_ptr(long engine, long address, long size, int perms, long host);

  static native int uc_emu_start(long engine, long begin, long until, long timeout, long count);

  static native int uc_reg_write(long engine, int register, long value);

  static native int uc_context_alloc(long engine, long contextOut);

  static native int uc_context_free(long context);

  static native long uc_context_size(long engine);

  static native int uc_context_save(long engine, long context);

  /** {@code uc_ctl}, which is variadic. */
  static void control(NativeLibrary library, long engine, int control, int argument) {
    check("uc_ctl", library.getFunction("uc_ctl").invokeInt(arguments(engine, control, argument)));
  }

  /** Has the engine call its own {@code uc_emu_stop} at every {@code syscall}. */
  static void stopAtSystemCalls(NativeLibrary library, long engine, long handleOut) {
    final Function stop = library.getFunction("uc_emu_stop");
    check(
        "uc_hook_add",
        library
            .getFunction("uc_hook_add")
            .invokeInt(
                arguments(
                    engine,
                    handleOut,
                    HOOK_INSN,
                    Pointer.nativeValue(stop),
                    0L,
                    1L,
                    0L,
                    INS_SYSCALL)));
  }

  private static Object[] arguments(Object... arguments) {
    return arguments;
  }

  /**
   * @throws IllegalStateException if {@code error} is not {@code UC_ERR_OK}
   */
  static void check(String call, int error) {
    if (error != 0) {
      throw new IllegalStateException(call + " failed: error=" + error);
    }
  }
}
