package dev.framewalk.emulator.debug.strace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each call was made, and refused: what {@code strace -c} counts. */
public final class CallCounts {
  /**
   * A call's counts.
   *
   * @param name Linux's name
   * @param number Linux's number
   * @param calls how often it was made
   * @param errors how often it was refused
   */
  public record Row(String name, long number, long calls, long errors) {}

  private final Map<Long, long[]> counts = new HashMap<>();

  CallCounts() {}

  void made(long number) {
    counts.computeIfAbsent(number, key -> new long[2])[0]++;
  }

  void refused(long number) {
    counts.computeIfAbsent(number, key -> new long[2])[1]++;
  }

  /** The rows, the call made most often first. */
  public List<Row> rows() {
    final List<Row> rows = new ArrayList<>();
    for (final Map.Entry<Long, long[]> each : counts.entrySet()) {
      rows.add(
          new Row(
              CallSignatures.name(each.getKey()),
              each.getKey(),
              each.getValue()[0],
              each.getValue()[1]));
    }
    rows.sort(Comparator.comparingLong(Row::calls).reversed().thenComparing(Row::name));
    return rows;
  }

  /** The rows as a table with their sum. */
  public String text() {
    final StringBuilder text = new StringBuilder();
    text.append("     calls    errors syscall\n");
    final String rule = "---------- --------- ----------------\n";
    text.append(rule);
    long calls = 0;
    long errors = 0;
    for (final Row row : rows()) {
      line(text, row.calls(), row.errors(), row.name());
      calls += row.calls();
      errors += row.errors();
    }
    text.append(rule);
    line(text, calls, errors, "total");
    return text.toString();
  }

  private static void line(StringBuilder text, long calls, long errors, String name) {
    right(text, Long.toString(calls), 10);
    right(text, errors == 0 ? "" : Long.toString(errors), 10);
    text.append(' ').append(name).append('\n');
  }

  private static void right(StringBuilder text, String number, int width) {
    text.append(" ".repeat(Math.max(0, width - number.length()))).append(number);
  }
}
