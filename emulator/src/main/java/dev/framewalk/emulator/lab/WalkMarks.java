package dev.framewalk.emulator.lab;

import static dev.framewalk.emulator.lab.RawBits.A;
import static dev.framewalk.emulator.lab.RawBits.D;

import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PageTableWalker;
import dev.framewalk.pagetable.table.PageWalk;
import dev.framewalk.pagetable.table.WalkStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the lab "read a walk" asks about the accessed and dirty bits: the entries after a store. */
final class WalkMarks {
  private final WalkTables tables;
  private final List<WalkStep> steps;

  WalkMarks(WalkTables tables, PageTableWalker walker) {
    this.tables = tables;
    this.steps = walker.walk(tables.mode(), tables.pageD()).steps();
  }

  Asked question() {
    final PageWalk walk = marked();
    final List<Item> items = new ArrayList<>();
    for (final WalkStep step : steps) {
      final PageTableLevel level = step.level();
      final boolean leaf = level == PageTableLevel.PT;
      final long before = step.entry().bits();
      Item item =
          Item.number("after." + level.name().toLowerCase(Locale.ROOT), walk.entryAt(level));
      if (leaf) {
        item =
            item.slip(
                    "no-dirty-bit",
                    before | A,
                    "a store sets D (bit 6) of the entry that maps the page")
                .slip(
                    "no-accessed-bit",
                    before | D,
                    "a store sets A (bit 5) as well as D: it uses the entry too");
      } else {
        item =
            item.slip(
                    "dirty-everywhere",
                    before | A | D,
                    "D is set in the entry that maps the page only; those above it get A alone")
                .slip(
                    "accessed-leaf-only",
                    before,
                    "A (bit 5) is set in every entry that the walk used, not in the last alone");
      }
      items.add(
          item.slip(
              "flags-alone",
              walk.entryAt(level) & (A | D),
              "the whole entry is asked for: its other bits stay as they are"));
    }
    return new Asked(
        "marks",
        List.of(
            "The four entries of D's walk, all 64 bits, after ring 3 has written to D (and nothing",
            "else has happened)."),
        items);
  }

  /** The walk of D with what a store sets, in a memory of its own. */
  private PageWalk marked() {
    final PhysicalMemory copy = new HeapMemory(tables.memory().size());
    for (final WalkStep step : steps) {
      copy.writeWord(step.entryAddress().value(), step.entry().bits());
    }
    final PageWalk walk = new PageWalk(copy);
    if (!walk.find(tables.mode(), tables.pageD())) {
      throw new IllegalStateException("not mapped: " + WrittenNumber.hex(tables.pageD()));
    }
    walk.mark(Access.WRITE);
    return walk;
  }
}
