package dev.framewalk.emulator.unicorn;

/**
 * Where the registers lie in what {@code uc_context_save} writes: a header, and then the engine's
 * whole register file as it lies in its memory.
 *
 * <pre>
 *   data + 0    RAX RCX RDX RBX RSP RBP RSI RDI R8 … R15, 64 bits each
 *        + 128  RIP, then RFLAGS; in the midst of a run without the bits below
 *        + 144  CC_DST CC_SRC CC_SRC2 CC_OP: what the arithmetic flags are computed from
 *        + 172  DF as 1 or -1
 *        + 176  HFLAGS: the modes that translated code depends on
 *        + 184  ES CS SS DS FS GS LDTR TR GDTR IDTR, 24 bytes each:
 *               selector (32 bits, then 32 of padding), base (64), limit (32), attributes (32)
 *        + 424  CR0 … CR8
 * </pre>
 *
 * What follows differs between versions of the library, so {@link ContextCalibration} finds it, and
 * checks what does not.
 *
 * @param data where the register file begins, behind the header
 * @param size bytes in all, header included
 */
record ContextLayout(
    int data,
    int size,
    int efer,
    int pkru,
    int errorCode,
    int exceptionIsInt,
    int nextRip,
    int oldException) {
  static final int GENERAL = 0;
  static final int RIP = 128;
  static final int EFLAGS = 136;
  static final int CC_DST = 144;
  static final int CC_SRC = 152;
  static final int CC_SRC2 = 160;
  static final int CC_OP = 168;
  static final int DF = 172;
  static final int HFLAGS = 176;
  static final int SEGMENTS = 184;
  static final int SEGMENT_BYTES = 24;
  static final int SEGMENT_BASE = 8;
  static final int SEGMENT_LIMIT = 16;
  static final int SEGMENT_ATTRIBUTES = 20;
  static final int CR = 424;

  /** In {@link #HFLAGS}: the privilege level. */
  static final int HF_CPL = 3;

  /** The instruction after {@code sti} or a load of SS: translated as a block of its own. */
  static final int HF_SHADOW = 1 << 3;

  static final int HF_CS32 = 1 << 4;
  static final int HF_SS32 = 1 << 5;
  static final int HF_ADDSEG = 1 << 6;
  static final int HF_PE = 1 << 7;

  /** CR0.MP, EM and TS, eight places above where CR0 has them. */
  static final int HF_FPU = 7 << 9;

  static final int HF_LMA = 1 << 14;
  static final int HF_CS64 = 1 << 15;
  static final int HF_OSFXSR = 1 << 22;
  static final int HF_SMAP = 1 << 23;

  /** {@code CC_OP}: the arithmetic flags are in {@link #CC_SRC} as they are. */
  static final int CC_OP_EFLAGS = 1;

  /** What {@link #oldException} holds when no exception is being delivered. */
  static final int NO_EXCEPTION = -1;

  static int segment(Segment segment) {
    return SEGMENTS + SEGMENT_BYTES * segment.ordinal();
  }
}
