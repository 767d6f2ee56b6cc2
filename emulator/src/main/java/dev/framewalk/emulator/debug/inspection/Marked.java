package dev.framewalk.emulator.debug.inspection;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.machine.MarkedLine;
import java.util.List;

/** Lines with their marks as a style shows them. */
final class Marked {
  private Marked() {}

  static String text(List<MarkedLine> lines, Style style) {
    final StringBuilder text = new StringBuilder(1024);
    for (final MarkedLine line : lines) {
      // Names that guests chose are in it.
      final String shown = Printable.of(line.text());
      text.append(
              switch (line.mark()) {
                case PLAIN -> shown;
                case GOOD -> style.good(shown);
                case BAD -> style.bad(shown);
                case STRONG -> style.strong(shown);
                case FAINT -> style.faint(shown);
              })
          .append('\n');
    }
    return text.toString();
  }
}
