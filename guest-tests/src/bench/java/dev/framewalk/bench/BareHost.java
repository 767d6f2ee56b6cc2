package dev.framewalk.bench;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The same guest code on the same engine without any kernel: page tables by plain stores, the
 * engine's own {@code uc_emu_stop} as its system-call hook, and a loop of {@code uc_emu_start},
 * {@code uc_context_save} and {@code uc_reg_write} that answers the few calls which the benchmark
 * programs make with constants.
 *
 * <p>Runs in ring 0: nothing here needs another one, and the engine is as fast in both.
 */
final class BareHost implements GuestHost {
  private static final int PT_LOAD = 1;
  private static final int PF_X = 1;
  private static final int PF_W = 2;
  private static final int PAGE = 4096;
  private static final long STACK_PAGES = 16;
  private static final long STACK = 0x7ffd_0000_0000L;

  private static final int SYS_WRITE = 1;
  private static final int SYS_OPEN = 2;
  private static final int SYS_MMAP = 9;
  private static final int SYS_GETPID = 39;
  private static final int SYS_FTRUNCATE = 77;
  private static final int SYS_UNLINK = 87;
  private static final int SYS_EXIT_GROUP = 231;

  private static final long MSR_EFER = 0xc000_0080L;
  private static final long EFER_SCE_LME_LMA_NXE = 0xd01;
  private static final long CR4_PAE_OSFXSR = 0x220;
  private static final long CR0_PG_WP_NE_ET_MP_PE = 0x8001_0033L;

  private final NativeLibrary library;
  private final long ramBytes;

  BareHost(Path library, long ramBytes) {
    this.library = BareCalls.bind(library);
    this.ramBytes = ramBytes;
  }

  @Override
  public Run run(Path program, List<String> arguments) throws Exception {
    try (BareMemory memory = new BareMemory(ramBytes);
        Memory cell = new Memory(64)) {
      final long entry = load(memory, Files.readAllBytes(program));
      final long stack = stack(memory, program.getFileName().toString(), arguments);
      cell.clear();
      final long cellAddress = Pointer.nativeValue(cell);
      BareCalls.check(
          "uc_open", BareCalls.uc_open(BareCalls.ARCH_X86, BareCalls.MODE_64, cellAddress));
      final long engine = cell.getLong(0);
      try {
        setUp(engine, memory, cell);
        BareCalls.check(
            "uc_reg_write", writeRegister(engine, BareCalls.REG_RSP, stack, cell, cellAddress));
        return loop(engine, entry, memory, cell);
      } finally {
        BareCalls.check("uc_close", BareCalls.uc_close(engine));
      }
    }
  }

  private void setUp(long engine, BareMemory memory, Memory cell) {
    final long cellAddress = Pointer.nativeValue(cell);
    BareCalls.control(library, engine, BareCalls.CTL_CPU_MODEL, BareCalls.CPU_SKYLAKE_SERVER);
    BareCalls.control(library, engine, BareCalls.CTL_USE_EXITS, 1);
    BareCalls.check(
        "uc_mem_map_ptr",
        BareCalls.uc_mem_map_ptr(engine, 0, memory.bytes(), BareCalls.PROT_ALL, memory.address()));
    BareCalls.stopAtSystemCalls(library, engine, cellAddress);
    cell.setLong(0, MSR_EFER);
    cell.setLong(8, EFER_SCE_LME_LMA_NXE);
    BareCalls.check("uc_reg_write", BareCalls.uc_reg_write(engine, BareCalls.REG_MSR, cellAddress));
    BareCalls.check(
        "uc_reg_write",
        writeRegister(engine, BareCalls.REG_CR3, memory.root(), cell, cellAddress)
            | writeRegister(engine, BareCalls.REG_CR4, CR4_PAE_OSFXSR, cell, cellAddress)
            | writeRegister(engine, BareCalls.REG_CR0, CR0_PG_WP_NE_ET_MP_PE, cell, cellAddress));
  }

  private static int writeRegister(
      long engine, int register, long value, Memory cell, long cellAddress) {
    cell.setLong(0, value);
    return BareCalls.uc_reg_write(engine, register, cellAddress);
  }

