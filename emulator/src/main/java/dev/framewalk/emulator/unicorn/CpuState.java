package dev.framewalk.emulator.unicorn;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * All registers of a CPU: general, segment, control, x87, SSE and those that no program sees.
 *
 * <p>Native memory of about 6 KiB; whoever made one closes it. A state that was made by one CPU may
 * be run by every other CPU of the same {@link CpuModel}. After {@link #close()} every other method
 * throws {@link IllegalStateException} or {@link IndexOutOfBoundsException}.
 */
public final class CpuState implements AutoCloseable {
  private static final long CR0_PE = 1;
  private static final long CR0_FPU = 7 << 1;
  private static final long CR0_ET = 1 << 4;
  private static final long CR0_PG = 1L << 31;
  private static final long CR4_OSFXSR = 1 << 9;
  private static final long CR4_SMAP = 1 << 21;
  private static final long EFER_LME = 1 << 8;
  private static final long EFER_LMA = 1 << 10;
  private static final int RFLAGS_FIXED = 1 << 1;
  private static final int RFLAGS_DF = 1 << 10;
  private static final int ATTRIBUTES_L = 1 << 21;
  private static final int ATTRIBUTES_B = 1 << 22;

  /** How many {@link Register}s, from the first on, are general registers; RIP is the next. */
  private static final int GENERALS = 16;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final EngineFacts facts;
  private final ContextLayout layout;
  private final int data;
  private final long address;
  private ByteBuffer bytes;
  private boolean tlbOwed;
  private boolean touched = true;

  /**
   * @param address of a context that {@code uc_context_alloc} made; this state frees it
   */
  CpuState(EngineFacts facts, long address) {
    this.facts = facts;
    this.layout = facts.layout();
    this.data = layout.data();
    this.address = address;
    this.bytes =
        new Pointer(address).getByteBuffer(0, layout.size()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Takes over every register of {@code other}. */
  public void copyFrom(CpuState other) {
    tlbOwed |=
        cr(0) != other.cr(0)
            || cr(3) != other.cr(3)
            || cr(4) != other.cr(4)
            || efer() != other.efer()
            || pkru() != other.pkru();
    touched = true;
    bytes.put(data, other.bytes, data, layout.size() - data);
  }

  /** The value of {@code register}, zero-extended. */
  public long get(Register register) {
    // Small, so that it is compiled into the callers of the system-call path.
    return register.ordinal() <= GENERALS
        ? bytes.getLong(generalAt(register.ordinal()))
        : getSystem(register);
  }

  private long getSystem(Register register) {
    return switch (register) {
      case RFLAGS -> Integer.toUnsignedLong(rflags());
      case ES, CS, SS, DS, FS, GS ->
          bytes.getInt(selectorAt(register.ordinal() - Register.ES.ordinal())) & 0xffffL;
      case FS_BASE -> base(Segment.FS);
      case GS_BASE -> base(Segment.GS);
      case CR0 -> cr(0);
      case CR2 -> cr(2);
      case CR3 -> cr(3);
      case CR4 -> cr(4);
      case EFER -> efer();
      case PKRU -> Integer.toUnsignedLong(pkru());
      default -> throw new IllegalArgumentException("not a system register: register=" + register);
    };
  }

  /**
   * Sets {@code register}. What hangs together in the CPU changes together: CR0, CR4 and EFER set
   * the modes that they switch on, as Intel SDM 3A 9.8.5 "Initializing IA-32e Mode" has it, but
   * check nothing; RIP ends the interrupt shadow of the instruction before it. A selector changes
   * nothing but the selector: see {@link #load}.
   */
  public void set(Register register, long value) {
    touched = true;
    if (register.ordinal() <= GENERALS) {
      bytes.putLong(generalAt(register.ordinal()), value);
      if (register == Register.RIP) {
        setHflags(ContextLayout.HF_SHADOW, 0);
      }
    } else {
      setSystem(register, value);
    }
  }

  private void setSystem(Register register, long value) {
    switch (register) {
      case RFLAGS -> setRflags((int) value);
      case ES, CS, SS, DS, FS, GS ->
          bytes.putInt(
              selectorAt(register.ordinal() - Register.ES.ordinal()), (int) value & 0xffff);
      case FS_BASE -> setBase(Segment.FS, value);
      case GS_BASE -> setBase(Segment.GS, value);
      case CR0 -> setCr0(value);
      case CR2 -> setCr(2, value);
      case CR3 -> setPaging(ContextLayout.CR + 3 * Long.BYTES, value);
      case CR4 -> {
        setPaging(ContextLayout.CR + 4 * Long.BYTES, value);
        setHflags(ContextLayout.HF_OSFXSR, (value & CR4_OSFXSR) != 0 ? -1 : 0);
        setHflags(ContextLayout.HF_SMAP, (value & CR4_SMAP) != 0 ? -1 : 0);
      }
      case EFER -> setEfer(value);
      case PKRU -> {
        tlbOwed |= pkru() != (int) value;
        bytes.putInt(data + layout.pkru(), (int) value);
      }
      default -> throw new IllegalArgumentException("not a system register: register=" + register);
    }
  }

  /** {@code segment} with its hidden part. */
  public SegmentRegister segment(Segment segment) {
    int at = data + ContextLayout.segment(segment);
    return new SegmentRegister(
        bytes.getInt(at) & 0xffff,
        bytes.getLong(at + ContextLayout.SEGMENT_BASE),
        bytes.getInt(at + ContextLayout.SEGMENT_LIMIT),
        bytes.getInt(at + ContextLayout.SEGMENT_ATTRIBUTES));
  }

  /**
   * Loads {@code segment} as if its descriptor had just been read and checked. CS sets the code
   * size, SS the stack size. The privilege level does not change: see {@link #setPrivilegeLevel}.
   */
  public void load(Segment segment, SegmentRegister value) {
    touched = true;
    int at = data + ContextLayout.segment(segment);
    bytes.putInt(at, value.selector() & 0xffff);
    bytes.putLong(at + ContextLayout.SEGMENT_BASE, value.base());
    bytes.putInt(at + ContextLayout.SEGMENT_LIMIT, value.limit());
    bytes.putInt(at + ContextLayout.SEGMENT_ATTRIBUTES, value.attributes());
    if (segment == Segment.CS || segment == Segment.SS) {
      boolean long64 =
          (hflags() & ContextLayout.HF_LMA) != 0
              && (segment(Segment.CS).attributes() & ATTRIBUTES_L) != 0;
      boolean code32 = long64 || (segment(Segment.CS).attributes() & ATTRIBUTES_B) != 0;
      boolean stack32 = long64 || (segment(Segment.SS).attributes() & ATTRIBUTES_B) != 0;
      setHflags(ContextLayout.HF_CS64, long64 ? -1 : 0);
      setHflags(ContextLayout.HF_CS32, code32 ? -1 : 0);
      setHflags(ContextLayout.HF_SS32, stack32 ? -1 : 0);
    }
    // Bases count in every mode but 64-bit; adding a base of 0 is slow but right.
    boolean flat = (hflags() & ContextLayout.HF_CS64) != 0;
    setHflags(ContextLayout.HF_ADDSEG, flat ? 0 : -1);
  }

  /**
   * The x87 and SSE registers as FXSAVE64 writes them, 512 bytes; FOP, FIP and FDP are 0 (Intel SDM
   * 1, 10.5.1 "FXSAVE Area").
   */
  public byte[] saveFpu() {
    return FxImage.save(address());
  }

  /**
   * Loads the x87 and SSE registers as FXRSTOR64 does; bits of MXCSR that there are not are taken
   * as 0.
   *
   * @throws IllegalArgumentException if {@code image} is not of 512 bytes
   */
  public void restoreFpu(byte[] image) {
    if (image.length != FxImage.BYTES) {
      throw new IllegalArgumentException("not an FXSAVE image: bytes=" + image.length);
    }
    touched = true;
    FxImage.restore(address(), image);
  }

  /** The current privilege level, 0 to 3. */
  public int privilegeLevel() {
    return hflags() & ContextLayout.HF_CPL;
  }

  /**
   * Sets the current privilege level.
   *
   * @throws IllegalArgumentException if {@code level} is not 0 to 3
   */
  public void setPrivilegeLevel(int level) {
    if ((level & ~ContextLayout.HF_CPL) != 0) {
      throw new IllegalArgumentException("no privilege level: level=" + level);
    }
    touched = true;
    setHflags(ContextLayout.HF_CPL, level);
  }

  /** Frees the memory; a second call does nothing. */
  @Override
  public void close() {
    if (bytes != NOTHING) {
      bytes = NOTHING;
      UcError.check("uc_context_free", UnicornApi.uc_context_free(address));
    }
  }

  /**
   * The context's address, for a call that ends before this state is closed.
   *
   * @throws IllegalStateException if closed
   */
  long address() {
    if (bytes == NOTHING) {
      throw new IllegalStateException("CPU state is closed");
    }
    return address;
  }

  long rip() {
    return bytes.getLong(data + ContextLayout.RIP);
  }

  /** Sets RIP and nothing that hangs on it. */
  void putRip(long value) {
    bytes.putLong(data + ContextLayout.RIP, value);
  }

  long cr(int number) {
    return bytes.getLong(data + ContextLayout.CR + Long.BYTES * number);
  }

  int hflags() {
    return bytes.getInt(data + ContextLayout.HFLAGS);
  }

  int rflags() {
    return bytes.getInt(data + ContextLayout.EFLAGS);
  }

  int errorCode() {
    return bytes.getInt(data + layout.errorCode());
  }

  boolean exceptionIsInt() {
    return bytes.getInt(data + layout.exceptionIsInt()) != 0;
  }

  long exceptionNextRip() {
    return bytes.getLong(data + layout.nextRip());
  }

  int oldException() {
    return bytes.getInt(data + layout.oldException());
  }

  void setOldException(int vector) {
    touched = true;
    bytes.putInt(data + layout.oldException(), vector);
  }

  /** Has the next instruction translated as a block of its own. */
  void setShadow() {
    touched = true;
    setHflags(ContextLayout.HF_SHADOW, -1);
  }

  void clearShadow() {
    touched = true;
    setHflags(ContextLayout.HF_SHADOW, 0);
  }

  /** Whether registers were changed since {@link #settled()}. */
  boolean touched() {
    return touched;
  }

  /** Whether registers that translations depend on were changed since {@link #settled()}. */
  boolean tlbOwed() {
    return tlbOwed;
  }

  /** Notes that the engine has other registers. */
  void touch() {
    touched = true;
  }

  void oweTlb() {
    touched = true;
    tlbOwed = true;
  }

  /** Notes that the engine has these registers, and no translation of others. */
  void settled() {
    touched = false;
    tlbOwed = false;
  }

  private long efer() {
    return bytes.getLong(data + layout.efer());
  }

  private int pkru() {
    return bytes.getInt(data + layout.pkru());
  }

  /** Where general register {@code number} is; RIP, as number 16, follows them. */
  private int generalAt(int number) {
    return data + ContextLayout.GENERAL + Long.BYTES * number;
  }

  private int selectorAt(int segment) {
    return data + ContextLayout.SEGMENTS + ContextLayout.SEGMENT_BYTES * segment;
  }

  private long base(Segment segment) {
    return bytes.getLong(data + ContextLayout.segment(segment) + ContextLayout.SEGMENT_BASE);
  }

  private void setBase(Segment segment, long value) {
    bytes.putLong(data + ContextLayout.segment(segment) + ContextLayout.SEGMENT_BASE, value);
  }

  private void setCr(int number, long value) {
    bytes.putLong(data + ContextLayout.CR + Long.BYTES * number, value);
  }

  private void setPaging(int at, long value) {
    tlbOwed |= bytes.getLong(data + at) != value;
    bytes.putLong(data + at, value);
  }

  private void setHflags(int mask, int value) {
    bytes.putInt(data + ContextLayout.HFLAGS, hflags() & ~mask | value & mask);
  }

  private void setCr0(long value) {
    long before = cr(0);
    setPaging(ContextLayout.CR, value | CR0_ET);
    setHflags(ContextLayout.HF_PE, (value & CR0_PE) != 0 ? -1 : 0);
    setHflags(ContextLayout.HF_FPU, (int) (value & CR0_FPU) << 8);
    if ((value & CR0_PE) == 0) {
      setHflags(ContextLayout.HF_ADDSEG, -1); // real mode has no flat segments
    }
    if ((before & CR0_PG) == 0 && (value & CR0_PG) != 0 && (efer() & EFER_LME) != 0) {
      setEfer(efer() | EFER_LMA);
    } else if ((before & CR0_PG) != 0 && (value & CR0_PG) == 0) {
      setEfer(efer() & ~EFER_LMA);
      setHflags(ContextLayout.HF_CS64, 0);
    }
  }

  private void setEfer(long value) {
    setPaging(layout.efer(), value);
    setHflags(ContextLayout.HF_LMA, (value & EFER_LMA) != 0 ? -1 : 0);
  }

  /**
   * Makes RFLAGS whole, after a save in the midst of a run. Only then does the engine keep the
   * arithmetic flags and DF apart, as operands of the last instruction that set them; between runs
   * it keeps none, and takes all of them from RFLAGS when it starts.
   */
  void foldFlags() {
    int operation = bytes.getInt(data + ContextLayout.CC_OP);
    boolean inJava = operation < Long.SIZE && (facts.flagOperations() >>> operation & 1) != 0;
    int arithmetic =
        inJava
            ? LazyFlags.compute(
                operation,
                bytes.getLong(data + ContextLayout.CC_DST),
                bytes.getLong(data + ContextLayout.CC_SRC),
                bytes.getLong(data + ContextLayout.CC_SRC2))
            : flagsByEngine() & LazyFlags.MASK;
    int direction = bytes.getInt(data + ContextLayout.DF) & RFLAGS_DF;
    setRflags(rflags() & ~(LazyFlags.MASK | RFLAGS_DF) | arithmetic | direction);
  }

  /** What the library itself makes of the operands: for operations that we do not know. */
  private int flagsByEngine() {
    try (Memory value = new Memory(Long.BYTES)) {
      value.clear();
      UcError.check(
          "uc_context_reg_read",
          UnicornApi.uc_context_reg_read(
              address(), UnicornApi.REG_EFLAGS, Pointer.nativeValue(value)));
      return value.getInt(0);
    }
  }

  private void setRflags(int value) {
    bytes.putLong(data + ContextLayout.EFLAGS, Integer.toUnsignedLong(value | RFLAGS_FIXED));
  }
}
