package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.lab.Grade.PartGrade;
import java.util.List;

/** Grades for a person: a line a submission, then why points are missing. */
final class GradeText {
  private static final int DETAILED = 20;
  private static final int MOST_LINES = 12;

  private GradeText() {}

  static String of(Lab lab, List<Grade> grades) {
    final StringBuilder text = new StringBuilder();
    final int width =
        grades.stream().mapToInt(grade -> grade.submission().length()).max().orElse(0);
    for (final Grade grade : grades) {
      text.append(
          String.format(
              "%-" + Math.max(width, 1) + "s  %-12s %5s/%s%s%n",
              grade.submission(),
              grade.verdict().words(),
              grade.points(),
              grade.of(),
              grade.student().map(student -> "  " + student).orElse("")));
      grade.notes().forEach(note -> text.append("    note: ").append(note).append('\n'));
      if (grades.size() <= DETAILED) {
        details(grade, text);
      }
    }
    return text.append(summary(grades)).toString();
  }

  private static void details(Grade grade, StringBuilder text) {
    String last = "";
    for (final PartGrade part : grade.parts()) {
      if (part.verdict() == Verdict.PASSED) {
        continue;
      }
      text.append(
          String.format(
              "  %-12s %5s/%s  %s%n",
              part.verdict().words(), part.points(), part.part().points(), part.part().id()));
      if (!part.text().equals(last)) {
        part.text()
            .lines()
            .limit(MOST_LINES)
            .forEach(line -> text.append("      ").append(line).append('\n'));
      }
      last = part.text();
      part.hint().ifPresent(hint -> text.append("      hint: ").append(hint).append('\n'));
      part.evidence().ifPresent(file -> text.append("      see ").append(file).append('\n'));
    }
  }

  private static String summary(List<Grade> grades) {
    final StringBuilder text = new StringBuilder();
    text.append(grades.size()).append(grades.size() == 1 ? " submission" : " submissions");
    String separator = ": ";
    for (final Verdict verdict : Verdict.values()) {
      final long count = grades.stream().filter(grade -> grade.verdict() == verdict).count();
      if (count > 0) {
        text.append(separator).append(count).append(' ').append(verdict.words());
        separator = ", ";
      }
    }
    return text.append('\n').toString();
  }
}
