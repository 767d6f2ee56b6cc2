package dev.framewalk.emulator.kernel;

/**
 * One system call as the guest made it: the number in RAX and the arguments in RDI, RSI, RDX, R10,
 * R8 and R9 (System V ABI AMD64, A.2.1 "Calling Conventions").
 *
 * <p>One instance a machine is filled anew for each call, because calls are the hot path.
 */
public final class SyscallRequest {
  private long number;
  private long a0;
  private long a1;
  private long a2;
  private long a3;
  private long a4;
  private long a5;

  /** Sets all of it; returns this. */
  @com.google.errorprone.annotations.CanIgnoreReturnValue
  public SyscallRequest set(long number, long a0, long a1, long a2, long a3, long a4, long a5) {
    this.number = number;
    this.a0 = a0;
    this.a1 = a1;
    this.a2 = a2;
    this.a3 = a3;
    this.a4 = a4;
    this.a5 = a5;
    return this;
  }

  public long number() {
    return number;
  }

  public long a0() {
    return a0;
  }

  public long a1() {
    return a1;
  }

  public long a2() {
    return a2;
  }

  public long a3() {
    return a3;
  }

  public long a4() {
    return a4;
  }

  public long a5() {
    return a5;
  }

  /** Argument {@code index}, 0 to 5. */
  public long argument(int index) {
    return switch (index) {
      case 0 -> a0;
      case 1 -> a1;
      case 2 -> a2;
      case 3 -> a3;
      case 4 -> a4;
      case 5 -> a5;
      default -> throw new IndexOutOfBoundsException("argument: index=" + index);
    };
  }
}
