package dev.framewalk.emulator.lab;

import static dev.framewalk.emulator.lab.WrittenNumber.hex;

import dev.framewalk.emulator.lab.MapTask.Need;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.table.PageTableLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A full solution of the lab "map it" as lines, and the same with the mistakes of students. */
final class MapModel {
  /** The 2 MiB that {@code data} lies in, and what lies beside it, are below this entry's table. */
  private static final List<PageTableLevel> ABOVE =
      List.of(PageTableLevel.PML4, PageTableLevel.PDPT, PageTableLevel.PD);

  /**
   * An entry of the solution.
   *
   * @param address the first address that it is made for, and the page's it is made for
   */
  record Line(
      String name,
      PageTableLevel level,
      long address,
      long table,
      int index,
      long target,
      String flags) {
    boolean leaf() {
      return level == PageTableLevel.PT || flags.contains("PS");
    }

    Line flagged(String other) {
      return new Line(name, level, address, table, index, target, other);
    }

    Line without(String flag) {
      return flagged(
          String.join(
              " ", List.of(flags.split(" ")).stream().filter(each -> !each.equals(flag)).toList()));
    }

    Line at(int other) {
      return new Line(name, level, address, table, other, target, flags);
    }

    String text() {
      return hex(table) + "[" + hex(index) + "] = " + hex(target) + " " + flags;
    }
  }

  private final MapTask task;
  private final long seed;
  private final List<Long> unused;
  private final List<Line> lines = new ArrayList<>();
  private final long root;

  MapModel(MapTask task, long seed) {
    this.task = task;
    this.seed = seed;
    this.unused = new ArrayList<>(task.free());
    this.root = unused.remove(0);
    for (final Need need : task.needs()) {
      add(need);
    }
  }

  private void add(Need need) {
    long table = root;
    for (final PageTableLevel level : ABOVE) {
      if (level == need.level()) {
        break;
      }
      final long next = next(level, table, need.address());
      if (next != 0) {
        table = next;
      } else {
        final long fresh = unused.remove(0);
        // Tables allow everything, so that the last entry alone decides; ring 3 gets no way into
        // the upper half.
        lines.add(line(need, level, table, fresh, need.address() < 0 ? "P W" : "P W U"));
        table = fresh;
      }
    }
    final String flags =
        "P"
            + (need.permissions().writable() ? " W" : "")
            + (need.permissions().user() ? " U" : "")
            + (need.size() == PageSize.SIZE_4K ? "" : " PS")
            + (need.permissions().executable() ? "" : " XD");
    lines.add(line(need, need.level(), table, need.physical(), flags));
  }

  private static Line line(Need need, PageTableLevel level, long table, long target, String flags) {
    return new Line(
        need.name(), level, need.address(), table, level.index(need.address()), target, flags);
  }

  /** The table that the entry for {@code address} leads to; 0 if there is no entry yet. */
  private long next(PageTableLevel level, long table, long address) {
    for (final Line line : lines) {
      if (line.table() == table && line.index() == level.index(address)) {
        return line.target();
      }
    }
    return 0;
  }

  /** The file. */
  String text() {
    return text(lines, UnaryOperator.identity());
  }

  /** The file with {@code change} made to the lines that {@code where} chooses. */
  String changed(Predicate<Line> where, UnaryOperator<Line> change) {
    final List<Line> other = new ArrayList<>();
    for (final Line line : lines) {
      other.add(where.test(line) ? change.apply(line) : line);
    }
    return text(other, UnaryOperator.identity());
  }

  /** The file with one line more. */
  String with(String line) {
    return text() + line + "\n";
  }

  /** The file with its lines, cr3's not among them, written otherwise. */
  String rewritten(UnaryOperator<String> how) {
    return text(lines, how);
  }

  /** The line that is made for the page {@code name} at {@code level}. */
  Line line(String name, PageTableLevel level) {
    final Need need = task.need(name);
    for (final Line line : lines) {
      if (line.level() == level && level.start(line.address()) == level.start(need.address())) {
        return line;
      }
    }
    throw new IllegalArgumentException("no entry for " + name + " at " + level);
  }

  private String text(List<Line> all, UnaryOperator<String> how) {
    final StringBuilder text = new StringBuilder(1024);
    text.append("# Page tables: cr3, then one line an entry.\n");
    text.append("seed: ").append(seed).append("\n\n");
    text.append("cr3 = ").append(hex(root)).append('\n');
    String name = "";
    for (final Line line : all) {
      if (!line.name().equals(name)) {
        name = line.name();
        text.append("\n# ").append(name).append('\n');
      }
      text.append(how.apply(line.text())).append('\n');
    }
    return text.toString();
  }
}