  /** The whole of what stands in the kernel's place. */
  private static Run loop(long engine, long entry, BareMemory memory, Memory cell) {
    final StringBuilder output = new StringBuilder();
    final long cellAddress = Pointer.nativeValue(cell);
    final ByteBuffer result = cell.getByteBuffer(0, 8).order(ByteOrder.nativeOrder());
    BareCalls.check("uc_context_alloc", BareCalls.uc_context_alloc(engine, cellAddress));
    final long context = cell.getLong(0);
    try {
      final Registers registers = Registers.find(engine, context, cell);
      long rip = entry;
      final double start = CpuClock.own();
      while (true) {
        BareCalls.check("uc_emu_start", BareCalls.uc_emu_start(engine, rip, 0, 0, 0));
        BareCalls.check("uc_context_save", BareCalls.uc_context_save(engine, context));
        rip = registers.rip();
        final long answer;
        switch ((int) registers.rax()) {
          case SYS_GETPID:
            answer = 1;
            break;
          case SYS_MMAP:
            answer = memory.mapData(registers.rsi());
            break;
          case SYS_OPEN:
            answer = 3;
            break;
          case SYS_FTRUNCATE, SYS_UNLINK:
            answer = 0;
            break;
          case SYS_WRITE:
            answer = registers.rdx();
            output.append(read(memory, registers.rsi(), (int) answer));
            break;
          case SYS_EXIT_GROUP:
            final double seconds = CpuClock.own() - start;
            if (registers.rdi() != 0) {
              throw new IllegalStateException("failed on the bare engine: output=" + output);
            }
            return new Run(seconds, output.toString());
          default:
            throw new IllegalStateException(
                "not a call of a benchmark: number=" + registers.rax() + ", rip=" + rip);
        }
        result.putLong(0, answer);
        BareCalls.check(
            "uc_reg_write", BareCalls.uc_reg_write(engine, BareCalls.REG_RAX, cellAddress));
      }
    } finally {
      BareCalls.check("uc_context_free", BareCalls.uc_context_free(context));
    }
  }

  private static String read(BareMemory memory, long virtual, int length) {
    return new String(memory.read(virtual, length), StandardCharsets.UTF_8);
  }

  private static long load(BareMemory memory, byte[] file) {
    final ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    final int headers = (int) elf.getLong(32);
    final int headerBytes = elf.getShort(54);
    for (int i = 0; i < elf.getShort(56); i++) {
      final int at = headers + i * headerBytes;
      if (elf.getInt(at) == PT_LOAD) {
        final int flags = elf.getInt(at + 4);
        final long virtual = elf.getLong(at + 16);
        final int offset = (int) (virtual % PAGE);
        final long pages = (offset + elf.getLong(at + 40) + PAGE - 1) / PAGE;
        final long physical =
            memory.map(virtual - offset, pages, (flags & PF_W) != 0, (flags & PF_X) != 0);
        memory.write(
            physical + offset, file, (int) elf.getLong(at + 8), (int) elf.getLong(at + 32));
      }
    }
    return elf.getLong(24);
  }

  /** argc, argv, no environment, no auxiliary vector; returns RSP. */
  private static long stack(BareMemory memory, String name, List<String> arguments) {
    final long physical = memory.map(STACK, STACK_PAGES, true, false);
    final List<String> argv = new ArrayList<>();
    argv.add(name);
    argv.addAll(arguments);
    final int end = (int) STACK_PAGES * PAGE;
    final int words = end - 1024;
    int text = end - 512;
    memory.writeWord(physical + words, argv.size());
    for (int i = 0; i < argv.size(); i++) {
      final byte[] bytes = (argv.get(i) + "\0").getBytes(StandardCharsets.UTF_8);
      memory.write(physical + text, bytes, 0, bytes.length);
      memory.writeWord(physical + words + 8L * (i + 1), STACK + text);
      text += bytes.length;
    }
    return STACK + words;
  }

  /** Where registers lie in a context: found by markers, because versions differ. */
  private record Registers(ByteBuffer bytes, int raxAt, int ripAt) {
    private static final long RAX_MARK = 0x1122_3344_5566_7788L;
    private static final long RIP_MARK = 0x0000_0123_4567_89abL;

    static Registers find(long engine, long context, Memory cell) {
      final long cellAddress = Pointer.nativeValue(cell);
      BareCalls.check(
          "uc_reg_write",
          writeRegister(engine, BareCalls.REG_RAX, RAX_MARK, cell, cellAddress)
              | writeRegister(engine, BareCalls.REG_RIP, RIP_MARK, cell, cellAddress));
      BareCalls.check("uc_context_save", BareCalls.uc_context_save(engine, context));
      final ByteBuffer bytes =
          new Pointer(context)
              .getByteBuffer(0, BareCalls.uc_context_size(engine))
              .order(ByteOrder.LITTLE_ENDIAN);
      return new Registers(bytes, indexOf(bytes, RAX_MARK), indexOf(bytes, RIP_MARK));
    }

    private static int indexOf(ByteBuffer bytes, long mark) {
      for (int at = 0; at <= bytes.limit() - 8; at += 8) {
        if (bytes.getLong(at) == mark) {
          return at;
        }
      }
      throw new IllegalStateException("a register is not in the context: value=" + mark);
    }

    long rip() {
      return bytes.getLong(ripAt);
    }

    // RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI: the order of the instruction set's register numbers.

    long rax() {
      return bytes.getLong(raxAt);
    }

    long rdx() {
      return bytes.getLong(raxAt + 16);
    }

    long rsi() {
      return bytes.getLong(raxAt + 48);
    }

    long rdi() {
      return bytes.getLong(raxAt + 56);
    }
  }
}
