package dev.framewalk.emulator.unicorn;

import dev.framewalk.firmware.Assembler;
import dev.framewalk.firmware.AssemblerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Guest instructions for a test, as GNU as makes them. */
final class Asm {
  private static final Map<String, byte[]> DONE = new ConcurrentHashMap<>();

  private Asm() {}

  /** The code of {@code lines}, Intel syntax, which must not depend on where it is put. */
  static byte[] code(String... lines) {
    return DONE.computeIfAbsent(String.join("\n", lines), Asm::assemble);
  }

  private static byte[] assemble(String source) {
    try {
      Path directory = Files.createTempDirectory("framewalk-test-");
      try {
        Path file = directory.resolve("code.S");
        Files.writeString(file, ".intel_syntax noprefix\n.globl _start\n_start:\n" + source + "\n");
        return text(Files.readAllBytes(Assembler.ofEnvironment().assemble(file, directory)));
      } finally {
        for (String name : new String[] {"code.S", "code.elf"}) {
          Files.deleteIfExists(directory.resolve(name));
        }
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AssemblerException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The bytes of the executable segment (System V gABI, chapter 5 "Program Header"). */
  private static byte[] text(byte[] elf) {
    ByteBuffer file = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) file.getLong(32); // e_phoff
    for (int i = 0; i < file.getShort(56); i++, header += 56) {
      boolean load = file.getInt(header) == 1;
      boolean executable = (file.getInt(header + 4) & 1) != 0;
      if (load && executable) {
        int offset = (int) file.getLong(header + 8);
        return Arrays.copyOfRange(elf, offset, offset + (int) file.getLong(header + 32));
      }
    }
    throw new IllegalArgumentException("no code");
  }
}
