package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.UserRegister;
import dev.framewalk.emulator.kernel.UserRegisters;
import dev.framewalk.emulator.unicorn.CpuState;
import dev.framewalk.emulator.unicorn.Register;
import org.jspecify.annotations.Nullable;

/** The registers of one task: in an engine since it ran there, or a saved state. */
final class TaskRegisters implements UserRegisters {
  private static final Register[] REGISTERS = new Register[UserRegister.values().length];

  static {
    for (final UserRegister register : UserRegister.values()) {
      REGISTERS[register.ordinal()] = Register.valueOf(register.name());
    }
  }

  private final Engines engines;
  private final CpuState saved;
  private Engines.@Nullable Engine home;

  /**
   * @param saved the registers that it starts with; closed with this
   */
  TaskRegisters(Engines engines, CpuState saved) {
    this.engines = engines;
    this.saved = saved;
  }

  /** Where they are when they are in no engine. */
  CpuState saved() {
    return saved;
  }

  /** The engine that they are in; null if they are saved. */
  Engines.@Nullable Engine home() {
    return home;
  }

  void setHome(Engines.@Nullable Engine engine) {
    home = engine;
  }

  /** Where they are now. */
  CpuState state() {
    return home == null ? saved : home.state();
  }

  @Override
  public long get(UserRegister register) {
    return state().get(REGISTERS[register.ordinal()]);
  }

  @Override
  public void set(UserRegister register, long value) {
    state().set(REGISTERS[register.ordinal()], value);
  }

  @Override
  public byte[] saveFpu() {
    return state().saveFpu();
  }

  @Override
  public void restoreFpu(byte[] image) {
    state().restoreFpu(image);
  }

  @Override
  public TaskRegisters copy() {
    return engines.newRegisters(state());
  }

  @Override
  public void reset(long entry, long stack) {
    final CpuState state = state();
    state.copyFrom(engines.atProgramStart());
    state.set(Register.RIP, entry);
    state.set(Register.RSP, stack);
  }

  @Override
  public void close() {
    engines.forget(this);
    saved.close();
  }
}
