package dev.framewalk.bench;

import java.util.ArrayList;
import java.util.List;

/** Rows as a Markdown table whose columns line up. */
final class Table {
  private static final List<String> HEAD =
      List.of("what", "reference", "ours", "ratio", "target", "verdict");

  private Table() {}

  static String of(List<Row> rows) {
    final List<List<String>> lines = new ArrayList<>();
    lines.add(HEAD);
    for (final Row row : rows) {
      lines.add(
          List.of(
              row.what(),
              row.reference(),
              row.ours(),
              row.ratio(),
              row.target(),
              row.verdict().toString()));
    }
    final int[] widths = new int[HEAD.size()];
    for (final List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    final StringBuilder text = new StringBuilder();
    append(text, lines.get(0), widths);
    for (final int width : widths) {
      text.append('|').append("-".repeat(width + 2));
    }
    text.append("|\n");
    for (final List<String> line : lines.subList(1, lines.size())) {
      append(text, line, widths);
    }
    return text.toString();
  }

  private static void append(StringBuilder text, List<String> line, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      final String cell = line.get(i);
      text.append("| ").append(cell).append(" ".repeat(widths[i] - cell.length() + 1));
    }
    text.append("|\n");
  }
}
