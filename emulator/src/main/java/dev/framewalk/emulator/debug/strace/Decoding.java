package dev.framewalk.emulator.debug.strace;

import dev.framewalk.emulator.debug.strace.ArgumentKinds.InMemory;
import dev.framewalk.emulator.debug.strace.ArgumentKinds.Plain;
import dev.framewalk.emulator.debug.strace.ArgumentKinds.Printer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;

/** What there is to go by when a call's arguments are written: the others, its result, memory. */
final class Decoding {
  /** Elements of an array, and bytes of a string unless asked otherwise, that are shown. */
  static final int SHOWN = 32;

  private final List<Parameter> parameters;
  private final long[] arguments;
  private final OptionalLong result;
  private final GuestBytes memory;
  private final int stringLimit;

  /**
   * @param result of a call that was served; empty before
   * @param stringLimit bytes of a string that are shown
   */
  Decoding(
      List<Parameter> parameters,
      long[] arguments,
      OptionalLong result,
      GuestBytes memory,
      int stringLimit) {
    this.parameters = parameters;
    this.arguments = arguments;
    this.result = result;
    this.memory = memory;
    this.stringLimit = stringLimit;
  }

  int stringLimit() {
    return stringLimit;
  }

  /** The call's result; 0 before it was served. */
  long result() {
    return result.orElse(0);
  }

  /** What an operand of a kind means here: the result, a number, or another argument. */
  long operand(ArgumentKind kind, int index) {
    final String operand = kind.operand(index);
    if (operand.equals("ret")) {
      return result();
    }
    if (Character.isDigit(operand.charAt(0))) {
      return Long.decode(operand);
    }
    return argument(operand);
  }

  /** The argument of a parameter. */
  long argument(String parameter) {
    for (final Parameter each : parameters) {
      if (each.name().equals(parameter)) {
        return arguments[each.register()];
      }
    }
    throw new IllegalArgumentException("no such parameter: " + parameter);
  }

  /** Whether the call has this parameter. */
  boolean has(String parameter) {
    for (final Parameter each : parameters) {
      if (each.name().equals(parameter)) {
        return true;
      }
    }
    return false;
  }

  /** The bytes at {@code address}, as many as can be read. */
  byte[] bytes(long address, long length) {
    return length <= 0 ? new byte[0] : memory.read(address, (int) Math.min(length, 1 << 20));
  }

  /** All {@code length} bytes at {@code address} to take numbers from; null if there are fewer. */
  @org.jspecify.annotations.Nullable
  ByteBuffer block(long address, int length) {
    final byte[] bytes = memory.read(address, length);
    return bytes.length < length ? null : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes a value of this kind: what a pointer leads to, or its address if that is not there. */
  void print(StringBuilder out, ArgumentKind kind, long value) {
    final Printer printer = ArgumentKinds.of(kind);
    if (printer instanceof Plain plain) {
      plain.print(out, value, kind, this);
    } else {
      pointed(out, kind, value);
    }
  }

  private void pointed(StringBuilder out, ArgumentKind kind, long address) {
    if (address == 0 || !printAt(out, kind, address)) {
      Texts.address(out, address);
    }
  }

  /**
   * Writes what lies at {@code address}; says whether it could be read, else nothing is written.
   */
  boolean printAt(StringBuilder out, ArgumentKind kind, long address) {
    final int mark = out.length();
    if (ArgumentKinds.of(kind) instanceof InMemory inMemory
        && inMemory.print(out, address, kind, this)) {
      return true;
    }
    out.setLength(mark);
    return false;
  }

  /** The number of {@code width} bytes at {@code offset}, zero-extended. */
  static long number(ByteBuffer bytes, int offset, int width) {
    return switch (width) {
      case 1 -> bytes.get(offset) & 0xffL;
      case 2 -> bytes.getShort(offset) & 0xffffL;
      case 4 -> bytes.getInt(offset) & 0xffff_ffffL;
      default -> bytes.getLong(offset);
    };
  }
}
