package dev.framewalk.guest.junit;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.Suggestions;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What somebody may have meant who wrote a name that there is not. */
final class Near {
  private static final int MOST = 8;

  private Near() {}

  /** {@code did you mean consumer?}, or what there is. */
  static String hint(String word, Collection<String> names) {
    if (names.isEmpty()) {
      return "there are none";
    }
    // Two letters that changed places are two slips.
    final int slips = word.length() < 4 ? 1 : Math.max(2, Math.min(3, word.length() / 3));
    final List<String> near =
        names.stream()
            .filter(name -> Suggestions.distance(word, name) <= slips)
            .sorted(Comparator.comparingInt(name -> Suggestions.distance(word, name)))
            .limit(3)
            .map(Printable::of)
            .toList();
    if (!near.isEmpty()) {
      return "did you mean " + String.join(" or ", near) + "?";
    }
    return "there "
        + (names.size() == 1 ? "is " : "are ")
        + names.stream().limit(MOST).map(Printable::of).collect(Collectors.joining(", "))
        + (names.size() > MOST ? ", and " + (names.size() - MOST) + " more" : "");
  }
}
