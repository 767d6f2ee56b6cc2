package dev.framewalk.emulator.unicorn;

import com.sun.jna.Pointer;
import dev.framewalk.emulator.unicorn.EngineFacts.CpuidLeaf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds out where the registers lie in a context, by changing one in a scratch engine and looking
 * for what changed.
 *
 * <p>The layout is no part of Unicorn's interface; a library that keeps it otherwise is refused
 * with a message rather than run with the wrong registers.
 *
 * <p>Every program that opens a CPU passes through here once, so it is written for a cold start:
 * without lambdas, formats and other machinery that a JVM has to warm up first.
 */
final class ContextCalibration implements AutoCloseable {
  private static final int RAM_BYTES = 1 << 16;
  private static final int CODE = 0x1000;

  private static final long RAX_MARK = 0x5eed_0001_0203_0405L;
  private static final long RIP_MARK = 0x0000_5eed_1112_1314L;
  private static final long CR2_MARK = 0x5eed_2122_2324_2526L;
  private static final long IDT_MARK = 0x5eed_3132_3334_3536L;
  private static final int PKRU_MARK = 0x5eed_4144;
  private static final int SELECTOR_MARK = 0x758;
  private static final int EFER_SCE = 1;
  private static final int GENERAL_PROTECTION = 13;
  private static final int CR4_PKE = 1 << 22;

  /** {@code mov ecx, EFER; rdmsr; or eax, SCE; wrmsr; hlt}. */
  private static final byte[] SET_SCE = {
    (byte) 0xb9,
    (byte) 0x80,
    0,
    0,
    (byte) 0xc0,
    0x0f,
    0x32,
    (byte) 0x83,
    (byte) 0xc8,
    EFER_SCE,
    0x0f,
    0x30,
    (byte) 0xf4
  };

  /** {@code mov eax, PKRU_MARK; xor ecx, ecx; xor edx, edx; wrpkru; xor eax, eax; hlt}. */
  private static final byte[] SET_PKRU = {
    (byte) 0xb8,
    0x44,
    0x41,
    (byte) 0xed,
    0x5e,
    0x31,
    (byte) 0xc9,
    0x31,
    (byte) 0xd2,
    0x0f,
    0x01,
    (byte) 0xef,
    0x31,
    (byte) 0xc0,
    (byte) 0xf4
  };

  /** {@code int 0x55}. */
  private static final byte[] INTERRUPT = {(byte) 0xcd, 0x55};

  /** {@code mov eax, SELECTOR_MARK; mov ss, eax}: beyond the GDT, which is empty. */
  private static final byte[] LOAD_SS = {(byte) 0xb8, 0x58, 0x07, 0, 0, (byte) 0x8e, (byte) 0xd0};

  /** {@code mov eax, LEAF; xor ecx, ecx; cpuid; hlt}; the leaf is put in. */
  private static final byte[] CPUID = {
    (byte) 0xb8, 0, 0, 0, 0, 0x31, (byte) 0xc9, 0x0f, (byte) 0xa2, (byte) 0xf4
  };

  /** Operands that tell the rules of the flags apart. */
  private static final long[] SAMPLES = {
    0, 1, 0x7f, 0x8000_0000_7fff_8080L, -1, 0x1234_5678_9abc_def0L
  };

  /** What {@link #find} looks for. */
  private enum Mark {
    RAX,
    EFER,
    PKRU,
    NEXT_RIP,
    OLD_EXCEPTION
  }

  private final UnicornLibrary.Bound library;
  private final RawEngine engine;
  private final HostMemory ram;
  private final long context;
  private final int size;
  private final ByteBuffer bytes;
  private final ByteBuffer before;

