package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.emulator.unicorn.CpuState;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.emulator.unicorn.Segment;
import dev.framewalk.emulator.unicorn.SegmentRegister;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The registers of a CPU as they were. */
public final class SavedRegisters {
  static final int FPU_BYTES = 512;

  private final long[] values;
  private final List<SegmentRegister> segments;
  private final int privilegeLevel;
  private final byte[] fpu;

  /**
   * @param values by {@link Register}
   * @param segments by {@link Segment}
   * @param fpu 512 bytes
   * @throws IllegalArgumentException if there are not as many of something as there must be
   */
  SavedRegisters(long[] values, List<SegmentRegister> segments, int privilegeLevel, byte[] fpu) {
    if (values.length != Register.values().length
        || segments.size() != Segment.values().length
        || privilegeLevel < 0
        || privilegeLevel > 3
        || fpu.length != FPU_BYTES) {
      throw new IllegalArgumentException("not the registers of a CPU");
    }
    this.values = values;
    this.segments = List.copyOf(segments);
    this.privilegeLevel = privilegeLevel;
    this.fpu = fpu;
  }

  static SavedRegisters of(CpuState state) {
    final Register[] registers = Register.values();
    final long[] values = new long[registers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = state.get(registers[i]);
    }
    final List<SegmentRegister> segments = new ArrayList<>();
    for (final Segment segment : Segment.values()) {
      segments.add(state.segment(segment));
    }
    return new SavedRegisters(values, segments, state.privilegeLevel(), state.saveFpu());
  }

  /** The value of {@code register}, zero-extended. */
  public long get(Register register) {
    return values[register.ordinal()];
  }

  /** {@code segment} with its hidden part. */
  public SegmentRegister segment(Segment segment) {
    return segments.get(segment.ordinal());
  }

  /** The privilege level, 0 to 3. */
  public int privilegeLevel() {
    return privilegeLevel;
  }

  /** The x87 and SSE registers as FXSAVE64 writes them, 512 bytes. */
  public byte[] fpu() {
    return fpu.clone();
  }

  /** The first register in which {@code now} differs, and how; empty if none does. */
  Optional<String> difference(SavedRegisters now) {
    for (final Register register : Register.values()) {
      if (get(register) != now.get(register)) {
        return Optional.of(
            register
                + " was 0x"
                + Long.toHexString(get(register))
                + ", is 0x"
                + Long.toHexString(now.get(register)));
      }
    }
    for (final Segment segment : Segment.values()) {
      if (!segment(segment).equals(now.segment(segment))) {
        return Optional.of(segment + " was " + segment(segment) + ", is " + now.segment(segment));
      }
    }
    if (privilegeLevel != now.privilegeLevel) {
      return Optional.of("CPL was " + privilegeLevel + ", is " + now.privilegeLevel);
    }
    final int at = Arrays.mismatch(fpu, now.fpu);
    return at < 0 ? Optional.empty() : Optional.of("the FXSAVE image differs at byte " + at);
  }
}
