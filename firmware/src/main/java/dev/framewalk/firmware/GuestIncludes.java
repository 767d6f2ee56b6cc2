package dev.framewalk.firmware;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * The include files of guest programs: {@code guest.inc} and what it includes. They work with GNU
 * as alone, natively and for the machine: {@code as -I DIRECTORY prog.S -o prog.o && ld prog.o}.
 */
public final class GuestIncludes {
  private static final String RESOURCES = "/dev/framewalk/guest/";

  /** The files' names, the one that includes all others first. */
  public static final List<String> NAMES =
      List.of(
          "guest.inc",
          "linux.inc",
          "print.inc",
          "assert.inc",
          "shm.inc",
          "process.inc",
          "args.inc",
          "signal.inc",
          "partner.inc");

  private GuestIncludes() {}

  /**
   * Writes every include file into {@code directory}, over files of the same names.
   *
   * @throws IOException if the directory is missing or cannot be written
   */
  public static void extractTo(Path directory) throws IOException {
    for (String name : NAMES) {
      Files.write(directory.resolve(name), contents(name));
    }
  }

  /**
   * Returns the bytes of the include file {@code name}, one of {@link #NAMES}.
   *
   * @throws IOException if the class path cannot be read
   * @throws IllegalArgumentException if there is no such include file
   */
  public static byte[] contents(String name) throws IOException {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("no such include file: name=" + name);
    }
    try (InputStream in =
        Objects.requireNonNull(
            GuestIncludes.class.getResourceAsStream(RESOURCES + name),
            () -> "not on the class path: " + RESOURCES + name)) {
      return in.readAllBytes();
    }
  }

  /**
   * Returns a few characters that differ where a byte of the include files does.
   *
   * @throws IOException if the class path cannot be read
   */
  public static String fingerprint() throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String name : NAMES) {
        digest.update(contents(name));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
