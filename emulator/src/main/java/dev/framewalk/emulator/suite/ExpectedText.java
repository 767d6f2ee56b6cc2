package dev.framewalk.emulator.suite;

import java.util.List;

/**
 * What a process is to write to a stream: all of it.
 *
 * @param lines without their ends, a character for each byte (ISO 8859-1)
 * @param place where the first of them is stated
 */
public record ExpectedText(List<String> lines, Place place) {
  public ExpectedText {
    lines = List.copyOf(lines);
  }
}
