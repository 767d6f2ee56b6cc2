package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.lab.Grade.PartGrade;
import dev.framewalk.emulator.lab.Lab.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * Grades as a table for spreadsheets (RFC 4180): a row a submission, a column for each part's
 * points. A cell that a spreadsheet would take for a formula begins with an apostrophe.
 */
final class GradeCsv {
  private GradeCsv() {}

  static String of(Lab lab, List<Grade> grades) {
    final StringBuilder text = new StringBuilder();
    final List<String> head =
        new ArrayList<>(List.of("submission", "student", "seed", "verdict", "points", "of"));
    lab.parts().stream().map(Part::id).forEach(head::add);
    head.add("notes");
    row(head, text);
    for (final Grade grade : grades) {
      final List<String> row = new ArrayList<>();
      row.add(grade.submission());
      row.add(grade.student().orElse(""));
      row.add(grade.seed().isPresent() ? Long.toString(grade.seed().getAsLong()) : "");
      row.add(grade.verdict().words());
      row.add(grade.points().toString());
      row.add(grade.of().toString());
      for (final PartGrade part : grade.parts()) {
        row.add(part.points().toString());
      }
      row.add(String.join("; ", notes(grade)));
      row(row, text);
    }
    return text.toString();
  }

  private static List<String> notes(Grade grade) {
    final List<String> notes = new ArrayList<>();
    for (final PartGrade part : grade.parts()) {
      if (part.verdict() == Verdict.NO_VERDICT || part.verdict() == Verdict.GRADER_ERROR) {
        notes.add(part.part().id() + ": " + part.verdict().words());
      }
    }
    notes.addAll(grade.notes());
    return notes;
  }

  private static void row(List<String> cells, StringBuilder text) {
    text.append(String.join(",", cells.stream().map(GradeCsv::cell).toList())).append("\r\n");
  }

  private static String cell(String value) {
    final String safe =
        !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? "\"" + safe.replace("\"", "\"\"") + "\""
        : safe;
  }
}
