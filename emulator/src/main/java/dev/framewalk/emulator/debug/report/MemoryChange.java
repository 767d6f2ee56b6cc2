package dev.framewalk.emulator.debug.report;

import dev.framewalk.emulator.debug.report.MemoryState.ObjectState;
import dev.framewalk.emulator.debug.report.MemoryState.SpaceState;
import dev.framewalk.pagetable.inspect.Area;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What makes one state of memory into another.
 *
 * @param tables those that are new or have other entries
 * @param tablesGone frame numbers
 * @param frames first, count and use (0: free) of the runs of frames whose use is another
 * @param objects those that are new or different
 * @param objectsGone ids
 * @param spaces those that are new, or have another name, mode or areas
 * @param spacesGone pids
 */
record MemoryChange(
    List<TableChange> tables,
    List<Long> tablesGone,
    long[] frames,
    List<ObjectState> objects,
    List<Long> objectsGone,
    List<SpaceChange> spaces,
    List<Integer> spacesGone) {
  /** Nothing changed. */
  static final MemoryChange NONE =
      new MemoryChange(
          List.of(), List.of(), new long[0], List.of(), List.of(), List.of(), List.of());

  private static final long[] NEW_TABLE = new long[TableChange.ENTRIES];

  /**
   * What became of an address space.
   *
   * @param space as it is now
   * @param areasGone first addresses of areas that are not there any more
   * @param areas those that are new or different
   */
  record SpaceChange(SpaceState space, List<Long> areasGone, List<Area> areas) {}

  static MemoryChange between(MemoryState before, MemoryState after) {
    if (before == after) {
      return NONE;
    }
    final List<TableChange> tables = new ArrayList<>();
    final List<Long> tablesGone = new ArrayList<>();
    if (before.tables() != after.tables()) {
      new TreeMap<>(after.tables())
          .forEach(
              (number, now) -> {
                final long[] then = before.tables().get(number);
                if (now != then) {
                  tables.add(TableChange.between(number, then == null ? NEW_TABLE : then, now));
                }
              });
      before.tables().keySet().stream()
          .filter(number -> !after.tables().containsKey(number))
          .sorted()
          .forEach(tablesGone::add);
    }
    final List<ObjectState> objects = new ArrayList<>();
    for (final ObjectState object : after.objects().values()) {
      if (object != before.objects().get(object.id())) {
        objects.add(object);
      }
    }
    final List<SpaceChange> spaces = new ArrayList<>();
    for (final SpaceState space : after.spaces().values()) {
      final SpaceState then = before.spaces().get(space.pid());
      if (space != then) {
        spaces.add(space(then == null ? Map.of() : then.areas(), space));
      }
    }
    return new MemoryChange(
        tables,
        tablesGone,
        FrameChanges.between(before.frames(), after.frames()),
        objects,
        before.objects().keySet().stream().filter(id -> !after.objects().containsKey(id)).toList(),
        spaces,
        before.spaces().keySet().stream().filter(pid -> !after.spaces().containsKey(pid)).toList());
  }

  private static SpaceChange space(Map<Long, Area> before, SpaceState now) {
    final List<Area> areas = new ArrayList<>();
    now.areas()
        .forEach(
            (start, area) -> {
              if (!area.equals(before.get(start))) {
                areas.add(area);
              }
            });
    return new SpaceChange(
        now,
        before.keySet().stream().filter(start -> !now.areas().containsKey(start)).toList(),
        areas);
  }

  /** About how many numbers it takes to write it down. */
  long weight() {
    long weight = frames.length + tablesGone.size() + objectsGone.size() + spacesGone.size();
    for (final TableChange table : tables) {
      weight += 1 + (long) TableChange.WORDS * table.count();
    }
    for (final ObjectState object : objects) {
      weight += 8 + object.runs().length;
    }
    for (final SpaceChange space : spaces) {
      weight += 8 + space.areasGone().size() + 7L * space.areas().size();
    }
    return weight;
  }
}
