package dev.framewalk.emulator.kernel;

/** The registers of a program in 64-bit mode, as far as they are numbers. */
public enum UserRegister {
  RAX,
  RCX,
  RDX,
  RBX,
  RSP,
  RBP,
  RSI,
  RDI,
  R8,
  R9,
  R10,
  R11,
  R12,
  R13,
  R14,
  R15,
  RIP,
  RFLAGS,
  FS_BASE,
  GS_BASE
}
