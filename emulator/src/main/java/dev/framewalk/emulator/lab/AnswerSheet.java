package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.debug.Suggestions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What stands in a file of answers: lines {@code key: answer}, comments from {@code #} to the end
 * of the line. Everything that is odd is kept as an error, with its line, for whoever looks for
 * that answer.
 */
final class AnswerSheet {
  private static final String SEED = "seed";
  private static final int MOST_STRAY = 5;

  /**
   * One answer.
   *
   * @param line from 0
   * @param column where the answer begins, from 0
   */
  record Given(int line, int column, String text) {}

  private final TextFile file;
  private final Map<String, Given> given = new HashMap<>();
  private final Map<String, String> twice = new HashMap<>();
  private final List<String> stray = new ArrayList<>();
  private int strayLines;
  private Optional<String> otherSeed = Optional.empty();

  private AnswerSheet(TextFile file) {
    this.file = file;
  }

  /** Reads {@code file}, which has answers to {@code keys} of the variant {@code seed}. */
  static AnswerSheet of(TextFile file, Set<String> keys, long seed) {
    final AnswerSheet sheet = new AnswerSheet(file);
    for (int line = 0; line < file.lines().size(); line++) {
      sheet.read(line, keys, seed);
    }
    return sheet;
  }

  private void read(int line, Set<String> keys, long seed) {
    final String whole = file.lines().get(line);
    final int comment = whole.indexOf('#');
    final String text = comment < 0 ? whole : whole.substring(0, comment);
    if (text.isBlank()) {
      return;
    }
    final int start = text.length() - text.stripLeading().length();
    final int end = separator(text);
    if (end < 0) {
      stray(line, start, "no answer: write `key: answer`");
      return;
    }
    final String key = text.substring(0, end).strip().toLowerCase(Locale.ROOT);
    final String value = text.substring(end + 1);
    final int column = end + 1 + value.length() - value.stripLeading().length();
    final Given answer = new Given(line, column, value.strip());
    if (key.equals(SEED)) {
      seed(answer, seed);
    } else if (!keys.contains(key)) {
      final List<String> near = Suggestions.near(key, new TreeSet<>(keys));
      stray(
          line,
          start,
          "no question is called "
              + BadAnswer.shown(key)
              + (near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?"));
    } else if (!answer.text().isEmpty()) {
      final Given first = given.putIfAbsent(key, answer);
      if (first != null) {
        twice.put(
            key,
            file.error(
                line,
                start,
                "a second answer to "
                    + key
                    + ": there is one in line "
                    + (first.line() + 1)
                    + "; keep one of them"));
      }
    }
  }

  /** Where the key ends: a colon, or the equals sign that people write as well. */
  private static int separator(String text) {
    final int colon = text.indexOf(':');
    final int equals = text.indexOf('=');
    return colon < 0 ? equals : equals < 0 ? colon : Math.min(colon, equals);
  }

  private void seed(Given answer, long seed) {
    if (!answer.text().equals(Long.toString(seed)) && otherSeed.isEmpty()) {
      otherSeed =
          Optional.of(
              file.error(
                  answer.line(),
                  answer.column(),
                  "answers to another seed's questions: this student's seed is " + seed));
    }
  }

  private void stray(int line, int column, String what) {
    strayLines++;
    if (stray.size() < MOST_STRAY) {
      stray.add(file.error(line, column, what));
    }
  }

  /** Why none of the answers counts; empty if they do. */
  Optional<String> refusal() {
    return file.refusal().or(() -> otherSeed);
  }

  /** The answer to {@code key}, if there is one. */
  Optional<Given> answer(String key) {
    return Optional.ofNullable(given.get(key));
  }

  /** Why the answer to {@code key} does not count though there is one. */
  Optional<String> conflict(String key) {
    return Optional.ofNullable(twice.get(key));
  }

  /** Lines that answer nothing, which somebody whose answer is missing wants to know of. */
  List<String> stray() {
    if (strayLines <= stray.size()) {
      return List.copyOf(stray);
    }
    final List<String> all = new ArrayList<>(stray);
    all.add("and " + (strayLines - stray.size()) + " more such lines");
    return all;
  }

  /** An error at an answer. */
  String error(Given answer, String what) {
    return file.error(answer.line(), answer.column(), what);
  }
}
