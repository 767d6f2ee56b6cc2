package dev.framewalk.emulator.suite;

/**
 * Where in a file something stands.
 *
 * @param line from 1
 * @param column in characters, from 1
 */
public record Place(int line, int column) {
  /**
   * @throws IllegalArgumentException if one is not positive
   */
  public Place {
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException("no place in a file: line=" + line + ", column=" + column);
    }
  }

  @Override
  public String toString() {
    return line + ":" + column;
  }
}
