package dev.framewalk.guest.hostile;

import dev.framewalk.emulator.kernel.ElfImage;
import dev.framewalk.emulator.kernel.ElfLoader;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.firmware.Assembler;
import dev.framewalk.firmware.AssemblerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Programs that are no cases of the oracle's, because what they do is not to be done to the host's
 * Linux, or cannot be seen there: those below {@code guest-tests/asm/hostile}, and those that stand
 * in a test. Each is assembled once a run of the tests.
 */
final class HostileGuests {
  private static final Map<String, ElfImage> IMAGES = new ConcurrentHashMap<>();

  private HostileGuests() {}

  /** The program made of {@code asm/hostile/NAME.S}, with these arguments. */
  static Program program(String name, Object... arguments) {
    return of(IMAGES.computeIfAbsent(name, HostileGuests::fromFile), arguments);
  }

  /**
   * The program made of {@code code}, which begins at its entry and has {@code guest.inc}, with
   * these arguments.
   */
  static Program inline(String code, Object... arguments) {
    return of(IMAGES.computeIfAbsent(code, HostileGuests::fromText), arguments);
  }

  private static Program of(ElfImage image, Object... arguments) {
    List<String> texts = Arrays.stream(arguments).map(String::valueOf).toList();
    return Program.of(image).withArguments(texts);
  }

  private static Path module() {
    // Surefire sets basedir; whoever runs a test otherwise does so in the module's directory.
    return Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  }

  private static ElfImage fromFile(String name) {
    return assemble(name, module().resolve("asm/hostile").resolve(name + ".S"));
  }

  private static ElfImage fromText(String code) {
    String name = "inline-" + Integer.toHexString(code.hashCode());
    Path file = module().resolve("target/hostile").resolve(name + ".S");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, ".include \"guest.inc\"\n.text\n.globl _start\n_start:\n" + code);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return assemble(name, file);
  }

  private static ElfImage assemble(String name, Path source) {
    try {
      Path program = Assembler.ofEnvironment().assemble(source, module().resolve("target/hostile"));
      return ElfLoader.read(name, Files.readAllBytes(program));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AssemblerException | LoadException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }
}
