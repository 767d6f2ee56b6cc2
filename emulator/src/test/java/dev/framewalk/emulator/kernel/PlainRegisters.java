package dev.framewalk.emulator.kernel;

import java.util.EnumMap;
import java.util.Map;

/** Registers without a CPU. */
final class PlainRegisters implements UserRegisters {
  private final Map<UserRegister, Long> values = new EnumMap<>(UserRegister.class);
  private byte[] fpu = new byte[FXSAVE_BYTES];
  private boolean closed;

  @Override
  public long get(UserRegister register) {
    return values.getOrDefault(register, 0L);
  }

  @Override
  public void set(UserRegister register, long value) {
    values.put(register, value);
  }

  @Override
  public byte[] saveFpu() {
    return fpu.clone();
  }

  @Override
  public void restoreFpu(byte[] image) {
    fpu = image.clone();
  }

  @Override
  public PlainRegisters copy() {
    PlainRegisters copy = new PlainRegisters();
    copy.values.putAll(values);
    copy.fpu = fpu.clone();
    return copy;
  }

  @Override
  public void reset(long entry, long stack) {
    values.clear();
    fpu = new byte[FXSAVE_BYTES];
    set(UserRegister.RIP, entry);
    set(UserRegister.RSP, stack);
  }

  @Override
  public void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }
}
