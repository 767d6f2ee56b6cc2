package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.lab.AnswerLab.Answered;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The questions of a variant: the sheet that is to be filled in, and the check of a filled one. */
final class Questionnaire {
  /** The file that holds the answers. */
  static final String FILE = "answers.txt";

  private final String title;
  private final long seed;
  private final List<Asked> questions;

  /**
   * @param title what the sheet begins with
   */
  Questionnaire(String title, long seed, List<Asked> questions) {
    this.title = title;
    this.seed = seed;
    this.questions = List.copyOf(questions);
  }

  /** The sheet without answers. */
  String blank() {
    return sheet(item -> "");
  }

  /** The sheet with the right answers. */
  String solved() {
    return sheet(item -> " " + item.expected());
  }

  /** The sheet of somebody who makes the slip {@code name} wherever there is room for it. */
  String slipped(String name) {
    return sheet(item -> " " + item.answerWith(name));
  }

  private String sheet(Function<Item, String> answer) {
    final StringBuilder text = new StringBuilder(2048);
    text.append("# ").append(title).append('\n');
    text.append("# Write each answer behind its colon. What follows a # is a comment.\n");
    text.append("seed: ").append(seed).append('\n');
    for (final Asked question : questions) {
      text.append('\n');
      for (final String line : question.text()) {
        text.append("# ").append(line).append('\n');
      }
      for (final Item item : question.items()) {
        text.append(item.key()).append(':').append(answer.apply(item)).append('\n');
      }
    }
    return text.toString();
  }

  /** One verdict for each question on the answers in {@code submission}. */
  List<Answered> check(Map<String, String> submission) {
    final Set<String> keys = new LinkedHashSet<>();
    questions.forEach(question -> question.items().forEach(item -> keys.add(item.key())));
    final AnswerSheet sheet = AnswerSheet.of(TextFile.of(submission, FILE), keys, seed);
    final List<Answered> answered = new ArrayList<>();
    for (final Asked question : questions) {
      if (sheet.refusal().isPresent()) {
        final String why = sheet.refusal().get();
        // One error is the matter of all questions: it is shown whole once.
        answered.add(
            failed(
                question.part(),
                0,
                answered.isEmpty() ? why : why.lines().findFirst().orElse(why),
                Optional.empty()));
      } else {
        answered.add(check(question, sheet));
      }
    }
    return answered;
  }

  private static Answered check(Asked question, AnswerSheet sheet) {
    final List<String> wrong = new ArrayList<>();
    Optional<String> hint = Optional.empty();
    final Map<AnswerKind, List<String>> missing = new LinkedHashMap<>();
    int unanswered = 0;
    for (final Item item : question.items()) {
      final Optional<AnswerSheet.Given> given = sheet.answer(item.key());
      final Optional<String> conflict = sheet.conflict(item.key());
      if (conflict.isPresent()) {
        wrong.add(conflict.get());
      } else if (given.isEmpty()) {
        missing.computeIfAbsent(item.kind(), kind -> new ArrayList<>()).add(item.key());
        unanswered++;
      } else {
        try {
          final String normal = item.kind().normal(given.get().text());
          if (!normal.equals(item.expected())) {
            wrong.add(sheet.error(given.get(), "not the answer to " + item.key()));
            final Optional<String> slip =
                item.slipTo(normal).map(Slip::hint).or(() -> radixHint(item, given.get().text()));
            hint = hint.isPresent() ? hint : slip;
          }
        } catch (BadAnswer e) {
          wrong.add(sheet.error(given.get(), e.text()));
        }
      }
    }
    final int good = question.items().size() - wrong.size() - unanswered;
    if (good == question.items().size()) {
      return new Answered(question.part(), Verdict.PASSED, 1, "", Optional.empty());
    }
    missing.forEach(
        (kind, keys) ->
            wrong.add("not answered: " + String.join(", ", keys) + " (" + kind.form() + ")"));
    if (unanswered > 0) {
      wrong.addAll(sheet.stray());
    }
    final double fraction = good / (double) question.items().size();
    return failed(question.part(), fraction, String.join("\n", wrong), hint);
  }

  /** What to say to somebody whose digits are right and whose radix is not. */
  private static Optional<String> radixHint(Item item, String text) {
    if (item.kind() != AnswerKind.NUMBER && item.kind() != AnswerKind.OUTCOME) {
      return Optional.empty();
    }
    try {
      if (item.kind().normal("0x" + text).equals(item.expected())) {
        return Optional.of("those digits are right in hexadecimal: write 0x" + text);
      }
    } catch (BadAnswer e) {
      // Then it is not that.
    }
    try {
      if (text.startsWith("0x") && item.kind().normal(text.substring(2)).equals(item.expected())) {
        return Optional.of("those digits are right in decimal: behind 0x they are hexadecimal");
      }
    } catch (BadAnswer e) {
      // Then it is not that.
    }
    return Optional.empty();
  }

  private static Answered failed(
      String part, double fraction, String message, Optional<String> hint) {
    return new Answered(part, Verdict.FAILED, fraction, message, hint);
  }
}
