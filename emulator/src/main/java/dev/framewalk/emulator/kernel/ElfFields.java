package dev.framewalk.emulator.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The fields of a 64-bit ELF file where they lie in its bytes, little-endian (System V ABI, chapter
 * 4 "Object Files"). Whoever asks has checked that the structure lies in the file: {@link #holds}.
 *
 * <pre>
 *  file header       program header    section header    symbol
 *  16 u16 type        0 u32 type        4 u32 type        0 u32 name
 *  18 u16 machine     4 u32 flags      24 u64 offset      6 u16 section
 *  24 u64 entry       8 u64 offset     32 u64 size        8 u64 value
 *  32 u64 phoff      16 u64 vaddr      40 u32 link
 *  40 u64 shoff      32 u64 filesz     56 u64 entsize
 *  54 u16 phentsize  40 u64 memsz
 *  56 u16 phnum      48 u64 align
 *  58 u16 shentsize
 *  60 u16 shnum
 * </pre>
 */
final class ElfFields {
  static final int HEADER_BYTES = 64;
  static final int SECTION_HEADER_BYTES = 64;
  static final int SYMBOL_BYTES = 24;

  private final ByteBuffer bytes;

  ElfFields(byte[] file) {
    this.bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether {@code count} bytes at {@code offset}, both any number, lie in the file. */
  boolean holds(long offset, long count) {
    return offset >= 0
        && count >= 0
        && count <= bytes.capacity()
        && offset <= bytes.capacity() - count;
  }

  int u8(long offset) {
    return bytes.get((int) offset) & 0xff;
  }

  int u16(long offset) {
    return bytes.getShort((int) offset) & 0xffff;
  }

  /** A 32-bit number; types and flags are compared by their bits. */
  int u32(long offset) {
    return bytes.getInt((int) offset);
  }

  /** A 64-bit number; negative stands for 2^63 and more. */
  long u64(long offset) {
    return bytes.getLong((int) offset);
  }

  /** The string at {@code offset}, which ends with a NUL or before {@code end}. */
  String string(long offset, long end) {
    final StringBuilder text = new StringBuilder();
    for (long at = offset; at < end && u8(at) != 0; at++) {
      text.append((char) u8(at));
    }
    return text.toString();
  }
}
