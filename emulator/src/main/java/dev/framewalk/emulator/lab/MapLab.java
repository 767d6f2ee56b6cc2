package dev.framewalk.emulator.lab;

import static dev.framewalk.emulator.lab.WrittenNumber.hex;

import dev.framewalk.emulator.lab.MapTask.Need;
import dev.framewalk.emulator.machine.WalkText;
import dev.framewalk.pagetable.table.PageTableLevel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lab "map it": page tables that are written by hand, so that pages are where they must be. */
final class MapLab implements AnswerLab {
  private static final String TASK = "task.txt";
  private static final String TABLES = "tables.txt";

  @Override
  public Map<String, String> files(long seed) {
    final Map<String, String> files = new LinkedHashMap<>();
    files.put(TASK, task(seed, new MapTask(seed)));
    files.put(
        TABLES,
        "# Page tables: cr3, then one line an entry. See HANDOUT.md.\n"
            + "seed: "
            + seed
            + "\n\n# cr3 = FRAME\n# TABLE[INDEX] = ADDRESS FLAGS\n");
    return files;
  }

  @Override
  public List<Answered> check(long seed, Map<String, String> submission) {
    final MapTask task = new MapTask(seed);
    return MapCheck.check(task, TableLines.of(TextFile.of(submission, TABLES), task.free(), seed));
  }

  @Override
  public Map<String, String> solve(long seed) {
    return Map.of(TABLES, new MapModel(new MapTask(seed), seed).text());
  }

  @Override
  public Map<String, Map<String, String>> wrong(long seed) {
    final MapTask task = new MapTask(seed);
    final MapModel model = new MapModel(task, seed);
    final MapModel.Line upper = model.line("upper", PageTableLevel.PML4);
    final MapModel.Line firstPd = model.line("data", PageTableLevel.PD);
    final MapModel.Line pdpt = model.line("data", PageTableLevel.PDPT);
    final MapModel.Line data = model.line("data", PageTableLevel.PT);
    final Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "user-in-the-leaf-only", model.changed(line -> !line.leaf(), line -> line.without("U")));
    files.put(
        "xd-above", model.changed(firstPd::equals, line -> line.flagged(line.flags() + " XD")));
    files.put("read-only-above", model.changed(pdpt::equals, line -> line.without("W")));
    files.put(
        "large-without-ps",
        model.changed(line -> line.flags().contains("PS"), line -> line.without("PS")));
    files.put(
        "everything-allowed",
        model.changed(
            MapModel.Line::leaf,
            line -> line.flagged(line.flags().contains("PS") ? "P W U PS" : "P W U")));
    files.put(
        "kernel-page-for-users",
        model.changed(
            line -> line.leaf() && line.name().equals("kernel"), line -> line.flagged("P W U XD")));
    files.put(
        "upper-half-as-lower", model.changed(upper::equals, line -> line.at(line.index() - 256)));
    files.put(
        "large-not-aligned",
        model.rewritten(
            line ->
                line.contains("PS")
                    ? line.replaceFirst("= (0x\\w+)00000 ", "= $1" + "03000 ")
                    : line));
    files.put(
        "present-forgotten",
        model.changed(
            line -> line.leaf() && line.name().equals("code"), line -> line.without("P")));
    files.put(
        "a-page-too-many",
        model.with(
            data.at(data.index() + 1)
                .text()
                .replace(hex(data.target()), hex(data.target() + 4096))));
    files.put("index-in-bytes", model.rewritten(MapLab::bytes));
    files.put("frame-numbers", model.rewritten(line -> line.replaceAll("000(?= |\\[)", "")));
    final Map<String, Map<String, String>> wrong = new LinkedHashMap<>();
    files.forEach((name, text) -> wrong.put(name, Map.of(TABLES, text)));
    return wrong;
  }

  /** A line with its index times eight. */
  private static String bytes(String line) {
    final int open = line.indexOf('[');
    final int close = line.indexOf(']');
    final long index = Long.decode(line.substring(open + 1, close));
    return line.substring(0, open + 1) + hex(8 * index) + line.substring(close);
  }

  private static String task(long seed, MapTask task) {
    final StringBuilder text = new StringBuilder(4096);
    text.append("seed: ").append(seed).append("\n\n");
    text.append("Free frames, for tables and for nothing else:\n\n");
    for (final long frame : task.free()) {
      text.append("  ").append(hex(frame)).append('\n');
    }
    text.append("\nThe pages that must be mapped, and no other:\n\n");
    text.append(row("page", "virtual address", "size", "physical", "ring 3", "ring 0"));
    for (final Need need : task.needs()) {
      text.append(
          row(
              need.name(),
              String.format("0x%016x", need.address()),
              WalkText.size(need.size()),
              hex(need.physical()),
              need.ring3(),
              need.ring0()));
    }
    text.append("\nAmong what must not be mapped:\n\n");
    for (final long hole : task.holes()) {
      text.append(String.format("  0x%016x\n", hole));
    }
    text.append("\nCR0.WP and EFER.NXE are set, MAXPHYADDR is 40, four levels.\n");
    return text.toString();
  }

  private static String row(
      String name, String address, String size, String physical, String ring3, String ring0) {
    return String.format(
            "  %-7s  %-18s  %-5s  %-12s  %-6s  %s", name, address, size, physical, ring3, ring0)
        + "\n";
  }
}
