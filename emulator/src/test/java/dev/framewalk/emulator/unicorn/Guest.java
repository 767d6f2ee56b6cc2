package dev.framewalk.emulator.unicorn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.unicorn.CpuExit.CpuException;
import dev.framewalk.firmware.Firmware;
import java.nio.ByteBuffer;

/**
 * RAM, page tables written by hand, and a CPU that the firmware has brought to ring 3.
 *
 * <p>Tables and frames are taken in order; entries are the bare words of Intel SDM 3A 4.5.
 */
final class Guest implements AutoCloseable {
  static final long P = 1;
  static final long W = 1 << 1;
  static final long U = 1 << 2;
  static final long A = 1 << 5;
  static final long D = 1 << 6;
  static final long NX = 1L << 63;

  /** Where ring 3 is entered; nothing is mapped there. */
  static final long ENTRY = 0x10000;

  /** Where {@link #code} puts code. */
  static final long CODE = 0x40_0000;

  /** A stack of one page, RSP at its end. */
  static final long STACK = 0x7f_0000;

  private static final long ADDRESS = 0x000f_ffff_ffff_f000L;
  private static final int FIRMWARE_AT = 0x10_0000;
  private static final int TABLES_AT = 0x20_0000;
  private static final int FRAMES_AT = 0x40_0000;
  static final int RAM_BYTES = 16 << 20;

  final HostMemory memory = HostMemory.reserve(RAM_BYTES);
  final ByteBuffer ram = memory.window(0);
  final Firmware firmware = Firmware.load();
  final Cpu cpu;
  private final int root;
  private int nextTable = TABLES_AT;
  private int nextFrame = FRAMES_AT;

  Guest() {
    this(CpuConfig.FREE);
  }

  Guest(CpuConfig config) {
    cpu = Cpu.open(memory, config);
    root = newTable();
    ram.put(FIRMWARE_AT, firmware.image());
    for (Firmware.Region region : firmware.regions()) {
      long flags = region.protection() == Firmware.Protection.CODE ? P : P | W | NX;
      for (long at = 0; at < region.bytes(); at += 4096) {
        long virtual = region.virtual() + at;
        map(virtual, FIRMWARE_AT + virtual - firmware.base(), flags);
      }
    }
    ram.putLong((int) (FIRMWARE_AT + firmware.userRip() - firmware.base()), ENTRY);
    ram.putLong((int) (FIRMWARE_AT + firmware.userRsp() - firmware.base()), STACK);
    map(STACK - 4096, newFrame(), P | W | U | NX);
    CpuState state = cpu.state();
    state.set(Register.CR3, root);
    state.set(Register.CR0, state.get(Register.CR0) | 1L << 31);
    state.set(Register.CR4, state.get(Register.CR4) | 1 << 5);
    state.set(Register.RIP, firmware.entry());
    CpuExit exit = cpu.run();
    assertThat(exit).isInstanceOf(CpuException.class);
    assertThat(state.get(Register.RIP)).isEqualTo(ENTRY);
  }

  int newTable() {
    int table = nextTable;
    nextTable += 4096;
    return table;
  }

  int newFrame() {
    int frame = nextFrame;
    nextFrame += 4096;
    return frame;
  }

  int root() {
    return root;
  }

  /** Makes the leaf of {@code virtual} point to {@code physical}, with tables that allow all. */
  void map(long virtual, long physical, long flags) {
    ram.putLong(leaf(virtual), physical | flags);
  }

  /** Where the leaf entry of {@code virtual} is in RAM; makes the tables that are missing. */
  int leaf(long virtual) {
    return entry(virtual, 1);
  }

  /** Where the entry of {@code virtual} at {@code level} (4 is the root's) is in RAM. */
  int entry(long virtual, int level) {
    int table = root;
    for (int at = 4; at > level; at--) {
      int entry = slot(table, virtual, at);
      if ((ram.getLong(entry) & P) == 0) {
        ram.putLong(entry, newTable() | P | W | U);
      }
      table = (int) (ram.getLong(entry) & ADDRESS);
    }
    return slot(table, virtual, level);
  }

  private static int slot(int table, long virtual, int level) {
    return table + (int) (virtual >>> 12 + 9 * (level - 1) & 0x1ff) * 8;
  }

  /** Puts {@code lines} at {@link #CODE}, page-aligned, and sets RIP there. */
  void code(String... lines) {
    codeAt(CODE, lines);
  }

  /** Puts {@code lines} at {@code virtual} on as many pages as they need, and sets RIP there. */
  void codeAt(long virtual, String... lines) {
    byte[] code = Asm.code(lines);
    int copied = 0;
    for (long page = virtual & -4096; page < virtual + code.length; page += 4096) {
      int leaf = leaf(page);
      if ((ram.getLong(leaf) & P) == 0) {
        ram.putLong(leaf, newFrame() | P | U);
      }
      int frame = (int) (ram.getLong(leaf) & ADDRESS);
      int from = (int) (virtual + copied - page);
      int count = Math.min(4096 - from, code.length - copied);
      ram.put(frame + from, code, copied, count);
      copied += count;
    }
    cpu.flushTranslations();
    cpu.state().set(Register.RIP, virtual);
    cpu.state().set(Register.RSP, STACK);
  }

  CpuExit run() {
    return cpu.run();
  }

  /** Runs on behind the {@code syscall} that the last run ended with. */
  CpuExit resume() {
    cpu.state().set(Register.RIP, get(Register.RIP) + cpu.systemCallLength());
    return cpu.run();
  }

  long get(Register register) {
    return cpu.state().get(register);
  }

  void set(Register register, long value) {
    cpu.state().set(register, value);
  }

  @Override
  public void close() {
    cpu.close();
    memory.close();
  }
}
