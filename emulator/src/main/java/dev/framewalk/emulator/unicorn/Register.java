package dev.framewalk.emulator.unicorn;

/**
 * The registers that {@link CpuState} gives and takes as numbers.
 *
 * <p>Segment selectors and bases are here; a whole segment register with its hidden part is a
 * {@link SegmentRegister}.
 */
public enum Register {
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
  ES,
  CS,
  SS,
  DS,
  FS,
  GS,
  FS_BASE,
  GS_BASE,
  CR0,
  CR2,
  CR3,
  CR4,
  EFER,
  PKRU
}
