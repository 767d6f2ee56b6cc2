package dev.framewalk.emulator.debug.session;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.kernel.Console;
import dev.framewalk.emulator.kernel.ElfImage;
import dev.framewalk.emulator.kernel.ElfLoader;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.firmware.Assembler;
import dev.framewalk.firmware.AssemblerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Guest programs for tests of sessions, as GNU as makes them, and what they print. */
final class Guests {
  private static final Map<String, byte[]> DONE = new ConcurrentHashMap<>();

  /** What every program of these tests begins with. */
  private static final String HEAD = ".include \"guest.inc\"\n.text\n.globl _start\n_start:\n";

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final List<Program> programs = new ArrayList<>();
  private MachineConfig config = MachineConfig.defaults().withMemory(16 << 20);

  @CanIgnoreReturnValue
  Guests with(MachineConfig other) {
    config = other;
    return this;
  }

  MachineConfig config() {
    return config;
  }

  /** Adds a program of these lines, which begin in {@code _start}. */
  @CanIgnoreReturnValue
  Guests add(String name, String... lines) {
    programs.add(
        Program.of(image(name, HEAD + String.join("\n", lines) + "\n"))
            .withConsoles(console(), console()));
    return this;
  }

  /** Adds a program of the repository's guest tests. */
  @CanIgnoreReturnValue
  Guests addFile(String path, String... arguments) {
    try {
      final String source = Files.readString(Path.of("../guest-tests/asm", path));
      programs.add(
          Program.of(image(path, source))
              .withArguments(List.of(arguments))
              .withConsoles(console(), console()));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Console console() {
    return (bytes, offset, length) -> printed.write(bytes, offset, length);
  }

  /** What all programs have printed. */
  String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  List<Program> programs() {
    return programs;
  }

  Recipe recipe() {
    return new Recipe(config, programs, List.of());
  }

  LiveSession start() throws LoadException {
    return LiveSession.start(recipe());
  }

  /** Where a program has a symbol. */
  long address(int program, String symbol) {
    final ByteBuffer file =
        ByteBuffer.wrap(programs.get(program).image().bytes()).order(ByteOrder.LITTLE_ENDIAN);
    final int table = (int) file.getLong(40); // e_shoff; System V gABI, chapter 4
    for (int i = 0; i < file.getShort(60); i++) {
      final int header = table + 64 * i;
      if (file.getInt(header + 4) == 2) {
        final int strings = (int) file.getLong(table + 64 * file.getInt(header + 40) + 24);
        final int begin = (int) file.getLong(header + 24);
        for (int at = begin; at < begin + file.getLong(header + 32); at += 24) {
          if (nameAt(file, strings + file.getInt(at)).equals(symbol)) {
            return file.getLong(at + 8);
          }
        }
      }
    }
    throw new IllegalArgumentException("no such symbol: " + symbol);
  }

  private static String nameAt(ByteBuffer file, int offset) {
    final StringBuilder name = new StringBuilder();
    for (int at = offset; file.get(at) != 0; at++) {
      name.append((char) file.get(at));
    }
    return name.toString();
  }

  private static ElfImage image(String name, String source) {
    try {
      return ElfLoader.read(name, DONE.computeIfAbsent(source, Guests::assemble));
    } catch (LoadException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static byte[] assemble(String source) {
    try {
      final Path directory = Files.createTempDirectory("framewalk-test-");
      try {
        final Path file = directory.resolve("guest.S");
        Files.writeString(file, source);
        return Files.readAllBytes(Assembler.ofEnvironment().assemble(file, directory));
      } finally {
        for (final String name : List.of("guest.S", "guest.elf")) {
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
}
