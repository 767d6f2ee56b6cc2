package dev.framewalk.emulator.lab;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the grader and its workers write to each other. A worker loads nothing for it that a run does
 * not need anyway; that is a tenth of what a submission costs.
 */
final class Wire {
  /** Longer than any text or list of ours. */
  private static final int MOST = 16 << 20;

  private Wire() {}

  interface Writer<T> {
    void write(T value, DataOutput out) throws IOException;
  }

  interface Reader<T> {
    T read(DataInput in) throws IOException;
  }

  static void text(String text, DataOutput out) throws IOException {
    final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String text(DataInput in) throws IOException {
    final byte[] bytes = new byte[length(in)];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static <T> void list(List<T> list, Writer<T> writer, DataOutput out) throws IOException {
    out.writeInt(list.size());
    for (final T each : list) {
      writer.write(each, out);
    }
  }

  static <T> List<T> list(Reader<T> reader, DataInput in) throws IOException {
    final int size = length(in);
    final List<T> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(reader.read(in));
    }
    return list;
  }

  static <T> void optional(Optional<T> value, Writer<T> writer, DataOutput out) throws IOException {
    list(value.stream().toList(), writer, out);
  }

  static <T> Optional<T> optional(Reader<T> reader, DataInput in) throws IOException {
    return list(reader, in).stream().findFirst();
  }

  private static int length(DataInput in) throws IOException {
    final int length = in.readInt();
    if (length < 0 || length > MOST) {
      throw new IOException("no length: " + length);
    }
    return length;
  }
}
