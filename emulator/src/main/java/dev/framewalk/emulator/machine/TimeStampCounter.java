package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.VirtualClock;
import dev.framewalk.emulator.unicorn.CpuState;
import dev.framewalk.emulator.unicorn.Register;

/**
 * RDTSC and RDTSCP out of the virtual clock (Intel SDM 2B "RDTSC", "RDTSCP"). The firmware sets
 * CR4.TSD, so each of them in ring 3 is a general protection fault that is served here: a guest
 * that looked at the host's counter would not run the same twice.
 */
final class TimeStampCounter {
  private static final int ESCAPE = 0x0f;
  private static final int RDTSC = 0x31;
  private static final int GROUP_7 = 0x01;
  private static final int RDTSCP = 0xf9;
  private static final int NONE = 0;

  private final VirtualClock clock;

  TimeStampCounter(VirtualClock clock) {
    this.clock = clock;
  }

  /** Whether {@code code}, at RIP, is one of the two; then it has been carried out. */
  boolean serve(CpuState state, InstructionBytes code) {
    int at = code.behindPrefixes();
    if ((code.at(at) & 0xf0) == 0x40) {
      at++; // REX, without a meaning here
    }
    final int opcodeBytes = opcodeBytes(code, at);
    if (opcodeBytes == NONE) {
      return false;
    }
    state.set(Register.RAX, clock.nanos() & 0xffff_ffffL);
    state.set(Register.RDX, clock.nanos() >>> 32);
    if (opcodeBytes == 3) {
      // IA32_TSC_AUX, where Linux keeps the number of the processor: there is only one.
      state.set(Register.RCX, 0);
    }
    state.set(Register.RIP, state.get(Register.RIP) + at + opcodeBytes);
    return true;
  }

  private static int opcodeBytes(InstructionBytes code, int at) {
    if (code.at(at) != ESCAPE) {
      return NONE;
    }
    if (code.at(at + 1) == RDTSC) {
      return 2;
    }
    return code.at(at + 1) == GROUP_7 && code.at(at + 2) == RDTSCP ? 3 : NONE;
  }
}
