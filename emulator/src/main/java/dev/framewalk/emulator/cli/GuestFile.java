package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A file of ours that guests are to find: {@code --file GUEST=HOST}.
 *
 * @param option as it was given
 * @param path absolute, in the machine's tree
 * @param bytes what is in it
 * @param mode permission bits: executable if the file of ours is
 */
record GuestFile(String option, String path, byte[] bytes, int mode) {
  /** Larger ones do not fit into a file of the machine's. */
  private static final long MAX_BYTES = 256L << 20;

  /**
   * Reads what {@code option} names.
   *
   * @throws CommandFailure if it is not of that form, or the file cannot be read
   */
  static GuestFile of(String option) throws CommandFailure {
    final int equals = option.indexOf('=');
    if (equals < 2 || option.charAt(0) != '/' || equals == option.length() - 1) {
      throw CommandFailure.usage(
          "--file " + option + ": no pair of paths; give GUEST=HOST, GUEST from / on");
    }
    final String name = option.substring(equals + 1);
    try {
      final Path file = Path.of(name);
      if (!Files.isRegularFile(file)) {
        throw CommandFailure.usage(
            "--file " + option + ": " + name + " is no regular file; give one");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw CommandFailure.usage(
            "--file " + option + ": more than " + MAX_BYTES + " bytes; give less");
      }
      return new GuestFile(
          option,
          option.substring(0, equals),
          Files.readAllBytes(file),
          Files.isExecutable(file) ? 0755 : 0644);
    } catch (InvalidPathException | IOException e) {
      throw ProgramFiles.unreadable("--file " + option, e);
    }
  }

  /** Puts it into {@code machine}. */
  void putInto(Machine machine) throws CommandFailure {
    try {
      machine.files().write(path, bytes, mode);
    } catch (ErrnoException e) {
      throw CommandFailure.usage(
          "--file " + option + ": " + e.getMessage() + " (" + e.errno() + "); give another path");
    }
  }
}
