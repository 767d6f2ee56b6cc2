package dev.framewalk.firmware;

/**
 * A line of a source file.
 *
 * @param file the file, as whoever named it wrote it
 * @param line its line, from 1
 */
public record SourceLine(String file, int line) {
  /**
   * @throws IllegalArgumentException if {@code line} is not positive
   */
  public SourceLine {
    if (line <= 0) {
      throw new IllegalArgumentException("no line: file=" + file + ", line=" + line);
    }
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
