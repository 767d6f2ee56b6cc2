package dev.framewalk.emulator.debug.strace;

import java.util.HashMap;
import java.util.Map;

/** The table of kinds: what each name in {@code calls.txt} and {@code structs.txt} means. */
final class ArgumentKinds {
  /** How a kind is written. */
  sealed interface Printer permits Plain, InMemory {}

  /** A kind whose value says it all. */
  @FunctionalInterface
  non-sealed interface Plain extends Printer {
    void print(StringBuilder out, long value, ArgumentKind kind, Decoding decoding);
  }

  /** A kind of what lies in memory; an argument of it is a pointer. */
  @FunctionalInterface
  non-sealed interface InMemory extends Printer {
    /** Writes what lies at {@code address}; returns whether it could be read. */
    boolean print(StringBuilder out, long address, ArgumentKind kind, Decoding decoding);
  }

  /** Each row: the kind's name, its operands, and what it is. */
  private static final Map<String, Printer> KINDS = new HashMap<>();

  static {
    // Numbers.
    plain("int", (out, value, kind, decoding) -> out.append((int) value));
    plain("uint", (out, value, kind, decoding) -> out.append(value & 0xffff_ffffL));
    plain("short", (out, value, kind, decoding) -> out.append((short) value));
    plain("long", (out, value, kind, decoding) -> out.append(value));
    plain("size", (out, value, kind, decoding) -> out.append(Long.toUnsignedString(value)));
    plain("x32", (out, value, kind, decoding) -> Texts.hex(out, value & 0xffff_ffffL));
    plain("x64", (out, value, kind, decoding) -> Texts.hex(out, value));
    plain("addr", (out, value, kind, decoding) -> Texts.address(out, value));
    plain("fd", (out, value, kind, decoding) -> out.append((int) value));
    plain(
        "uid",
        (out, value, kind, decoding) -> out.append((int) value == -1 ? -1 : value & 0xffff_ffffL));
    // Names: set(SET) of 32 bits and set64(SET), written @SET and @@SET.
    plain(
        "set", (out, value, kind, decoding) -> ConstantSet.of(kind.operand(0)).print32(out, value));
    plain(
        "set64", (out, value, kind, decoding) -> ConstantSet.of(kind.operand(0)).print(out, value));
    KINDS.putAll(FlagText.kinds());
    // What pointers lead to.
    KINDS.putAll(MemoryText.kinds());
    KINDS.putAll(FileText.kinds());
    KINDS.putAll(SignalText.kinds());
    KINDS.putAll(TaskText.kinds());
  }

  private ArgumentKinds() {}

  private static void plain(String name, Plain printer) {
    KINDS.put(name, printer);
  }

  /**
   * What a kind is.
   *
   * @throws IllegalArgumentException if there is no such kind
   */
  static Printer of(ArgumentKind kind) {
    final Printer printer = KINDS.get(kind.name());
    if (printer == null) {
      throw new IllegalArgumentException("no kind of argument: " + kind);
    }
    return printer;
  }
}
