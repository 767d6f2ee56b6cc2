package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.debug.Printable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Names that others chose: of files, parts and students. */
final class Names {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Pattern FILE_PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,127}");
  private static final int SHOWN = 200;

  private Names() {}

  /** Whether it is small letters, digits and hyphens. */
  static boolean isId(String name) {
    return ID.matcher(name).matches();
  }

  /** Whether it names a file below a directory, with none of the ways out of it. */
  static boolean isFile(String name) {
    for (final String part : name.split("/", -1)) {
      if (!FILE_PART.matcher(part).matches()) {
        return false;
      }
    }
    return true;
  }

  /** A name on one line of text, and of a length that fits it. */
  static String printable(String name) {
    final String shown = Printable.of(name);
    return shown.length() <= SHOWN ? shown : shown.substring(0, SHOWN) + "...";
  }

  /**
   * The path that a user wrote.
   *
   * @throws LabException if it is none
   */
  static Path path(String name) throws LabException {
    if (name.isEmpty()) {
      throw new LabException("an empty name; give a file or directory");
    }
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new LabException(printable(name) + ": no path: " + e.getReason());
    }
  }
}
