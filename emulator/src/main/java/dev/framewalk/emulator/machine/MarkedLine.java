package dev.framewalk.emulator.machine;

import java.util.List;

/**
 * A line for a person, and how it is to be looked at.
 *
 * @param text the line without its line feed
 * @param mark what it is
 */
public record MarkedLine(String text, Mark mark) {
  /** What a line is. */
  public enum Mark {
    PLAIN,
    /** As it should be. */
    GOOD,
    /** What fails. */
    BAD,
    /** To be looked at first. */
    STRONG,
    /** There for completeness. */
    FAINT
  }

  /** {@code text} without the line feeds that a name in it may have. */
  static String onOneLine(String text) {
    return text.replace("\n", "\\u000a");
  }

  /** The lines without marks, each ended by a line feed. */
  public static String text(List<MarkedLine> lines) {
    final StringBuilder text = new StringBuilder(1024);
    for (final MarkedLine line : lines) {
      text.append(onOneLine(line.text())).append('\n');
    }
    return text.toString();
  }
}
