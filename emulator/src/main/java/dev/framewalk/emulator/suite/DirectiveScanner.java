package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.debug.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the directives among the lines of a source, and what looks like one and is none. */
final class DirectiveScanner {
  private static final Pattern COMMENT = Pattern.compile("[ \\t]*+(?:#++|//++)[ \\t]*+");
  private static final Pattern HEAD =
      Pattern.compile("([A-Z][A-Z0-9_-]++)[ \\t]*+(?:\\[([^\\]]*+)\\])?[ \\t]*+:");

  /** A name of ours that something else than a colon follows, or that is not in capitals. */
  private static final Pattern SLIP =
      Pattern.compile(
          "(RUN(?=[ \\t]*+$|[ \\t]++[\\w.-]++[ \\t]*+$)|(?i:EXPECT[-_ ](?:NO[-_ ])?[A-Z]++))"
              + "(?:[ \\t\\[:]|$)");

  /** Directives where the assembler sees a comment and we see none. */
  private static final Pattern MISPLACED =
      Pattern.compile(
          "(?:#|//|/\\*++|^[ \\t]*+\\*++)[ \\t]*+"
              + "((?:RUN|WITH|EXPECT-[A-Z-]++)(?:\\[[^\\]]*+\\])?:)");

  /** Words that people write in capitals and with a colon in comments. */
  private static final Set<String> REMARKS = Set.of("NOTE", "TODO", "FIXME", "XXX", "BUG");

  private static final Pattern REGISTER =
      Pattern.compile(
          "[RE]?(?:[ABCD]X|[SD]I|[SB]P|IP|FLAGS)|R\\d+[DWB]?|[XY]MM\\d+|[CD]R\\d|[C-GS]S");

  private static final int SHORTEST_WORD = 3;

  private final List<Directive> directives = new ArrayList<>();
  private final List<Malformed> problems = new ArrayList<>();
  private boolean close;

  private DirectiveScanner() {}

  /**
   * What was found.
   *
   * @param directives those that have a known name
   * @param problems lines that look like directives
   * @param meant whether the file is meant to be a test: it holds a directive, or nearly one
   */
  record Found(List<Directive> directives, List<Malformed> problems, boolean meant) {}

  static Found scan(List<String> lines) {
    final DirectiveScanner scanner = new DirectiveScanner();
    for (int i = 0; i < lines.size(); i++) {
      scanner.line(i + 1, lines.get(i));
    }
    final boolean meant = !scanner.directives.isEmpty() || scanner.close;
    return new Found(
        List.copyOf(scanner.directives), meant ? List.copyOf(scanner.problems) : List.of(), meant);
  }

  private void line(int number, String line) {
    final Matcher comment = COMMENT.matcher(line);
    if (!comment.lookingAt()) {
      misplaced(number, line);
      return;
    }
    final int start = comment.end();
    final Matcher head = HEAD.matcher(line).region(start, line.length());
    if (!head.lookingAt()) {
      slip(number, line, start);
      return;
    }
    final String word = head.group(1);
    final Place place = new Place(number, start + 1);
    final Optional<DirectiveName> name = DirectiveName.of(word);
    if (name.isPresent()) {
      final Optional<Stated<String>> process =
          Optional.ofNullable(head.group(2))
              .map(text -> new Stated<>(text.strip(), new Place(number, head.start(2) + 1)));
      final boolean blank = head.end() < line.length() && line.charAt(head.end()) == ' ';
      final int value = head.end() + (blank ? 1 : 0);
      directives.add(
          new Directive(
              name.get(), place, process, line.substring(value), new Place(number, value + 1)));
    } else if (word.length() >= SHORTEST_WORD
        && !REMARKS.contains(word)
        && !REGISTER.matcher(word).matches()) {
      unknown(place, word);
    }
  }

  private void unknown(Place place, String word) {
    final List<String> meant = meant(word.replace('_', '-'));
    if (meant.isEmpty() && word.contains("_") && !word.startsWith("EXPECT")) {
      return; // a constant of Linux's, and what it is for
    }
    close |=
        word.startsWith("EXPECT")
            || meant.stream().anyMatch(name -> name.charAt(0) == word.charAt(0));
    problems.add(
        new Malformed(
            place,
            "no directive " + word + didYouMean(meant) + "; a remark needs no capitals and colon"));
  }

  private static List<String> meant(String word) {
    final List<String> near = Suggestions.near(word, DirectiveName.words());
    return near.isEmpty() ? DirectiveName.words().stream().filter(word::startsWith).toList() : near;
  }

  private void slip(int number, String line, int start) {
    final Matcher slip = SLIP.matcher(line).region(start, line.length());
    if (!slip.lookingAt()) {
      return;
    }
    final String meant = slip.group(1).toUpperCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
    final Optional<DirectiveName> name = DirectiveName.of(meant);
    if (name.isPresent()) {
      close = true;
      problems.add(
          new Malformed(
              new Place(number, start + 1),
              "a directive is written in capitals, with a colon: # " + name.get().form()));
    }
  }

  private void misplaced(int number, String line) {
    final Matcher misplaced = MISPLACED.matcher(line);
    if (misplaced.find() && line.lastIndexOf('"', misplaced.start()) < 0) {
      close = true;
      problems.add(
          new Malformed(
              new Place(number, misplaced.start(1) + 1),
              "a directive stands on a line of its own, behind # or //"));
    }
  }

  /** As {@code " (did you mean RUN?)"}; nothing if there is nothing to suggest. */
  static String didYouMean(List<String> meant) {
    return meant.isEmpty() ? "" : " (did you mean " + String.join(" or ", meant) + "?)";
  }
}
