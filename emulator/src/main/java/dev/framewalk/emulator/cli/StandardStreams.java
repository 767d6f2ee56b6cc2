package dev.framewalk.emulator.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The three streams of a program. Output streams have no buffer, so that what comes first stands
 * first, and nothing is lost when the program is interrupted.
 */
record StandardStreams(InputStream in, OutputStream out, OutputStream err) {
  /** This process's. */
  static StandardStreams ofProcess() {
    return new StandardStreams(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err));
  }

  /**
   * Writes text that the user asked for to standard output, in UTF-8.
   *
   * @throws OutputFailure if it cannot be written
   */
  void print(String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new OutputFailure("standard output", e);
    }
  }

  /** Writes text about a run to standard error, in UTF-8; there is nobody to tell if that fails. */
  void tell(String text) {
    try {
      err.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      return;
    }
  }
}
