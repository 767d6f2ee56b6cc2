package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.inspect.TableChange.Kind;
import dev.framewalk.pagetable.table.PageTableLevel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Joins tables of one level that were made, or freed, for neighbouring addresses. */
final class TableChanges {
  private final List<TableChange> done = new ArrayList<>();

  // The last ones of each level, which the next may be a neighbour of.
  private final Map<PageTableLevel, TableChange> made = new EnumMap<>(PageTableLevel.class);
  private final Map<PageTableLevel, TableChange> freed = new EnumMap<>(PageTableLevel.class);

  void add(Kind kind, PageTableLevel level, long virtual, PhysFrame frame) {
    final Map<PageTableLevel, TableChange> ofKind = kind == Kind.MADE ? made : freed;
    final TableChange last = ofKind.get(level);
    final long span = PageTableLevel.ENTRIES * level.bytes();
    if (last != null && last.start().value() + last.count() * span == virtual) {
      ofKind.put(level, new TableChange(kind, level, last.start(), last.count() + 1, last.first()));
      return;
    }
    if (last != null) {
      done.add(last);
    }
    ofKind.put(level, new TableChange(kind, level, new VirtAddr(virtual), 1, frame));
  }

  /** All, by address, upper levels first. */
  List<TableChange> list() {
    final List<TableChange> all = new ArrayList<>(done);
    all.addAll(made.values());
    all.addAll(freed.values());
    all.sort(
        Comparator.comparing(TableChange::start)
            .thenComparing(TableChange::level, Comparator.reverseOrder())
            .thenComparing(TableChange::kind, Comparator.reverseOrder()));
    return List.copyOf(all);
  }
}
