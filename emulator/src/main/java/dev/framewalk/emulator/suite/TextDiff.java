package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.debug.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The difference between two texts, for people: whole lines, a few of them. */
final class TextDiff {
  private static final int MOST_SHOWN = 20;
  private static final int WIDTH = 200;

  /** Longer texts are compared from the first line that differs on, without looking for gaps. */
  private static final int MOST_COMPARED = 500;

  private static final int CONTEXT = 2;

  private TextDiff() {}

  /** The lines of a text, of which the last may lack its end. */
  static List<String> lines(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    final String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    return List.of(whole.split("\n", -1));
  }

  /** What of {@code expected} is missing in {@code found}, and what is there instead. */
  static String of(List<String> expected, List<String> found) {
    int same = 0;
    while (same < expected.size()
        && same < found.size()
        && expected.get(same).equals(found.get(same))) {
      same++;
    }
    final List<String> rows = new ArrayList<>();
    final int from = Math.max(0, same - CONTEXT);
    if (from > 0) {
      rows.add("    ... " + from + " lines are the same");
    }
    for (int i = from; i < same; i++) {
      rows.add("      " + shown(expected.get(i)));
    }
    final List<String> a = expected.subList(same, Math.min(expected.size(), same + MOST_COMPARED));
    final List<String> b = found.subList(same, Math.min(found.size(), same + MOST_COMPARED));
    compare(a, b, rows);
    if (rows.size() > MOST_SHOWN) {
      final int more = rows.size() - MOST_SHOWN;
      rows.subList(MOST_SHOWN, rows.size()).clear();
      rows.add("    ... and " + more + " lines more");
    }
    return String.join("\n", rows);
  }

  private static void compare(List<String> a, List<String> b, List<String> rows) {
    // Lengths of the longest common subsequences of the rests.
    final int[][] longest = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        longest[i][j] =
            a.get(i).equals(b.get(j))
                ? longest[i + 1][j + 1] + 1
                : Math.max(longest[i + 1][j], longest[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
        rows.add("      " + shown(a.get(i)));
        i++;
        j++;
      } else if (i < a.size() && (j == b.size() || longest[i + 1][j] >= longest[i][j + 1])) {
        rows.add("    - " + shown(a.get(i)));
        i++;
      } else {
        rows.add("    + " + shown(b.get(j)));
        j++;
      }
    }
  }

  /** A line of bytes, a character each, as text that may be looked at. */
  static String shown(String line) {
    final String cut = line.length() > WIDTH ? line.substring(0, WIDTH) : line;
    final String end = line.length() > WIDTH ? "... (" + line.length() + " bytes)" : "";
    final byte[] bytes = cut.getBytes(StandardCharsets.ISO_8859_1);
    try {
      return Printable.of(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString())
          + end;
    } catch (CharacterCodingException e) {
      return Printable.of(cut) + end;
    }
  }
}
