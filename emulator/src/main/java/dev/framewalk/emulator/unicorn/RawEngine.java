package dev.framewalk.emulator.unicorn;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/**
 * An engine and the little that every use of one shares: opening, hooks, control, closing. Knows
 * nothing of how the registers lie in a context.
 */
final class RawEngine implements AutoCloseable {
  /** Beyond every hook's end: {@code begin > end} means everywhere. */
  static final long EVERYWHERE_BEGIN = 1;

  static final long EVERYWHERE_END = 0;

  private final UnicornLibrary.Bound library;
  private final Memory cell = new Memory(64);
  private final long handle;
  private boolean closed;

  /** Opens an engine of {@code model} in 64-bit mode that stops nowhere by itself. */
  RawEngine(UnicornLibrary.Bound library, CpuModel model) {
    this.library = library;
    cell.clear();
    UcError.check(
        "uc_open", UnicornApi.uc_open(UnicornApi.ARCH_X86, UnicornApi.MODE_64, cellAddress()));
    this.handle = cell.getLong(0);
    control("uc_ctl_set_cpu_model", UnicornApi.CTL_CPU_MODEL, model.number());
    control("uc_ctl_exits_enable", UnicornApi.CTL_USE_EXITS, 1);
  }

  long handle() {
    return handle;
  }

  /** 64 bytes for arguments and results of one call at a time. */
  Memory cell() {
    return cell;
  }

  long cellAddress() {
    return Pointer.nativeValue(cell);
  }

  void map(long physical, long bytes, long host) {
    UcError.check(
        "uc_mem_map_ptr",
        UnicornApi.uc_mem_map_ptr(handle, physical, bytes, UnicornApi.PROT_ALL, host));
  }

  /** A new context, whose registers are not defined yet. */
  long newContext() {
    UcError.check("uc_context_alloc", UnicornApi.uc_context_alloc(handle, cellAddress()));
    return cell.getLong(0);
  }

  void hook(int type, long callback, long begin, long end) {
    final long unused = addHook(type, callback, 0, begin, end);
  }

  /** Adds a hook that may be removed again; gives its handle. */
  long addHook(int type, long callback, long user, long begin, long end) {
    UcError.check(
        "uc_hook_add",
        library.variadic().addHook(handle, cellAddress(), type, callback, user, begin, end));
    return cell.getLong(0);
  }

  void removeHook(long hook) {
    UcError.check("uc_hook_del", UnicornApi.uc_hook_del(handle, hook));
  }

  void hookInstruction(int instruction, long callback, long user) {
    UcError.check(
        "uc_hook_add",
        library.variadic().addInstructionHook(handle, cellAddress(), callback, user, instruction));
  }

  void control(String name, int control, int argument) {
    UcError.check(name, library.variadic().control(handle, control, argument));
  }

  void save(long context) {
    UcError.check("uc_context_save", UnicornApi.uc_context_save(handle, context));
  }

  void restore(long context) {
    UcError.check("uc_context_restore", UnicornApi.uc_context_restore(handle, context));
  }

  int readRegister32(int register) {
    cell.setLong(0, 0);
    UcError.check("uc_reg_read", UnicornApi.uc_reg_read(handle, register, cellAddress()));
    return cell.getInt(0);
  }

  void writeRegister(int register, long value) {
    cell.setLong(0, value);
    UcError.check("uc_reg_write", UnicornApi.uc_reg_write(handle, register, cellAddress()));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      UcError.check("uc_close", UnicornApi.uc_close(handle));
      cell.close();
    }
  }
}
