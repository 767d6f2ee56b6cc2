package dev.framewalk.emulator.kernel;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Names of a program's addresses, read when somebody asks: most runs never do. A program may carry
 * a broken symbol table and run all the same; it then has no names, or odd ones.
 */
final class ElfSymbols {
  private static final int SHT_SYMTAB = 2;
  private static final int SHN_UNDEF = 0;

  /** The first of the numbers that are no section's: constants and the like (SHN_ABS). */
  private static final int SHN_LORESERVE = 0xff00;

  private static final int STT_TLS = 6;

  private final ElfFields file;
  private final long address;

  /** Offset of the best symbol's name, 0 for none: no symbol's name is there. */
  private long bestName;

  private long bestValue;

  private ElfSymbols(ElfFields file, long address) {
    this.file = file;
    this.address = address;
  }

  /** The nearest symbol at or below {@code address} in the file's own addresses. */
  static Optional<String> nameOf(byte[] bytes, long address) {
    final ElfFields file = new ElfFields(bytes);
    return table(file).flatMap(table -> new ElfSymbols(file, address).search(table));
  }

  /** All that have names, by name, in the file's own addresses; of two of one name the first. */
  static Map<String, Long> all(byte[] bytes) {
    final ElfFields file = new ElfFields(bytes);
    final Map<String, Long> found = new TreeMap<>();
    table(file).ifPresent(table -> collect(file, table, found));
    return found;
  }

  /** The symbol table and its names, whole in the file. */
  private record Table(long symbols, long symbolBytes, long strings, long stringBytes) {
    long last() {
      return symbols + symbolBytes - ElfFields.SYMBOL_BYTES;
    }
  }

  private static Optional<Table> table(ElfFields file) {
    if (!file.holds(0, ElfFields.HEADER_BYTES)) {
      return Optional.empty();
    }
    final long headers = file.u64(40);
    final int headerBytes = file.u16(58);
    final int count = file.u16(60);
    if (headerBytes != ElfFields.SECTION_HEADER_BYTES
        || !file.holds(headers, (long) count * headerBytes)) {
      return Optional.empty();
    }
    for (int i = 0; i < count; i++) {
      final long header = headers + (long) i * headerBytes;
      final int strings = file.u32(header + 40);
      if (file.u32(header + 4) == SHT_SYMTAB && strings > 0 && strings < count) {
        return table(file, header, headers + (long) strings * headerBytes);
      }
    }
    return Optional.empty();
  }

  private static Optional<Table> table(ElfFields file, long symbolHeader, long stringHeader) {
    final Table table =
        new Table(
            file.u64(symbolHeader + 24),
            file.u64(symbolHeader + 32),
            file.u64(stringHeader + 24),
            file.u64(stringHeader + 32));
    final boolean whole =
        file.u64(symbolHeader + 56) == ElfFields.SYMBOL_BYTES
            && file.holds(table.symbols(), table.symbolBytes())
            && file.holds(table.strings(), table.stringBytes());
    return whole ? Optional.of(table) : Optional.empty();
  }

  private static void collect(ElfFields file, Table table, Map<String, Long> found) {
    for (long at = table.symbols(); at <= table.last(); at += ElfFields.SYMBOL_BYTES) {
      final long name = file.u32(at) & 0xffff_ffffL;
      if (isAddress(file, at)
          && name < table.stringBytes()
          && file.u8(table.strings() + name) != 0) {
        found.putIfAbsent(
            file.string(table.strings() + name, table.strings() + table.stringBytes()),
            file.u64(at + 8));
      }
    }
  }

  /** Whether the value is an address: not that of a constant, nor an offset into a thread's own. */
  private static boolean isAddress(ElfFields file, long symbol) {
    final int section = file.u16(symbol + 6);
    return section != SHN_UNDEF
        && section < SHN_LORESERVE
        && (file.u8(symbol + 4) & 0xf) != STT_TLS;
  }

  private Optional<String> search(Table table) {
    final long strings = table.strings();
    final long stringBytes = table.stringBytes();
    for (long symbol = table.symbols(); symbol <= table.last(); symbol += ElfFields.SYMBOL_BYTES) {
      consider(symbol, strings, stringBytes);
    }
    if (bestName == 0) {
      return Optional.empty();
    }
    final String name = file.string(bestName, strings + stringBytes);
    final long offset = address - bestValue;
    return Optional.of(offset == 0 ? name : name + "+0x" + Long.toHexString(offset));
  }

  private void consider(long symbol, long strings, long stringBytes) {
    final long name = file.u32(symbol) & 0xffff_ffffL;
    final long value = file.u64(symbol + 8);
    if (isAddress(file, symbol)
        && name < stringBytes
        && file.u8(strings + name) != 0
        && value >= 0
        && value <= address
        && (bestName == 0 || value > bestValue)) {
      bestName = strings + name;
      bestValue = value;
    }
  }
}
