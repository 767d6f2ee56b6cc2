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
 * The programs below {@code guest-tests/asm/hostile}, each assembled once a run of the tests. They
 * are no cases of the oracle's: what they do is not to be done to the host's Linux.
 */
final class HostileGuests {
  private static final Map<String, ElfImage> IMAGES = new ConcurrentHashMap<>();

  private HostileGuests() {}

  /** The program made of {@code asm/hostile/NAME.S}, with these arguments. */
  static Program program(String name, Object... arguments) {
    List<String> texts = Arrays.stream(arguments).map(String::valueOf).toList();
    return Program.of(image(name)).withArguments(texts);
  }

  static ElfImage image(String name) {
    return IMAGES.computeIfAbsent(name, HostileGuests::assemble);
  }

  private static ElfImage assemble(String name) {
    // Surefire sets basedir; whoever runs a test otherwise does so in the module's directory.
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    try {
      Path program =
          Assembler.ofEnvironment()
              .assemble(
                  module.resolve("asm/hostile").resolve(name + ".S"),
                  module.resolve("target/hostile"));
      return ElfLoader.read(name, Files.readAllBytes(program));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AssemblerException | LoadException e) {
      throw new IllegalStateException(name + ": " + e.getMessage(), e);
    }
  }
}
