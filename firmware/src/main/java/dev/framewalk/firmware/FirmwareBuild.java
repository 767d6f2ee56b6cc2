package dev.framewalk.firmware;

import dev.framewalk.firmware.AssemblerException.Kind;
import dev.framewalk.firmware.Toolchain.Outcome;
import dev.framewalk.firmware.Toolchain.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The build step that makes the resource {@link Firmware#RESOURCE} of its assembly source. */
public final class FirmwareBuild {
  private FirmwareBuild() {}

  /**
   * @param arguments the source, and the directory of the module's classes
   * @throws AssemblerException if the source has an error, or binutils is missing (the message says
   *     what to install) or fails
   * @throws IOException if the resource cannot be written
   */
  public static void main(String[] arguments) throws AssemblerException, IOException {
    String path = System.getenv("PATH");
    Path resource = Path.of(arguments[1]).resolve(Firmware.RESOURCE.substring(1));
    assemble(new Toolchain(path == null ? "/usr/bin:/bin" : path), Path.of(arguments[0]), resource);
  }

  /** Assembles {@code source}, links it for its address and stores the bytes as {@code output}. */
  static void assemble(Toolchain toolchain, Path source, Path output)
      throws AssemblerException, IOException {
    Path absolute = source.toAbsolutePath().normalize();
    Path directory = Objects.requireNonNull(absolute.getParent(), "a file is in a directory");
    String name = absolute.getFileName().toString();
    try (Scratch scratch = Scratch.create(Optional.empty())) {
      Path object = scratch.path().resolve("boot.o");
      Path image = scratch.path().resolve("boot.bin");
      Outcome assembled =
          toolchain.run(
              Tool.AS,
              directory,
              scratch.path(),
              List.of("--64", "-mx86-used-note=no", "-o", object.toString(), name));
      if (assembled.status() != 0) {
        throw new Diagnostics(source, directory, assembled.lines()).ofAssembler();
      }
      Outcome linked =
          toolchain.run(
              Tool.LD,
              directory,
              scratch.path(),
              List.of(
                  "-m",
                  "elf_x86_64",
                  "-Ttext=0x" + Long.toHexString(Firmware.BASE),
                  "--entry=0",
                  "--oformat=binary",
                  "-o",
                  image.toString(),
                  object.toString()));
      if (linked.status() != 0) {
        throw new Diagnostics(source, directory, linked.lines()).ofLinker(object);
      }
      // Refused here rather than when a machine boots with it.
      if (Firmware.of(Files.readAllBytes(image)).base() != Firmware.BASE) {
        throw new AssemblerException(Kind.LINK_ERROR, source + ": not linked for its address");
      }
      Files.createDirectories(Objects.requireNonNull(output.getParent(), "has a directory"));
      Files.copy(image, output, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
