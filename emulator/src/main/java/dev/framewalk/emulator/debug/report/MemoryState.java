package dev.framewalk.emulator.debug.report;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FrameRun;
import dev.framewalk.pagetable.inspect.Area;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a report shows of memory at one moment: the page tables as they lie there, what frames are
 * used for, objects, and the areas of each process. Not to be changed once it is made; states that
 * follow one another share what stayed the same.
 *
 * @param tables by frame number, {@link TableChange#ENTRIES} entries each
 * @param frames runs of frames in use: first, count and use each; see {@link #use}
 * @param objects by id
 * @param spaces by pid
 */
record MemoryState(
    Map<Long, long[]> tables,
    long[] frames,
    Map<Long, ObjectState> objects,
    Map<Integer, SpaceState> spaces) {
  /** Before anything was looked at. */
  static final MemoryState EMPTY = new MemoryState(Map.of(), new long[0], Map.of(), Map.of());

  /** Numbers of a run in {@link #frames}. */
  static final int FRAME_WORDS = 3;

  /**
   * An object.
   *
   * @param runs first frame and count each, in page order
   */
  record ObjectState(long id, String name, boolean linked, long size, long[] runs) {
    boolean same(ObjectState other) {
      return id == other.id
          && name.equals(other.name)
          && linked == other.linked
          && size == other.size
          && Arrays.equals(runs, other.runs);
    }
  }

  /** An address space. */
  record SpaceState(int pid, String name, PagingMode mode, Map<Long, Area> areas) {}

  /** Looks at {@code view}, which stands still. */
  static MemoryState of(MemoryView view, MemoryState before) {
    final Map<Integer, SpaceState> spaces = new TreeMap<>();
    final TableReader reader = new TableReader(view, before.tables);
    reader.read(view.kernelRoot(), PageTableLevel.PML4);
    for (final SpaceView space : view.spaces()) {
      reader.read(space.mode().root(), space.mode().topLevel());
      spaces.put(space.pid(), space(space, before));
    }
    final Map<Long, ObjectState> objects = new TreeMap<>();
    for (final ObjectFrames object : view.objects()) {
      objects.put(object.id(), object(object, before));
    }
    final Longs frames = new Longs();
    view.frames()
        .forEachUsed(
            (run, purpose, references) -> {
              frames.add(run.first().number());
              frames.add(run.count());
              frames.add(use(purpose.ordinal(), references));
            });
    return new MemoryState(reader.result(), frames.toArray(), objects, spaces);
  }

  /** What a frame is used for as one number, never 0: 0 stands for a free frame. */
  static long use(int purpose, int references) {
    return (long) references << 3 | (purpose + 1);
  }

  /** About how long {@link #of} takes to look at this again, in nanoseconds. */
  long effort() {
    long areas = 0;
    for (final SpaceState space : spaces.values()) {
      areas += space.areas.size();
    }
    long runs = frames.length;
    for (final ObjectState object : objects.values()) {
      runs += object.runs.length;
    }
    return 2_000 + 1_000L * tables.size() + 200 * areas + 10 * runs;
  }

  private static SpaceState space(SpaceView space, MemoryState before) {
    final Map<Long, Area> areas = new TreeMap<>();
    for (final Area area : space.areas()) {
      areas.put(area.range().start().value(), area);
    }
    final SpaceState now = new SpaceState(space.pid(), space.name(), space.mode(), areas);
    final SpaceState then = before.spaces.get(space.pid());
    return then != null && now.equals(then) ? then : now;
  }

  private static ObjectState object(ObjectFrames object, MemoryState before) {
    final Longs runs = new Longs();
    final FrameList frames = object.frames();
    for (long page = 0; page < frames.size(); ) {
      final FrameRun run = frames.runAt(page, Long.MAX_VALUE);
      runs.add(run.first().number());
      runs.add(run.count());
      page += run.count();
    }
    final ObjectState now =
        new ObjectState(object.id(), object.name(), object.linked(), object.size(), runs.toArray());
    final ObjectState then = before.objects.get(object.id());
    return then != null && now.same(then) ? then : now;
  }

  /** Copies the tables that roots lead to, whatever guests may have written there. */
  private static final class TableReader {
    private record Seen(long table, PageTableLevel level) {}

    private final MemoryView view;
    private final Map<Long, long[]> before;
    private final Map<Long, long[]> tables = new HashMap<>();
    private final Set<Seen> seen = new HashSet<>();
    private final long[] words = new long[TableChange.ENTRIES];
    private boolean changed;

    TableReader(MemoryView view, Map<Long, long[]> before) {
      this.view = view;
      this.before = before;
    }

    void read(PhysFrame frame, PageTableLevel level) {
      final long number = frame.number();
      // Tables may lead back to themselves.
      if (!seen.add(new Seen(number, level))
          || frame.start().value() > view.memory().size() - PhysFrame.BYTES) {
        return;
      }
      long[] entries = tables.get(number);
      if (entries == null) {
        entries = copy(number, frame);
        tables.put(number, entries);
      }
      if (level == PageTableLevel.PT) {
        return;
      }
      for (final long bits : entries) {
        if (bits != 0) {
          final PageTableEntry entry = new PageTableEntry(bits);
          if (entry.isPresent() && !entry.isLeaf(level)) {
            read(entry.table(), level.lower());
          }
        }
      }
    }

    private long[] copy(long number, PhysFrame frame) {
      view.memory().readWords(frame.start().value(), words, TableChange.ENTRIES);
      final long[] then = before.get(number);
      if (then != null && Arrays.equals(then, words)) {
        return then;
      }
      changed = true;
      return words.clone();
    }

    Map<Long, long[]> result() {
      return changed || tables.size() != before.size() ? tables : before;
    }
  }
}
