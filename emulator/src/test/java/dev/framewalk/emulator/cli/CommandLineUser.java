package dev.framewalk.emulator.cli;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.firmware.Assembler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Somebody who types commands in a directory, and reads what comes of them. */
final class CommandLineUser {
  /**
   * What a command left behind.
   *
   * @param out the bytes of standard output, one char each
   */
  record Result(int status, String out, String err) {
    List<String> errorLines() {
      return err.lines().toList();
    }
  }

  private static final String PROGRAM =
      """
      .include "guest.inc"
      .text
      .globl _start
      _start:
      %s
      """;

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>(System.getenv());
  private byte[] input = new byte[0];

  CommandLineUser(Path directory) {
    this.directory = directory;
  }

  CommandLineUser withVariable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  CommandLineUser withInput(byte[] bytes) {
    input = bytes.clone();
    return this;
  }

  /** Writes a source whose instructions begin at {@code _start}; returns its path. */
  @CanIgnoreReturnValue
  String source(String name, String instructions) throws Exception {
    return file(name, PROGRAM.formatted(instructions));
  }

  /** Makes an ELF file of such a source; returns its path. */
  String program(String name, String instructions) throws Exception {
    final Path source = Path.of(source(name + ".S", instructions));
    final Path elf = Assembler.ofEnvironment().assemble(source, directory.resolve("built"));
    final Path program = directory.resolve(name);
    Files.move(elf, program);
    return program.toString();
  }

  String file(String name, String contents) throws Exception {
    return file(name, contents.getBytes(StandardCharsets.ISO_8859_1));
  }

  String file(String name, byte[] contents) throws Exception {
    return Files.write(directory.resolve(name), contents).toString();
  }

  /** Carries out {@code framewalk} with these arguments. */
  Result types(String... arguments) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    return types(out, () -> out.toString(StandardCharsets.ISO_8859_1), arguments);
  }

  /** The same with standard output going to {@code out}. */
  Result typesInto(OutputStream out, String... arguments) {
    return types(out, () -> "", arguments);
  }

  private Result types(
      OutputStream out, java.util.function.Supplier<String> printed, String... arguments) {
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final int status =
        new Framewalk(new StandardStreams(new ByteArrayInputStream(input), out, err), environment)
            .execute(arguments);
    return new Result(status, printed.get(), err.toString(StandardCharsets.UTF_8));
  }
}
