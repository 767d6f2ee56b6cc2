package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.kernel.ElfImage;
import dev.framewalk.emulator.kernel.ElfLoader;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.firmware.Assembler;
import dev.framewalk.firmware.AssemblerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The programs that a command line names, read or assembled once however often they are named. */
final class ProgramFiles {
  /** Enough to see whether a file is an ELF file at all. */
  private static final int MAGIC_BYTES = 4;

  private static final long MAX_BYTES = 512L << 20;
  private static final String WANTED = "give a static x86-64 ELF file or a .S source";

  private final Map<String, ElfImage> images = new HashMap<>();

  /**
   * The program that {@code call} names.
   *
   * @throws CommandFailure if the file is no program that the machine can run: USAGE, or
   *     MACHINE_ERROR if a tool that assembles it is missing or fails
   */
  ElfImage read(ProgramCall call) throws CommandFailure {
    final @Nullable ElfImage known = images.get(call.path());
    if (known != null) {
      return known;
    }
    final Path file = regularFile(call.path());
    final byte[] bytes = call.isSource() ? assemble(file) : contents(call.path(), file);
    final ElfImage image;
    try {
      image = ElfLoader.read(call.path(), bytes).named(call.name());
    } catch (LoadException e) {
      final String message = String.valueOf(e.getMessage());
      throw CommandFailure.usage(message.contains("; ") ? message : message + "; " + WANTED);
    }
    images.put(call.path(), image);
    return image;
  }

  private static Path regularFile(String name) throws CommandFailure {
    if (name.isEmpty()) {
      throw CommandFailure.usage("an empty name for a program; " + WANTED);
    }
    try {
      final Path file = Path.of(name);
      final BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        throw CommandFailure.usage(name + ": a directory; " + WANTED);
      }
      if (!attributes.isRegularFile()) {
        throw CommandFailure.usage(name + ": a pipe, socket or device; " + WANTED);
      }
      if (attributes.size() == 0) {
        throw CommandFailure.usage(name + ": an empty file; " + WANTED);
      }
      return file;
    } catch (InvalidPathException | IOException e) {
      throw unreadable(name, e);
    }
  }

  private static byte[] contents(String name, Path file) throws CommandFailure {
    try (InputStream in = Files.newInputStream(file)) {
      final byte[] magic = in.readNBytes(MAGIC_BYTES);
      if (magic.length < MAGIC_BYTES || magic[0] != 0x7f || magic[1] != 'E') {
        return magic; // What the loader says of it is true of the whole file.
      }
      final long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw CommandFailure.usage(
            name + ": a file of " + size + " bytes; programs have at most " + MAX_BYTES);
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static byte[] assemble(Path source) throws CommandFailure {
    try {
      final Path directory = Files.createTempDirectory("framewalk-run-");
      try {
        final Path program = Assembler.ofEnvironment().assemble(source, directory);
        try {
          return Files.readAllBytes(program);
        } finally {
          Files.delete(program);
        }
      } finally {
        Files.delete(directory);
      }
    } catch (AssemblerException e) {
      throw new CommandFailure(code(e.kind()), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.MACHINE_ERROR,
          "cannot use the directory for temporary files ("
              + e.getMessage()
              + "); see that TMPDIR names one with room");
    }
  }

  private static ExitCode code(AssemblerException.Kind kind) {
    return switch (kind) {
      case UNREADABLE_SOURCE, SOURCE_ERROR, LINK_ERROR -> ExitCode.USAGE;
      case MISSING_TOOL, TOOL_FAILURE, UNWRITABLE_OUTPUT -> ExitCode.MACHINE_ERROR;
    };
  }

  /** What is said of a file that cannot be read, the same for programs and other files. */
  static CommandFailure unreadable(String name, Exception e) {
    final String why;
    if (e instanceof NoSuchFileException) {
      why = "no such file; give the path of one that exists";
    } else if (e instanceof AccessDeniedException) {
      why = "not readable; see its permissions (ls -l)";
    } else if (e instanceof FileSystemException refused && refused.getReason() != null) {
      why = refused.getReason() + "; give the path of a file that exists";
    } else {
      why = e.getMessage() + "; give a file that can be read";
    }
    return CommandFailure.usage(name + ": " + why);
  }
}
