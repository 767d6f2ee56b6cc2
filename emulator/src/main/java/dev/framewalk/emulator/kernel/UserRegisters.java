package dev.framewalk.emulator.kernel;

/** The registers of one task, wherever they are: on the CPU, or saved. */
public interface UserRegisters {
  /** Bytes of an FXSAVE image (Intel SDM 1, 10.5.1 "FXSAVE Area"). */
  int FXSAVE_BYTES = 512;

  long get(UserRegister register);

  void set(UserRegister register, long value);

  /** The x87 and SSE registers as FXSAVE64 writes them; {@link #FXSAVE_BYTES} bytes. */
  byte[] saveFpu();

  /** Loads the x87 and SSE registers as FXRSTOR64 does; reserved bits of MXCSR are cleared. */
  void restoreFpu(byte[] image);

  /** A saved copy of all of them, for a task that is to be made. */
  UserRegisters copy();

  /**
   * Makes them those that a program starts with: everything 0 but RIP, RSP, and the control words
   * of x87 and SSE (System V ABI AMD64, 3.4.1).
   */
  void reset(long entry, long stack);

  /** Frees what holds them; a second call does nothing. */
  void close();
}
