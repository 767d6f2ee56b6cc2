package dev.framewalk.emulator.debug.disassembly;

import java.util.HexFormat;

/**
 * An instruction, or some bytes that are none.
 *
 * @param address of its first byte
 * @param bytes of it
 * @param text in Intel's syntax, with names for addresses; empty when nothing could decode it
 */
public record Instruction(long address, byte[] bytes, String text) {
  /** The bytes as {@code 48 89 e5}. */
  public String hex() {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }
}
