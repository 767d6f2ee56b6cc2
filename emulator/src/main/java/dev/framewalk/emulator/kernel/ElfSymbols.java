package dev.framewalk.emulator.kernel;

import java.util.Optional;

/**
 * Names of a program's addresses, read when somebody asks: most runs never do. A program may carry
 * a broken symbol table and run all the same; it then has no names, or odd ones.
 */
final class ElfSymbols {
  private static final int SHT_SYMTAB = 2;
  private static final int SHN_UNDEF = 0;

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
    if (!file.holds(0, ElfFields.HEADER_BYTES)) {
      return Optional.empty();
    }
    final long table = file.u64(40);
    final int headerBytes = file.u16(58);
    final int count = file.u16(60);
    if (headerBytes != ElfFields.SECTION_HEADER_BYTES
        || !file.holds(table, (long) count * headerBytes)) {
      return Optional.empty();
    }
    for (int i = 0; i < count; i++) {
      final long header = table + (long) i * headerBytes;
      final int strings = file.u32(header + 40);
      if (file.u32(header + 4) == SHT_SYMTAB && strings > 0 && strings < count) {
        return new ElfSymbols(file, address).search(header, table + (long) strings * headerBytes);
      }
    }
    return Optional.empty();
  }

  private Optional<String> search(long symbolHeader, long stringHeader) {
    final long symbols = file.u64(symbolHeader + 24);
    final long symbolBytes = file.u64(symbolHeader + 32);
    final long strings = file.u64(stringHeader + 24);
    final long stringBytes = file.u64(stringHeader + 32);
    if (file.u64(symbolHeader + 56) != ElfFields.SYMBOL_BYTES
        || !file.holds(symbols, symbolBytes)
        || !file.holds(strings, stringBytes)) {
      return Optional.empty();
    }
    final long last = symbols + symbolBytes - ElfFields.SYMBOL_BYTES;
    for (long symbol = symbols; symbol <= last; symbol += ElfFields.SYMBOL_BYTES) {
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
    if (file.u16(symbol + 6) != SHN_UNDEF
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
