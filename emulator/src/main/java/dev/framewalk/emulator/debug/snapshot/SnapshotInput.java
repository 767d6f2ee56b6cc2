package dev.framewalk.emulator.debug.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The bytes of a section as they are read. Nothing is read behind the section's end, and nothing is
 * allocated that the section has not the bytes for.
 */
final class SnapshotInput {
  /** Reads one value. */
  interface Element<T> {
    T read() throws IOException, SnapshotException;
  }

  private final InputStream in;
  private final String what;
  private long left;

  /**
   * @param length bytes of the section
   * @param what names file and section, for messages
   */
  SnapshotInput(InputStream in, long length, String what) {
    this.in = in;
    this.left = length;
    this.what = what;
  }

  /** The refusal of what was just read. */
  SnapshotException refusal(String why) {
    return new SnapshotException(what + ": " + why + "; the file was not made by Framewalk");
  }

  long left() {
    return left;
  }

  private void take(long count) throws SnapshotException {
    if (count < 0 || count > left) {
      throw refusal("says that more follows than there is");
    }
    left -= count;
  }

  int u8() throws IOException, SnapshotException {
    take(1);
    final int value = in.read();
    if (value < 0) {
      throw refusal("ends too early");
    }
    return value;
  }

  boolean flag() throws IOException, SnapshotException {
    final int value = u8();
    if (value > 1) {
      throw refusal("neither yes nor no: value=" + value);
    }
    return value == 1;
  }

  int u32() throws IOException, SnapshotException {
    return u8() << 24 | u8() << 16 | u8() << 8 | u8();
  }

  long u64() throws IOException, SnapshotException {
    return (long) u32() << 32 | Integer.toUnsignedLong(u32());
  }

  /** A number of things that are there, each of {@code least} bytes or more. */
  int count(int least) throws IOException, SnapshotException {
    final int count = u32();
    if (count < 0 || (long) count * least > left) {
      throw refusal("says that more follows than there is");
    }
    return count;
  }

  byte[] raw(int length) throws IOException, SnapshotException {
    take(length);
    final byte[] bytes = in.readNBytes(length);
    if (bytes.length != length) {
      throw refusal("ends too early");
    }
    return bytes;
  }

  byte[] sized() throws IOException, SnapshotException {
    return raw(count(1));
  }

  String text() throws IOException, SnapshotException {
    final int length = count(1);
    final int width = u8();
    if (width != 1 && width != 2 || (long) length * width > left) {
      throw refusal("not a text");
    }
    final StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) (width == 1 ? u8() : u8() << 8 | u8()));
    }
    return text.toString();
  }

  /**
   * @param least bytes of an element at least
   */
  <T> List<T> list(int least, Element<T> element) throws IOException, SnapshotException {
    final int count = count(least);
    final List<T> values = new ArrayList<>(Math.min(count, 1024));
    for (int i = 0; i < count; i++) {
      values.add(element.read());
    }
    return values;
  }

  <T> Optional<T> optional(Element<T> value) throws IOException, SnapshotException {
    return flag() ? Optional.of(value.read()) : Optional.empty();
  }

  OptionalLong optionalLong() throws IOException, SnapshotException {
    return flag() ? OptionalLong.of(u64()) : OptionalLong.empty();
  }

  OptionalInt optionalInt() throws IOException, SnapshotException {
    return flag() ? OptionalInt.of(u32()) : OptionalInt.empty();
  }

  /** One of {@code values} by its name. */
  <E extends Enum<E>> E oneOf(E[] values) throws IOException, SnapshotException {
    final String name = text();
    for (final E value : values) {
      if (value.name().equals(name)) {
        return value;
      }
    }
    throw refusal("not one of " + List.of(values));
  }

  /** Refuses what stands behind the last value. */
  void end() throws SnapshotException {
    if (left != 0) {
      throw refusal("has " + left + " bytes too many");
    }
  }
}
