package dev.framewalk.emulator.debug.strace;

import dev.framewalk.emulator.debug.strace.ArgumentKinds.InMemory;
import dev.framewalk.emulator.debug.strace.ArgumentKinds.Plain;
import dev.framewalk.emulator.debug.strace.ArgumentKinds.Printer;
import dev.framewalk.emulator.debug.strace.StructLayout.Field;
import java.nio.ByteBuffer;
import java.util.Map;

/** Strings, numbers, arrays and structures that pointers lead to. */
final class MemoryText {
  private static final int PATH_MAX = 4096;

  private MemoryText() {}

  static Map<String, Printer> kinds() {
    return Map.ofEntries(
        // Bytes, as many as the operand says.
        inMemory("bytes", (out, at, kind, d) -> bytes(out, at, d.operand(kind, 0), d, false)),
        inMemory("hexbytes", (out, at, kind, d) -> bytes(out, at, d.operand(kind, 0), d, true)),
        // Strings up to their NUL: paths whole, others cut.
        inMemory("path", (out, at, kind, d) -> string(out, at, PATH_MAX - 1, d)),
        inMemory("cstring", (out, at, kind, d) -> string(out, at, PATH_MAX - 1, d)),
        inMemory("string", (out, at, kind, d) -> string(out, at, d.stringLimit(), d)),
        inMemory("strings", (out, at, kind, d) -> strings(out, at, d)),
        inMemory("environment", (out, at, kind, d) -> environment(out, at, d)),
        // ref(KIND): [one number]; list(KIND,COUNT): several.
        inMemory("ref", (out, at, kind, d) -> list(out, at, kind.operand(0), 1, d)),
        inMemory(
            "list", (out, at, kind, d) -> list(out, at, kind.operand(0), d.operand(kind, 1), d)),
        inMemory("fdpair", (out, at, kind, d) -> list(out, at, "fd", 2, d)),
        // struct(LAYOUT), pair(LAYOUT): two of them in an array.
        inMemory(
            "struct", (out, at, kind, d) -> struct(out, at, StructLayout.of(kind.operand(0)), d)),
        inMemory("pair", (out, at, kind, d) -> pair(out, at, StructLayout.of(kind.operand(0)), d)),
        inMemory("remaining", MemoryText::remaining));
  }

  private static Map.Entry<String, Printer> inMemory(String name, InMemory printer) {
    return Map.entry(name, printer);
  }

  static boolean bytes(StringBuilder out, long address, long length, Decoding d, boolean hex) {
    final int shown =
        (int)
            Math.min(d.stringLimit(), Long.compareUnsigned(length, 1 << 20) > 0 ? 1 << 20 : length);
    final byte[] bytes = d.bytes(address, shown);
    if (bytes.length < shown) {
      return false;
    }
    if (hex) {
      Texts.quoteHex(out, bytes, shown);
    } else {
      Texts.quote(out, bytes, shown);
    }
    out.append(length == shown ? "" : "...");
    return true;
  }

  private static boolean string(StringBuilder out, long address, int limit, Decoding d) {
    final byte[] bytes = d.bytes(address, limit + 1L);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    if (length == bytes.length && bytes.length <= limit) {
      return false;
    }
    Texts.quote(out, bytes, Math.min(length, limit));
    out.append(length > limit ? "..." : "");
    return true;
  }

  /** An array of pointers to strings, which ends with a null pointer. */
  private static boolean strings(StringBuilder out, long address, Decoding d) {
    out.append('[');
    for (int i = 0; ; i++) {
      final ByteBuffer pointer = d.block(address + 8L * i, 8);
      if (pointer == null) {
        if (i == 0) {
          return false;
        }
        out.append(", ... /* ");
        Texts.hex(out, address + 8L * i);
        out.append(" */]");
        return true;
      }
      final long string = pointer.getLong(0);
      if (string == 0) {
        break;
      }
      if (i == Decoding.SHOWN) {
        out.append(", ...");
        break;
      }
      out.append(i > 0 ? ", " : "");
      d.print(out, ArgumentKind.parse("string"), string);
    }
    out.append(']');
    return true;
  }

  /** An environment: where it is, and of how many variables. */
  private static boolean environment(StringBuilder out, long address, Decoding d) {
    int count = 0;
    while (true) {
      final ByteBuffer pointer = d.block(address + 8L * count, 8);
      if (pointer == null) {
        return false;
      }
      if (pointer.getLong(0) == 0 || count == PATH_MAX) {
        break;
      }
      count++;
    }
    Texts.hex(out, address);
    out.append(" /* ").append(count).append(count == 1 ? " var */" : " vars */");
    return true;
  }

  private static int width(String kind) {
    return switch (kind) {
      case "long", "size", "x64", "addr" -> 8;
      default -> 4;
    };
  }

  private static boolean list(StringBuilder out, long address, String of, long count, Decoding d) {
    final int width = width(of);
    final int shown = (int) Math.max(0, Math.min((int) count, Decoding.SHOWN));
    final ByteBuffer numbers = d.block(address, shown * width);
    if (numbers == null || (int) count < 0) {
      return false;
    }
    final ArgumentKind kind = ArgumentKind.parse(of);
    out.append('[');
    for (int i = 0; i < shown; i++) {
      out.append(i > 0 ? ", " : "");
      ((Plain) ArgumentKinds.of(kind))
          .print(out, Decoding.number(numbers, i * width, width), kind, d);
    }
    out.append((int) count > shown ? ", ...]" : "]");
    return true;
  }

  static boolean struct(StringBuilder out, long address, StructLayout layout, Decoding d) {
    final ByteBuffer bytes = d.block(address, layout.size());
    if (bytes == null) {
      return false;
    }
    out.append('{');
    boolean first = true;
    for (final Field field : layout.fields()) {
      out.append(first ? "" : ", ").append(field.name()).append('=');
      first = false;
      if (field.width() > 0) {
        d.print(out, field.kind(), Decoding.number(bytes, field.offset(), field.width()));
      } else if (!d.printAt(out, field.kind(), address + field.offset())) {
        return false;
      }
    }
    out.append(layout.abbreviated() ? ", ...}" : "}");
    return true;
  }

  /** Access and modification time of utimensat(2), whose nanoseconds can be UTIME_NOW or _OMIT. */
  private static boolean pair(StringBuilder out, long address, StructLayout layout, Decoding d) {
    out.append('[');
    for (int i = 0; i < 2; i++) {
      final long at = address + (long) i * layout.size();
      final ByteBuffer bytes = d.block(at, layout.size());
      if (bytes == null) {
        return false;
      }
      out.append(i > 0 ? ", " : "");
      final long part = bytes.getLong(8);
      if (layout.name().equals("utimespec") && (part == 0x3fffffff || part == 0x3ffffffe)) {
        out.append(part == 0x3fffffff ? "UTIME_NOW" : "UTIME_OMIT");
      } else if (!struct(out, at, layout, d)) {
        return false;
      }
    }
    out.append(']');
    return true;
  }

  /** What is left of a sleep, which is there only if a signal ended it. */
  private static boolean remaining(StringBuilder out, long at, ArgumentKind kind, Decoding d) {
    return (d.result() == -4 || d.result() == -516)
        && struct(out, at, StructLayout.of(kind.operand(0)), d);
  }
}
