package dev.framewalk.emulator.debug.strace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the tables beside this class: lines of words, {@code #} begins a comment line. */
final class Tables {
  private Tables() {}

  /** The lines of a table that are neither empty nor comments, with their indentation. */
  static List<String> lines(String table) {
    final List<String> lines = new ArrayList<>();
    try (InputStream in = Tables.class.getResourceAsStream(table)) {
      if (in == null) {
        throw new IllegalStateException("a table is missing: " + table);
      }
      final BufferedReader reader =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank() && line.charAt(0) != '#') {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a table cannot be read: " + table, e);
    }
    return lines;
  }

  /** The words of a line. */
  static String[] words(String line) {
    return line.trim().split(" +", -1);
  }
}
