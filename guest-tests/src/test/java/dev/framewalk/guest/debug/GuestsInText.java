package dev.framewalk.guest.debug;

import dev.framewalk.emulator.kernel.ElfLoader;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.firmware.Assembler;
import dev.framewalk.firmware.AssemblerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Guest programs whose text stands in a test, or below {@code asm}. */
final class GuestsInText {
  private GuestsInText() {}

  /** The program made of {@code code}, which begins at its entry and has {@code guest.inc}. */
  static Program program(String name, String code)
      throws AssemblerException, IOException, LoadException {
    Path directory = module().resolve("target/debug-guests");
    Files.createDirectories(directory);
    Path source = directory.resolve(name + ".S");
    Files.writeString(source, ".include \"guest.inc\"\n.text\n.globl _start\n_start:\n" + code);
    return assemble(name, source);
  }

  /** The program made of {@code asm/SUBJECT/CASE.S}. */
  static Program file(String subjectAndCase) throws AssemblerException, IOException, LoadException {
    return assemble(subjectAndCase, module().resolve("asm").resolve(subjectAndCase + ".S"));
  }

  private static Program assemble(String name, Path source)
      throws AssemblerException, IOException, LoadException {
    Path file = Assembler.ofEnvironment().assemble(source, module().resolve("target/debug-guests"));
    return Program.of(ElfLoader.read(name, Files.readAllBytes(file)));
  }

  private static Path module() {
    // Surefire sets basedir; whoever runs a test otherwise does so in the module's directory.
    return Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  }
}
