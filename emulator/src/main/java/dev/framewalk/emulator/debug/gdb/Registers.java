package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.debug.gdb.GdbRegister.Cell;
import dev.framewalk.emulator.debug.gdb.GdbRegister.Feature;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.pagetable.table.PagingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * The registers that gdb sees, in the order of its numbers for them: first those of gdb's own
 * features, in the order that gdb/features/i386/64bit-core.xml and 64bit-sse.xml have, then those
 * that only the supervisor has.
 */
final class Registers {
  /** All, a register's number its index. */
  static final List<GdbRegister> ALL = all();

  private Registers() {}

  private static List<GdbRegister> all() {
    final List<GdbRegister> all = new ArrayList<>();
    for (final String name :
        List.of("rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11")) {
      all.add(core(name, 8, typeOf(name), Cells.general(register(name), 8)));
    }
    for (final String name : List.of("r12", "r13", "r14", "r15")) {
      all.add(core(name, 8, "int64", Cells.general(register(name), 8)));
    }
    all.add(core("rip", 8, "code_ptr", Cells.address(Register.RIP)));
    all.add(core("eflags", 4, "i386_eflags", Cells.flags()));
    for (final String name : List.of("cs", "ss", "ds", "es", "fs", "gs")) {
      final Register register = register(name);
      all.add(core(name, 4, "int32", Cells.fixed(name, 4, view -> view.state().get(register))));
    }
    for (int i = 0; i < 8; i++) {
      all.add(core("st" + i, 10, "i387_ext", Cells.floating(32 + 16 * i, 10, 10)));
    }
    // Intel SDM 1, 10.5.1 "FXSAVE Area".
    all.add(core("fctrl", 4, "int", Cells.floating(0, 2, 4)));
    all.add(core("fstat", 4, "int", Cells.floating(2, 2, 4)));
    all.add(core("ftag", 4, "int", Cells.tags()));
    for (final String name : List.of("fiseg", "fioff", "foseg", "fooff", "fop")) {
      all.add(core(name, 4, "int", Cells.absent()));
    }
    for (int i = 0; i < 16; i++) {
      final Cell cell = Cells.floating(160 + 16 * i, 16, 16);
      all.add(new GdbRegister("xmm" + i, 16, "vec128", Feature.SSE, cell));
    }
    all.add(new GdbRegister("mxcsr", 4, "i386_mxcsr", Feature.SSE, Cells.floating(24, 4, 4)));
    addSystem(all);
    return List.copyOf(all);
  }

  private static void addSystem(List<GdbRegister> all) {
    all.add(system("fs_base", "int64", Cells.address(Register.FS_BASE)));
    all.add(system("gs_base", "int64", Cells.address(Register.GS_BASE)));
    // 0 since the reset (Intel SDM 3A, table 10-1): the kernel is not in the guest, and ring 3 can
    // set neither.
    all.add(system("k_gs_base", "int64", Cells.fixed("k_gs_base", 8, view -> 0)));
    all.add(system("cr0", "fw_cr0", mode("cr0", PagingMode::cr0)));
    all.add(system("cr2", "int64", Cells.fixed("cr2", 8, view -> view.state().get(Register.CR2))));
    all.add(system("cr3", "int64", mode("cr3", PagingMode::cr3)));
    all.add(system("cr4", "fw_cr4", mode("cr4", PagingMode::cr4)));
    all.add(system("cr8", "int64", Cells.fixed("cr8", 8, view -> 0)));
    all.add(system("efer", "fw_efer", mode("efer", PagingMode::efer)));
    all.add(new GdbRegister("pkru", 4, "int32", Feature.SYSTEM, Cells.general(Register.PKRU, 4)));
  }

  private static Cell mode(String name, java.util.function.ToLongFunction<PagingMode> value) {
    return Cells.fixed(name, 8, view -> value.applyAsLong(view.mode()));
  }

  private static GdbRegister core(String name, int bytes, String type, Cell cell) {
    return new GdbRegister(name, bytes, type, Feature.CORE, cell);
  }

  private static GdbRegister system(String name, String type, Cell cell) {
    return new GdbRegister(name, 8, type, Feature.SYSTEM, cell);
  }

  private static String typeOf(String name) {
    return name.equals("rbp") || name.equals("rsp") ? "data_ptr" : "int64";
  }

  private static Register register(String name) {
    return Register.valueOf(name.toUpperCase(java.util.Locale.ROOT));
  }

  /** The register of this number. */
  static GdbRegister get(int number) throws GdbError {
    if (number >= ALL.size()) {
      throw GdbError.INVALID;
    }
    return ALL.get(number);
  }

  /** All values one behind the other. */
  static String readAll(RegisterView view) {
    final StringBuilder text = new StringBuilder();
    for (final GdbRegister register : ALL) {
      text.append(Hex.of(register.read(view)));
    }
    return text.toString();
  }

  /**
   * Writes the values that differ from those that the registers have.
   *
   * @param hex values from the first register on; those that are missing stay
   */
  static void writeAll(RegisterView view, String hex) throws GdbError {
    int at = 0;
    for (final GdbRegister register : ALL) {
      final int end = at + 2 * register.bytes();
      if (end > hex.length()) {
        break;
      }
      final byte[] value = Hex.bytes(hex.substring(at, end));
      if (!java.util.Arrays.equals(value, register.read(view))) {
        register.write(view, value);
      }
      at = end;
    }
    if (at != hex.length()) {
      throw GdbError.INVALID;
    }
  }
}
