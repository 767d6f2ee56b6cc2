package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.pagetable.inspect.EntryWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who stored to page-table entries last. Neighbouring entries have the same writer mostly: a call
 * that maps a range writes them all, and what nobody wrote is the making's of the table.
 *
 * @param runs by address, none over another
 */
record EntryWriters(List<Run> runs) {
  private static final int ENTRY_BYTES = 8;

  /** Nobody is known. */
  static final EntryWriters NONE = new EntryWriters(List.of());

  /**
   * Neighbouring entries that one writer stored to.
   *
   * @param entry the physical address of the first, a multiple of 8
   * @param count how many
   */
  record Run(long entry, int count, EntryWriter writer) {
    /**
     * @throws IllegalArgumentException if they are no entries
     */
    Run {
      if (entry < 0 || (entry & ENTRY_BYTES - 1) != 0 || count <= 0 || end(entry, count) < 0) {
        throw new IllegalArgumentException(
            "not entries: entry=0x" + Long.toHexString(entry) + ", count=" + count);
      }
    }

    private static long end(long entry, int count) {
      return entry + (long) count * ENTRY_BYTES;
    }

    long end() {
      return end(entry, count);
    }
  }

  /**
   * @throws IllegalArgumentException if the runs are out of order
   */
  EntryWriters {
    runs = List.copyOf(runs);
    for (int i = 1; i < runs.size(); i++) {
      if (runs.get(i).entry() < runs.get(i - 1).end()) {
        throw new IllegalArgumentException("runs of entries out of order: " + runs.get(i));
      }
    }
  }

  /** Who stored to the entry at {@code address} last. */
  Optional<EntryWriter> find(long address) {
    int low = 0;
    int high = runs.size() - 1;
    while (low <= high) {
      final int middle = (low + high) >>> 1;
      final Run run = runs.get(middle);
      if (address < run.entry()) {
        high = middle - 1;
      } else if (address >= run.end()) {
        low = middle + 1;
      } else {
        return Optional.of(run.writer());
      }
    }
    return Optional.empty();
  }

  /** Collects writers entry by entry, by address. */
  static final class Collector {
    private final List<Run> runs = new ArrayList<>();

    void add(long entry, EntryWriter writer) {
      final int last = runs.size() - 1;
      if (last >= 0 && runs.get(last).end() == entry && runs.get(last).writer().equals(writer)) {
        runs.set(last, new Run(runs.get(last).entry(), runs.get(last).count() + 1, writer));
      } else {
        runs.add(new Run(entry, 1, writer));
      }
    }

    EntryWriters writers() {
      return new EntryWriters(runs);
    }
  }
}
