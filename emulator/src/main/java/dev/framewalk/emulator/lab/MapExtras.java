package dev.framewalk.emulator.lab;

import static dev.framewalk.emulator.lab.WrittenNumber.hex;

import dev.framewalk.emulator.lab.MapTask.Need;
import dev.framewalk.emulator.machine.WalkText;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.TableScan;
import dev.framewalk.pagetable.table.TableVisitor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What tables hold beyond what they were asked for. */
final class MapExtras {
  private static final int MOST = 8;

  private final MapTask task;
  private final TableLines written;
  private final PhysicalMemory memory;
  private final PagingMode mode;
  private final Map<Long, Long> entryOfTable = new HashMap<>();
  private final List<String> tableFindings = new ArrayList<>();
  private Optional<String> tableHint = Optional.empty();
  private boolean tangled;

  /** What was found, a line each; none if nothing. */
  record Findings(List<String> messages, Optional<String> hint) {
    Findings {
      messages = List.copyOf(messages);
    }
  }

  MapExtras(MapTask task, TableLines written, PhysicalMemory memory, PagingMode mode) {
    this.task = task;
    this.written = written;
    this.memory = memory;
    this.mode = mode;
    entryOfTable.put(written.root(), -1L);
    descend(written.root(), mode.topLevel());
  }

  /** Goes into each table once: tables that lead to themselves have no end. */
  private void descend(long table, PageTableLevel level) {
    final Map<Long, Long> entries =
        new TreeMap<>(written.entries().subMap(table, true, table + 4095, true));
    entries.forEach(
        (at, bits) -> {
          final PageTableEntry entry = new PageTableEntry(bits);
          if (!entry.isPresent()) {
            return;
          }
          final long reserved = entry.reservedBits(level, mode);
          if (reserved != 0) {
            find(
                level,
                at,
                "has reserved bits set: " + hex(reserved),
                "a reserved bit must be clear");
          } else if (entry.isLeaf(level)) {
            cacheBits(level, at, entry);
          } else {
            cacheBits(level, at, entry);
            into(level, at, entry.table().start().value());
          }
        });
  }

  private void into(PageTableLevel level, long at, long table) {
    if (!task.free().contains(table)) {
      find(
          level,
          at,
          "takes " + hex(table) + " for a table, which is none of the free frames",
          level == PageTableLevel.PD
              ? "an entry of the PD without PS leads to a table: a 2 MiB page needs PS"
              : "tables lie in free frames only");
      return;
    }
    final Long before = entryOfTable.putIfAbsent(table, at);
    if (before != null) {
      tangled = true;
      find(
          level,
          at,
          "leads to the table at "
              + hex(table)
              + ", which "
              + (before < 0 ? "is the PML4" : "the entry at " + hex(before) + " leads to as well"),
          "a frame is one table, in one place: what is in it would be mapped twice");
      return;
    }
    descend(table, level.lower());
  }

  private void cacheBits(PageTableLevel level, long at, PageTableEntry entry) {
    if (entry.isWriteThrough()
        || entry.isCacheDisabled()
        || (entry.isLeaf(level) && entry.pat(level))) {
      find(
          level,
          at,
          "has PWT, PCD or PAT set",
          "these pages are plain memory: PWT, PCD and PAT stay clear (PAT is bit 7 of a PT entry and"
              + " bit 12 of a large page's)");
    }
  }

  private void find(PageTableLevel level, long at, String what, String hint) {
    if (tableFindings.size() < MOST) {
      tableFindings.add("the " + level + " entry at " + hex(at) + place(at) + " " + what);
    }
    tableHint = tableHint.isPresent() ? tableHint : Optional.of(hint);
  }

  private String place(long at) {
    return written.line(at).map(line -> " (line " + line + ")").orElse("");
  }

  /** What is wrong with the tables themselves. */
  Findings tables() {
    return new Findings(tableFindings, tableHint);
  }

  /** Pages that are mapped and were not asked for. */
  Findings otherPages() {
    if (tangled) {
      return new Findings(
          List.of("a table is used in two places, so its pages are mapped twice: see part tables"),
          tableHint);
    }
    final List<String> found = new ArrayList<>();
    final int[] more = {0};
    final TableVisitor pages =
        new TableVisitor() {
          @Override
          public void leaf(long virtual, long at, long entry, long effective, PageSize size) {
            if (wanted(virtual, size)) {
              return;
            }
            if (found.size() < MOST) {
              found.add(
                  "also mapped: "
                      + hex(virtual)
                      + ", "
                      + WalkText.size(size)
                      + ", by the entry at "
                      + hex(at)
                      + place(at));
            } else {
              more[0]++;
            }
          }
        };
    new TableScan(memory, mode).all(pages);
    if (more[0] > 0) {
      found.add("and " + more[0] + " more");
    }
    return new Findings(
        found,
        found.isEmpty()
            ? Optional.empty()
            : Optional.of(
                "an entry too many, or one at the wrong index: nothing else may be mapped"));
  }

  private boolean wanted(long virtual, PageSize size) {
    for (final Need need : task.needs()) {
      if (need.address() == virtual && need.size() == size) {
        return true;
      }
    }
    return false;
  }
}
