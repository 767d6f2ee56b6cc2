package dev.framewalk.emulator.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads TAP by the grammar of the TAP 14 specification (testanything.org, "TAP14 Format"), and
 * takes nothing that is not in it: version line, plan before the points, points numbered from 1,
 * YAML blocks of two more blanks behind a point. Subtests, pragmas and bail-outs do not occur here.
 */
final class TapValidator {
  private static final Pattern PLAN = Pattern.compile("1\\.\\.(\\d+)");
  private static final Pattern POINT = Pattern.compile("(not )?ok (\\d+)(?: - (.*))?");

  /**
   * A test point.
   *
   * @param description unescaped
   * @param yaml the lines of its YAML block, without their indentation
   */
  record Point(boolean ok, String description, List<String> yaml) {}

  private TapValidator() {}

  static List<Point> read(String tap) {
    if (!tap.endsWith("\n")) {
      throw new IllegalArgumentException("the last line has no end");
    }
    final List<String> lines = List.of(tap.substring(0, tap.length() - 1).split("\n", -1));
    require(lines.get(0).equals("TAP version 14"), "version", 0);
    final Matcher plan = PLAN.matcher(lines.get(1));
    require(plan.matches(), "plan", 1);
    final List<Point> points = new ArrayList<>();
    int next = 2;
    while (next < lines.size()) {
      final Matcher point = POINT.matcher(lines.get(next));
      require(point.matches(), "test point", next);
      require(Integer.parseInt(point.group(2)) == points.size() + 1, "number in order", next);
      final String description = unescaped(String.valueOf(point.group(3)), next);
      next++;
      final List<String> yaml = new ArrayList<>();
      if (next < lines.size() && lines.get(next).startsWith("  ")) {
        require(lines.get(next).equals("  ---"), "start of YAML", next);
        next++;
        while (!lines.get(next).equals("  ...")) {
          require(lines.get(next).startsWith("  "), "YAML indented by two", next);
          yaml.add(lines.get(next).substring(2));
          next++;
        }
        next++;
      }
      points.add(new Point(point.group(1) == null, description, yaml));
    }
    require(points.size() == Integer.parseInt(plan.group(1)), "as many points as planned", 1);
    return points;
  }

  /** A hash that is not escaped begins a directive, and a backslash escapes only these two. */
  private static String unescaped(String description, int line) {
    final StringBuilder text = new StringBuilder();
    for (int i = 0; i < description.length(); i++) {
      char c = description.charAt(i);
      require(c != '#', "hash escaped", line);
      require(c >= ' ', "no control character", line);
      if (c == '\\') {
        i++;
        require(i < description.length(), "something behind a backslash", line);
        c = description.charAt(i);
        require(c == '\\' || c == '#', "an escape that there is", line);
      }
      text.append(c);
    }
    return text.toString();
  }

  private static void require(boolean holds, String what, int line) {
    if (!holds) {
      throw new IllegalArgumentException("line " + (line + 1) + ": no " + what);
    }
  }
}
