package dev.framewalk.emulator.debug.snapshot;

import java.io.ByteArrayOutputStream;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The bytes of a section as they are made. */
final class SnapshotOutput {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  byte[] bytes() {
    return bytes.toByteArray();
  }

  void u8(int value) {
    bytes.write(value);
  }

  void flag(boolean value) {
    u8(value ? 1 : 0);
  }

  void u32(int value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      u8(value >>> shift);
    }
  }

  void u64(long value) {
    u32((int) (value >>> 32));
    u32((int) value);
  }

  void raw(byte[] value) {
    bytes.write(value, 0, value.length);
  }

  void sized(byte[] value) {
    u32(value.length);
    raw(value);
  }

  void text(String value) {
    final boolean narrow = value.chars().allMatch(c -> c < 0x100);
    u32(value.length());
    u8(narrow ? 1 : 2);
    for (int i = 0; i < value.length(); i++) {
      if (!narrow) {
        u8(value.charAt(i) >>> 8);
      }
      u8(value.charAt(i));
    }
  }

  <T> void list(Collection<T> values, Consumer<T> each) {
    u32(values.size());
    values.forEach(each);
  }

  <T> void optional(Optional<T> value, Consumer<T> write) {
    flag(value.isPresent());
    value.ifPresent(write);
  }

  void optional(OptionalLong value) {
    flag(value.isPresent());
    value.ifPresent(this::u64);
  }

  void optional(OptionalInt value) {
    flag(value.isPresent());
    value.ifPresent(this::u32);
  }
}
