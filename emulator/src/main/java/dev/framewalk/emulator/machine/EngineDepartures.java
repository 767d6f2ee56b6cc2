package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.unicorn.CpuExit.CpuException;
import dev.framewalk.emulator.unicorn.CpuState;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.pagetable.addr.VirtAddr;

/**
 * Where the engine raises another exception than the manual says, and which one it is by the
 * manual.
 *
 * <ul>
 *   <li>INT1 (opcode F1) is #DB, not #UD (Intel SDM 2A "INT n/INTO/INT3/INT1").
 *   <li>An address that is not canonical is #SS, not #GP, when the access goes through the stack
 *       segment: by push, pop, call, return, or with RSP or RBP as its base (Intel SDM 1 3.3.7.1).
 * </ul>
 */
final class EngineDepartures {
  private static final int DEBUG = 1;
  private static final int INVALID_OPCODE = 6;
  private static final int STACK_SEGMENT = 12;
  private static final int GENERAL_PROTECTION = 13;
  private static final int INT1 = 0xf1;
  private static final int ESCAPE = 0x0f;
  private static final int ESCAPE_38 = 0x38;
  private static final int ESCAPE_3A = 0x3a;
  private static final int LEAVE = 0xc9;
  private static final int RSP = 4;
  private static final int RBP = 5;

  private EngineDepartures() {}

  /** The vector that a CPU would raise for what the engine raised at {@code code}. */
  static int vector(CpuException exception, CpuState state, InstructionBytes code) {
    if (exception.origin() != CpuException.Origin.HARDWARE) {
      return exception.vector();
    }
    if (exception.vector() == INVALID_OPCODE) {
      final int at = code.behindPrefixes();
      return code.at(at) == INT1 && !code.isLocked() ? DEBUG : INVALID_OPCODE;
    }
    return exception.vector() == GENERAL_PROTECTION
            && exception.errorCode() == 0
            && stackAccessIsNotCanonical(state, code)
        ? STACK_SEGMENT
        : exception.vector();
  }

  private static boolean stackAccessIsNotCanonical(CpuState state, InstructionBytes code) {
    int at = code.behindPrefixes();
    boolean otherSegment = false;
    for (int i = 0; i < at; i++) {
      otherSegment |= (code.at(i) & 0xfe) == 0x64;
    }
    int rex = 0;
    if ((code.at(at) & 0xf0) == 0x40) {
      rex = code.at(at);
      at++;
    }
    final int opcode = code.at(at);
    at++;
    if (usesStackImplicitly(opcode, code.at(at))) {
      return !isCanonical(state.get(Register.RSP))
          || !isCanonical(state.get(Register.RSP) - 8)
          || (opcode == LEAVE && !isCanonical(state.get(Register.RBP)));
    }
    if (otherSegment) {
      return false;
    }
    if (opcode == ESCAPE) {
      at += code.at(at) == ESCAPE_38 || code.at(at) == ESCAPE_3A ? 2 : 1;
    }
    return baseIsNotCanonical(state, code, at, rex);
  }

  /** Whether the ModRM byte at {@code at} names RSP or RBP as base, and that one is at fault. */
  private static boolean baseIsNotCanonical(
      CpuState state, InstructionBytes code, int at, int rex) {
    final int modRm = code.at(at);
    final int mod = (modRm & 0xc0) >> 6;
    if (modRm < 0 || mod == 3 || (rex & 1) != 0) {
      return false;
    }
    int base = modRm & 7;
    if (base == RSP) {
      if (code.at(at + 1) < 0) {
        return false;
      }
      base = code.at(at + 1) & 7;
    }
    if (base == RBP && mod == 0) {
      return false; // no base, or RIP
    }
    return (base == RSP && !isCanonical(state.get(Register.RSP)))
        || (base == RBP && !isCanonical(state.get(Register.RBP)));
  }

  private static boolean usesStackImplicitly(int opcode, int second) {
    final int extension = (second & 0x38) >> 3;
    return (opcode >= 0x50 && opcode <= 0x5f)
        || opcode == 0x68
        || opcode == 0x6a
        || opcode == 0x9c
        || opcode == 0x9d
        || opcode == 0xc2
        || opcode == 0xc3
        || opcode == 0xc8
        || opcode == LEAVE
        || opcode == 0xe8
        || (opcode == 0x8f && extension == 0)
        || (opcode == 0xff && (extension == 2 || extension == 6))
        || (opcode == ESCAPE
            && (second == 0xa0 || second == 0xa1 || second == 0xa8 || second == 0xa9));
  }

  private static boolean isCanonical(long address) {
    return VirtAddr.isCanonical(address, VirtAddr.BITS_4_LEVEL);
  }
}
