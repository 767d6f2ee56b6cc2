package dev.framewalk.emulator.debug;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What somebody may have meant who wrote something else. */
public final class Suggestions {
  private static final int MOST = 3;

  private Suggestions() {}

  /** Those of {@code names} that two slips of the hand or fewer make of {@code word}. */
  public static List<String> near(String word, Collection<String> names) {
    final List<String> found = new ArrayList<>();
    for (int slips = 1; slips <= 2 && slips < word.length() && found.isEmpty(); slips++) {
      for (final String name : names) {
        if (found.size() < MOST
            && Math.abs(name.length() - word.length()) <= slips
            && distance(word, name) <= slips) {
          found.add(Printable.of(name));
        }
      }
    }
    return found;
  }

  /** Letters to change, add or take away to make {@code b} of {@code a} (Levenshtein). */
  public static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      final int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        final int same = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(same, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[b.length()];
  }
}
