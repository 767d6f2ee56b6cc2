package dev.framewalk.pagetable.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.HashMap;
import java.util.Map;

/**
 * A processor that caches everything it may cache and forgets only what it is told to (Intel SDM 3A
 * 4.10): if a change owed more than it said, what is left here is stale.
 */
final class TlbModel {
  private record Cached(long frame, boolean writable, boolean user, boolean executable) {}

  private record Structure(PageTableLevel level, long virtual) {}

  /**
   * What a paging-structure cache keeps of an entry: everything but A and bits that are ignored.
   */
  private static final long CACHED_BITS = 0x800f_ffff_ffff_f087L;

  private final PhysicalMemory memory;
  private final PagingMode mode;
  private final PageWalk walk;
  private final Map<Long, Cached> pages = new HashMap<>();
  private final Map<Structure, Long> structures = new HashMap<>();

  TlbModel(PhysicalMemory memory, PagingMode mode) {
    this.memory = memory;
    this.mode = mode;
    this.walk = new PageWalk(memory);
  }

  /** Accesses an address if it is mapped, as the processor does. */
  void touch(long virtual, Access access) {
    if (!walk.find(mode, virtual)) {
      return;
    }
    walk.mark(access);
    for (PageTableLevel level = mode.topLevel(); level != walk.leafLevel(); level = level.lower()) {
      structures.put(
          new Structure(level, virtual >> level.shift()), walk.entryAt(level) & CACHED_BITS);
    }
    pages.put(virtual >> 12, current());
  }

  private Cached current() {
    return new Cached(walk.physical() >>> 12, walk.writable(), walk.user(), walk.executable());
  }

  void apply(TlbFlush flush) {
    if (flush instanceof TlbFlush.Pages some) {
      final long first = some.range().start().value() >> 12;
      pages.keySet().removeIf(page -> page >= first && page < first + some.range().count());
      // 4.10.4.1: INVLPG drops all paging-structure caches, whatever the address.
      structures.clear();
    } else if (flush == TlbFlush.ALL) {
      pages.clear();
      structures.clear();
    }
  }

  void assertNothingStale(String when) {
    pages.forEach(
        (page, cached) -> {
          assertThat(walk.find(mode, page << 12)).as("%s: page 0x%x", when, page).isTrue();
          assertThat(cached).as("%s: page 0x%x", when, page).isEqualTo(current());
        });
    structures.forEach(
        (structure, entry) -> {
          final boolean mapped = walk.find(mode, structure.virtual << structure.level.shift());
          assertThat(mapped || walk.level().compareTo(structure.level) <= 0)
              .as("%s: %s", when, structure)
              .isTrue();
          final long now = memory.readWord(walk.entryAddressAt(structure.level));
          assertThat(now & CACHED_BITS).as("%s: %s", when, structure).isEqualTo(entry);
        });
  }
}
