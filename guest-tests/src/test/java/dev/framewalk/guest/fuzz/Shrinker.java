package dev.framewalk.guest.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a list that fails as short as leaving lines out makes it. */
final class Shrinker {
  private Shrinker() {}

  /**
   * Returns a part of {@code lines} that still fails, and of which no single line can be left out.
   *
   * @param fails whether a list fails; {@code lines} does
   */
  static List<String> shrink(List<String> lines, Predicate<List<String>> fails) {
    List<String> smallest = lines;
    for (int chunk = Math.max(1, lines.size() / 2); chunk >= 1; chunk /= 2) {
      boolean shorter = true;
      while (shorter) {
        shorter = false;
        for (int at = 0; at < smallest.size(); at += chunk) {
          List<String> candidate = new ArrayList<>(smallest);
          candidate.subList(at, Math.min(at + chunk, candidate.size())).clear();
          if (fails.test(candidate)) {
            smallest = List.copyOf(candidate);
            shorter = true;
            at -= chunk;
          }
        }
      }
    }
    return smallest;
  }
}
