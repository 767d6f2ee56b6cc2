package dev.framewalk.emulator.kernel;

/**
 * What FUTEX_WAKE_OP does to the second word, and asks of what it held before (futex(2)), as it is
 * encoded in one argument:
 *
 * <pre>
 *   31       operand is a shift: 1 &lt;&lt; operand
 *   30-28    operation    27-24  comparison
 *   23-12    operand      11-0   what to compare with, both signed
 * </pre>
 *
 * @param encoded the argument
 */
public record FutexOperation(int encoded) {
  /**
   * @throws ErrnoException ENOSYS for an operation or comparison that there is none of
   */
  public static FutexOperation decode(int encoded) throws ErrnoException {
    final FutexOperation operation = new FutexOperation(encoded);
    if (operation.kind() > 4 || operation.comparison() > 5) {
      throw new ErrnoException(
          Errno.ENOSYS, "futex operation: encoded=0x" + Integer.toHexString(encoded));
    }
    return operation;
  }

  private int kind() {
    return encoded >>> 28 & 7;
  }

  private int comparison() {
    return encoded >>> 24 & 15;
  }

  private int operand() {
    final int operand = encoded << 8 >> 20;
    return encoded < 0 ? 1 << operand : operand;
  }

  /** What the word holds afterwards. */
  int apply(int before) {
    return switch (kind()) {
      case 0 -> operand();
      case 1 -> before + operand();
      case 2 -> before | operand();
      case 3 -> before & ~operand();
      case 4 -> before ^ operand();
      default -> throw new AssertionError(this);
    };
  }

  /** Whether those that wait on the second word are to be woken. */
  boolean holds(int before) {
    final int other = encoded << 20 >> 20;
    return switch (comparison()) {
      case 0 -> before == other;
      case 1 -> before != other;
      case 2 -> before < other;
      case 3 -> before <= other;
      case 4 -> before > other;
      case 5 -> before >= other;
      default -> throw new AssertionError(this);
    };
  }
}
