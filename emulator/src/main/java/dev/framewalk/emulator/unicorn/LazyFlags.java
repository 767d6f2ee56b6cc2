package dev.framewalk.emulator.unicorn;

/**
 * The arithmetic flags of RFLAGS (Intel SDM 1 3.4.3.1 "Status Flags") from the operands and the
 * result of the last instruction that set them, which is how the engine keeps them.
 *
 * <p>Operations are numbered as in the engine: families of four, for operands of 8, 16, 32 and 64
 * bits. What is computed here is checked against the engine when it is calibrated; see {@link
 * ContextCalibration}.
 */
final class LazyFlags {
  static final int CF = 1;
  static final int PF = 1 << 2;
  static final int AF = 1 << 4;
  static final int ZF = 1 << 6;
  static final int SF = 1 << 7;
  static final int OF = 1 << 11;

  /** All six. */
  static final int MASK = CF | PF | AF | ZF | SF | OF;

  /** One more than the last operation that {@link #compute} knows. */
  static final int OPERATIONS = 42;

  private static final int FIRST_FAMILY = 2;

  private LazyFlags() {}

  /**
   * @param operation {@link ContextLayout#CC_OP_EFLAGS} up to {@link #OPERATIONS} - 1
   * @param result of the instruction; wider than the operand, like the other two
   */
  static int compute(int operation, long result, long source, long carryIn) {
    if (operation == ContextLayout.CC_OP_EFLAGS) {
      return (int) source;
    }
    int shift = 64 - (8 << (operation - FIRST_FAMILY & 3));
    // Left-aligned, every width has its sign and its carry at the same place.
    long r = result << shift;
    long s = source << shift;
    return zeroSignParity(result, r)
        | switch (operation - FIRST_FAMILY >> 2) {
          case 0 -> source != 0 ? CF | OF : 0; // MUL: the source is the upper half's excess
          case 1 -> // ADD: result = source + other
              carry(Long.compareUnsigned(r, s) < 0)
                  | adjust(result, source, result - source)
                  | overflow(~(s ^ (r - s)) & (s ^ r));
          case 2 -> { // ADC: result = source + other + carryIn
            long other = result - source - carryIn;
            int order = Long.compareUnsigned(r, s);
            yield carry(carryIn != 0 ? order <= 0 : order < 0)
                | adjust(result, source, other)
                | overflow(~(s ^ (other << shift)) & (s ^ r));
          }
          case 3 -> { // SUB, CMP, NEG: result = minuend - source
            long minuend = result + source;
            long m = minuend << shift;
            yield carry(Long.compareUnsigned(m, s) < 0)
                | adjust(result, minuend, source)
                | overflow((m ^ s) & (m ^ r));
          }
          case 4 -> { // SBB: result = minuend - source - carryIn
            long minuend = result + source + carryIn;
            long m = minuend << shift;
            int order = Long.compareUnsigned(m, s);
            yield carry(carryIn != 0 ? order <= 0 : order < 0)
                | adjust(result, minuend, source)
                | overflow((m ^ s) & (m ^ r));
          }
          case 5 -> 0; // AND, OR, XOR, TEST
          case 6 -> // INC: the source is the carry, which stays
              (int) source | adjust(result, result - 1, 1) | (r == Long.MIN_VALUE ? OF : 0);
          case 7 -> // DEC
              (int) source
                  | adjust(result, result + 1, 1)
                  | (result + 1 << shift == Long.MIN_VALUE ? OF : 0);
          case 8 -> carry(s < 0) | overflow(s ^ r); // SHL: the source is the value one shift ago
          case 9 -> carry((source & 1) != 0) | overflow(s ^ r); // SHR, SAR
          default -> throw new IllegalArgumentException("not known: operation=" + operation);
        };
  }

  /** Which bits of the source {@code operation} can have. */
  static long operands(int operation) {
    int family = operation - FIRST_FAMILY >> 2;
    return operation == ContextLayout.CC_OP_EFLAGS ? MASK : family == 6 || family == 7 ? CF : -1;
  }

  private static int zeroSignParity(long result, long aligned) {
    return ((Integer.bitCount((int) result & 0xff) & 1) == 0 ? PF : 0)
        | (aligned == 0 ? ZF : 0)
        | (aligned < 0 ? SF : 0);
  }

  private static int carry(boolean is) {
    return is ? CF : 0;
  }

  private static int adjust(long a, long b, long c) {
    return (int) (a ^ b ^ c) & AF;
  }

  private static int overflow(long sign) {
    return sign < 0 ? OF : 0;
  }
}
