package dev.framewalk.emulator.kernel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes ELF files as the System V ABI lays them out, right or wrong: the file header, the program
 * headers, the segments' bytes, and a symbol table when there are symbols.
 */
final class ElfWriter {
  static final int PT_LOAD = 1;
  static final int PT_INTERP = 3;
  static final int PT_NOTE = 4;
  static final int PT_GNU_STACK = 0x6474e551;
  static final int X = 1;
  static final int W = 2;
  static final int R = 4;

  /** Offsets of the fields of a file header and of a program header. */
  static final int E_CLASS = 4;

  static final int E_DATA = 5;
  static final int E_TYPE = 16;
  static final int E_MACHINE = 18;
  static final int E_ENTRY = 24;
  static final int E_PHOFF = 32;
  static final int E_SHOFF = 40;
  static final int E_PHENTSIZE = 54;
  static final int E_PHNUM = 56;
  static final int E_SHENTSIZE = 58;
  static final int E_SHNUM = 60;
  static final int P_TYPE = 0;
  static final int P_FLAGS = 4;
  static final int P_OFFSET = 8;
  static final int P_VADDR = 16;
  static final int P_FILESZ = 32;
  static final int P_MEMSZ = 40;
  static final int P_ALIGN = 48;

  private record Part(int type, int flags, long address, byte[] bytes, long memory, long align) {}

  private record Symbol(String name, long value, int section) {}

  private final List<Part> parts = new ArrayList<>();
  private final List<Symbol> symbols = new ArrayList<>();
  private int type = 2;
  private long entry = 0x40_1000;

  /** A program of code at 0x401000, data and zeroes at 0x402010, headers at 0x400000. */
  static ElfWriter program() {
    final byte[] code = {(byte) 0x0f, 0x05, (byte) 0xf4};
    return new ElfWriter()
        .headersAt(0x40_0000)
        .load(0x40_1000, R | X, code, code.length)
        .load(0x40_2010, R | W, new byte[] {1, 2, 3, 4}, 0x2000);
  }

  ElfWriter type(int value) {
    type = value;
    return this;
  }

  ElfWriter entry(long value) {
    entry = value;
    return this;
  }

  /** A PT_LOAD segment of the file's first page, which holds the headers. */
  ElfWriter headersAt(long address) {
    parts.add(new Part(PT_LOAD, R, address, new byte[0], -1, 4096));
    return this;
  }

  ElfWriter load(long address, int flags, byte[] bytes, long memory) {
    return part(PT_LOAD, flags, address, bytes, memory, 4096);
  }

  ElfWriter part(int kind, int flags, long address, byte[] bytes, long memory, long align) {
    parts.add(new Part(kind, flags, address, bytes, memory, align));
    return this;
  }

  ElfWriter symbol(String name, long value, int section) {
    symbols.add(new Symbol(name, value, section));
    return this;
  }

  /** Where the program header of part {@code index} is in the file. */
  static int programHeader(int index) {
    return 64 + 56 * index;
  }

  byte[] bytes() {
    final int headerBytes = 64 + 56 * parts.size();
    final ByteArrayOutputStream body = new ByteArrayOutputStream();
    final ByteBuffer headers = buffer(headerBytes);
    headers.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    headers.putShort((short) type).putShort((short) 62).putInt(1).putLong(entry).putLong(64);
    headers.position(E_PHENTSIZE - 2);
    headers.putShort((short) 64).putShort((short) 56).putShort((short) parts.size());
    headers.position(64);
    for (final Part part : parts) {
      final boolean whole = part.memory < 0;
      while (!whole && (headerBytes + body.size() - part.address & 0xfff) != 0) {
        body.write(0);
      }
      final long offset = whole ? 0 : headerBytes + body.size();
      final long inFile = whole ? headerBytes : part.bytes.length;
      headers.putInt(part.type).putInt(part.flags).putLong(offset);
      headers.putLong(part.address).putLong(part.address);
      headers.putLong(inFile).putLong(whole ? headerBytes : part.memory).putLong(part.align);
      body.writeBytes(part.bytes);
    }
    if (!symbols.isEmpty()) {
      addSymbols(headers, body, headerBytes);
    }
    final ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(headers.array());
    file.writeBytes(body.toByteArray());
    return file.toByteArray();
  }

  private void addSymbols(ByteBuffer headers, ByteArrayOutputStream body, int headerBytes) {
    final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    strings.write(0);
    final ByteBuffer table = buffer(24 * (symbols.size() + 1));
    table.position(24);
    for (final Symbol symbol : symbols) {
      table.putInt(strings.size()).putShort((short) 0).putShort((short) symbol.section);
      table.putLong(symbol.value).putLong(0);
      strings.writeBytes(symbol.name.getBytes(StandardCharsets.UTF_8));
      strings.write(0);
    }
    final long tableAt = headerBytes + body.size();
    body.writeBytes(table.array());
    final long stringsAt = headerBytes + body.size();
    body.writeBytes(strings.toByteArray());
    final long sectionsAt = headerBytes + body.size();
    final ByteBuffer sections = buffer(3 * 64);
    sections.position(64 + 4);
    sections.putInt(2).position(64 + 24);
    sections.putLong(tableAt).putLong(table.capacity()).putInt(2).position(64 + 56);
    sections.putLong(24).position(128 + 4);
    sections.putInt(3).position(128 + 24);
    sections.putLong(stringsAt).putLong(strings.size());
    body.writeBytes(sections.array());
    headers.putLong(E_SHOFF, sectionsAt);
    headers.putShort(E_SHENTSIZE, (short) 64).putShort(E_SHNUM, (short) 3);
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  static byte[] with16(byte[] file, int offset, int value) {
    final byte[] changed = file.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putShort(offset, (short) value);
    return changed;
  }

  static byte[] with32(byte[] file, int offset, int value) {
    final byte[] changed = file.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
    return changed;
  }

  static byte[] with64(byte[] file, int offset, long value) {
    final byte[] changed = file.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putLong(offset, value);
    return changed;
  }
}
