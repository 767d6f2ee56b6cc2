package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.debug.Printable;
import java.util.Optional;

/**
 * What is wrong in a test file.
 *
 * @param file the file as its user named it
 * @param place where in it; empty if it cannot be read at all
 * @param message what is wrong and what to do
 * @param line the line of the file; empty without a place
 */
public record Problem(String file, Optional<Place> place, String message, String line) {
  private static final int SHOWN_WIDTH = 120;

  /** How many characters before the place are shown of a line that is too long to be shown. */
  private static final int SHOWN_BEFORE = 40;

  /** As {@code FILE:LINE:COLUMN: MESSAGE}, then the line itself and a caret below the place. */
  public String text() {
    final String head =
        Printable.of(file) + place.map(at -> ":" + at).orElse("") + ": " + Printable.of(message);
    if (place.isEmpty()) {
      return head;
    }
    final int column = Math.min(place.get().column() - 1, line.length());
    final int from = line.length() <= SHOWN_WIDTH ? 0 : Math.max(0, column - SHOWN_BEFORE);
    final int to = Math.min(line.length(), from + SHOWN_WIDTH);
    final String before = (from == 0 ? "" : "...") + shown(line.substring(from, column));
    final String behind = shown(line.substring(column, to)) + (to == line.length() ? "" : "...");
    return head + "\n  " + before + behind + "\n  " + " ".repeat(before.length()) + "^";
  }

  /** A tab would put the caret elsewhere. */
  private static String shown(String part) {
    return Printable.of(part.replace('\t', ' '));
  }
}