  private ContextCalibration(UnicornLibrary.Bound library, CpuModel model) {
    this.library = library;
    this.ram = HostMemory.reserve(RAM_BYTES);
    this.engine = new RawEngine(library, model);
    engine.map(0, RAM_BYTES, ram.address());
    this.context = engine.newContext();
    this.size = Math.toIntExact(UnicornApi.uc_context_size(engine.handle()));
    this.bytes = new Pointer(context).getByteBuffer(0, size).order(ByteOrder.LITTLE_ENDIAN);
    this.before = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Examines {@code library} as {@code model}.
   *
   * @throws UnicornException if the registers are not where this package knows them to be
   */
  static EngineFacts examine(UnicornLibrary.Bound library, CpuModel model) {
    try (ContextCalibration calibration = new ContextCalibration(library, model)) {
      return calibration.examine();
    }
  }

  private EngineFacts examine() {
    int data = findData();
    int known = data + ContextLayout.CR + 9 * Long.BYTES; // fields before this are at their places
    run(SET_SCE, UcError.CODE_OK);
    int efer = find(Mark.EFER, known, Long.BYTES);
    engine.writeRegister(UnicornApi.REG_CR4, bytes.getLong(data + ContextLayout.CR + 32) | CR4_PKE);
    run(SET_PKRU, UcError.CODE_OK);
    int pkru = find(Mark.PKRU, known, Integer.BYTES);
    run(INTERRUPT, UcError.UNHANDLED_EXCEPTION.ordinal());
    int nextRip = find(Mark.NEXT_RIP, known, Long.BYTES);
    int errorCode = nextRip - 2 * Integer.BYTES;
    int isInt = nextRip - Integer.BYTES;
    run(LOAD_SS, UcError.UNHANDLED_EXCEPTION.ordinal());
    if (bytes.getInt(errorCode) != SELECTOR_MARK || bytes.getInt(isInt) != 0) {
      throw missed("error code");
    }
    int oldException = find(Mark.OLD_EXCEPTION, known, Integer.BYTES);
    ContextLayout layout =
        new ContextLayout(
            data,
            size,
            efer - data,
            pkru - data,
            errorCode - data,
            isInt - data,
            nextRip - data,
            oldException - data);
    return new EngineFacts(
        layout, flagOperations(data), cpuid(1), cpuid(7), CounterWord.find(engine, ram));
  }

  /** Where RAX is, if RIP, CR2 and IDTR are where they belong relative to it. */
  private int findData() {
    engine.writeRegister(UnicornApi.REG_RAX, RAX_MARK);
    engine.writeRegister(UnicornApi.REG_RIP, RIP_MARK);
    engine.writeRegister(UnicornApi.REG_CR2, CR2_MARK);
    engine.cell().clear();
    engine.cell().setLong(Long.BYTES, IDT_MARK); // uc_x86_mmr: selector, base, limit, flags
    UcError.check(
        "uc_reg_write",
        UnicornApi.uc_reg_write(engine.handle(), UnicornApi.REG_IDTR, engine.cellAddress()));
    engine.save(context);
    int data = find(Mark.RAX, 0, Long.BYTES);
    int idt = data + ContextLayout.segment(Segment.IDTR) + ContextLayout.SEGMENT_BASE;
    if (bytes.getLong(data + ContextLayout.RIP) != RIP_MARK
        || bytes.getLong(idt) != IDT_MARK
        || bytes.getLong(data + ContextLayout.CR + 2 * Long.BYTES) != CR2_MARK) {
      throw missed("RIP, IDTR or CR2");
    }
    return data;
  }

  /** The only place from {@code from} on that {@code mark} fits. */
  private int find(Mark mark, int from, int width) {
    int found = -1;
    for (int at = from; at + width <= size; at += Integer.BYTES) {
      if (fits(mark, at)) {
        if (found >= 0) {
          throw missed(mark.name() + ", found twice");
        }
        found = at;
      }
    }
    if (found < 0) {
      throw missed(mark.name());
    }
    return found;
  }

  private boolean fits(Mark mark, int at) {
    return switch (mark) {
      case RAX -> bytes.getLong(at) == RAX_MARK;
      case EFER ->
          (before.getLong(at) & EFER_SCE) == 0
              && bytes.getLong(at) == (before.getLong(at) | EFER_SCE);
      case PKRU -> bytes.getInt(at) == PKRU_MARK;
      // int 0x55 leaves its end behind, next to an error code of 0 and "by an instruction"
      case NEXT_RIP ->
          bytes.getLong(at) == CODE + INTERRUPT.length
              && bytes.getInt(at - 2 * Integer.BYTES) == 0
              && bytes.getInt(at - Integer.BYTES) == 1;
      case OLD_EXCEPTION ->
          before.getInt(at) == ContextLayout.NO_EXCEPTION && bytes.getInt(at) == GENERAL_PROTECTION;
    };
  }

  /** For which operations our flags are the library's. */
  private long flagOperations(int data) {
    long equal = 0;
    for (int operation = 1; operation < LazyFlags.OPERATIONS; operation++) {
      boolean same = true;
      for (int i = 0; same && i < SAMPLES.length; i++) {
        long source = SAMPLES[(i * 5 + operation) % SAMPLES.length] & LazyFlags.operands(operation);
        same = isSame(data, operation, SAMPLES[i], source, i & 1);
      }
      equal |= same ? 1L << operation : 0;
    }
    return equal;
  }

  private boolean isSame(int data, int operation, long result, long source, long carryIn) {
    bytes.putInt(data + ContextLayout.CC_OP, operation);
    bytes.putLong(data + ContextLayout.CC_DST, result);
    bytes.putLong(data + ContextLayout.CC_SRC, source);
    bytes.putLong(data + ContextLayout.CC_SRC2, carryIn);
    UcError.check(
        "uc_context_reg_read",
        UnicornApi.uc_context_reg_read(context, UnicornApi.REG_EFLAGS, engine.cellAddress()));
    int theirs = engine.cell().getInt(0) & LazyFlags.MASK;
    return theirs == LazyFlags.compute(operation, result, source, carryIn);
  }

  /** What CPUID gives for {@code leaf}, subleaf 0, before anybody hides anything. */
  private CpuidLeaf cpuid(int leaf) {
    byte[] code = CPUID.clone();
    code[1] = (byte) leaf;
    run(code, UcError.CODE_OK);
    return new CpuidLeaf(
        engine.readRegister32(UnicornApi.REG_EAX),
        engine.readRegister32(UnicornApi.REG_EBX),
        engine.readRegister32(UnicornApi.REG_ECX),
        engine.readRegister32(UnicornApi.REG_EDX));
  }

  /** Runs {@code code} in ring 0 without paging; {@link #before} and {@link #bytes} surround it. */
  private void run(byte[] code, int expected) {
    engine.save(context);
    before.put(0, bytes, 0, size);
    ram.window(0).put(CODE, code);
    engine.control("uc_ctl_flush_tb", UnicornApi.CTL_TB_FLUSH, 0);
    int error = UnicornApi.uc_emu_start(engine.handle(), CODE, 0, 0, 0);
    if (error != expected) {
      throw missed("a run, which ended with " + UcError.describe(error));
    }
    engine.save(context);
  }

  private UnicornException missed(String what) {
    return new UnicornException(
        "this Unicorn keeps its registers in another way than Framewalk knows: missed="
            + what
            + ", library="
            + library.description().describe());
  }

  @Override
  public void close() {
    UcError.check("uc_context_free", UnicornApi.uc_context_free(context));
    engine.close();
    ram.close();
  }
}
