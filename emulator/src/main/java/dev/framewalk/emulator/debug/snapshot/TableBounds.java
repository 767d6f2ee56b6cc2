package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.table.PagingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says whether the page tables of a memory can be gone through in a time that its size tells. In a
 * machine's, no table is reached twice from one root, so a root reaches at most as many tables as
 * there are frames; in a forged memory a table that leads to itself takes a walk of everything
 * through 512^4 entries.
 */
final class TableBounds {
  private static final int ENTRIES = 512;
  private static final long PRESENT = 1;
  private static final long LARGE = 1 << 7;
  private static final long ADDRESS = 0x000f_ffff_ffff_f000L;
  private static final int LOWEST = 1;

  private final SavedMemory memory;
  private final long most;

  /** Tables that each table reaches, itself included, by its frame and level. */
  private final Map<Long, Long> reached = new HashMap<>();

  private TableBounds(SavedMemory memory) {
    this.memory = memory;
    this.most = memory.stored().size() + memory.poisoned().size() + 1;
  }

  static boolean hold(SavedMemory memory, List<SpaceView> spaces) {
    final TableBounds bounds = new TableBounds(memory);
    for (final SpaceView space : spaces) {
      final PagingMode mode = space.mode();
      if (bounds.count(mode.root().number(), mode.levels()) > bounds.most) {
        return false;
      }
    }
    return true;
  }

  /** Tables from one on, {@link #most} and one if there are more. */
  private long count(long frame, int level) {
    final boolean empty =
        memory.stored().ordinalOf(frame) == FrameRuns.ABSENT
            && memory.poisoned().ordinalOf(frame) == FrameRuns.ABSENT;
    if (level == LOWEST || empty) {
      return 1;
    }
    final long key = frame * 8 + level;
    final Long known = reached.get(key);
    if (known != null) {
      return known;
    }
    long tables = 1;
    for (int i = 0; i < ENTRIES && tables <= most; i++) {
      final long entry = memory.readWord(frame * PhysFrame.BYTES + (long) i * Long.BYTES);
      final long next = (entry & ADDRESS) / PhysFrame.BYTES;
      if ((entry & PRESENT) != 0
          && (entry & LARGE) == 0
          && next < memory.size() / PhysFrame.BYTES) {
        tables += count(next, level - 1);
      }
    }
    final long bounded = Math.min(tables, most + 1);
    reached.put(key, bounded);
    return bounded;
  }
}
