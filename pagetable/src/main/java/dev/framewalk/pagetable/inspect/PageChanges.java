package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.inspect.PageChange.Kind;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.PairVisitor;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Joins what a scan of two trees finds to ranges of pages that changed alike, as it comes. */
final class PageChanges implements PairVisitor {
  private static final long ACCESSED = EntryFlags.ACCESSED.bits();
  private static final long DIRTY = EntryFlags.DIRTY.bits();
  private static final long USAGE = ACCESSED | DIRTY;
  private static final long RIGHTS =
      EntryFlags.WRITABLE.with(EntryFlags.USER, EntryFlags.NO_EXECUTE).bits();

  /** All flags of a large page's entry but A and D; a small one has its PAT where that has PS. */
  private static final long LARGE_FLAGS =
      EntryFlags.PRESENT
              .with(
                  EntryFlags.WRITE_THROUGH,
                  EntryFlags.CACHE_DISABLE,
                  EntryFlags.PAGE_SIZE,
                  EntryFlags.GLOBAL,
                  EntryFlags.PAT)
              .withProtectionKey(15)
              .bits()
          | RIGHTS;

  private static final long SMALL_FLAGS = LARGE_FLAGS & ~EntryFlags.PAT.bits();
  private static final int SIZE_CHANGED = 1 << 1;
  private static final int MOVED = 1;

  private final MemoryView after;
  private final List<PageChange> pages = new ArrayList<>();
  private final TableChanges tables = new TableChanges();

  // The range that is being built; it has no pages at first.
  private long count;
  private long start;
  private PageSize granule = PageSize.SIZE_4K;
  private long entryAddress;
  private final Half was = new Half();
  private final Half is = new Half();

  // What the next page must be like to belong to it.
  private long nextVirtual;
  private long usageChange;
  private int otherChanges;

  /**
   * @param after the later view, which may know who made the changes
   */
  PageChanges(MemoryView after) {
    this.after = after;
  }

  /** Notes the roots, which no entry leads to. */
  void root(PagingMode before, PagingMode now) {
    if (!before.root().equals(now.root())) {
      tables.add(TableChange.Kind.FREED, before.topLevel(), 0, before.root());
      tables.add(TableChange.Kind.MADE, now.topLevel(), 0, now.root());
    }
  }

  @Override
  public void table(PageTableLevel level, long virtual, long before, long now) {
    if (before != 0) {
      tables.add(TableChange.Kind.FREED, level, virtual, new PageTableEntry(before).table());
    }
    if (now != 0) {
      tables.add(TableChange.Kind.MADE, level, virtual, new PageTableEntry(now).table());
    }
  }

  @Override
  public void pages(
      long virtual,
      PageSize size,
      long before,
      PageSize beforeSize,
      long now,
      PageSize nowSize,
      long address) {
    final long flags = size == PageSize.SIZE_4K ? SMALL_FLAGS : LARGE_FLAGS;
    long usage = 0;
    int others = 0;
    if (before != 0 && now != 0) {
      usage = now & ~before & USAGE | (before & ~now & USAGE) << Byte.SIZE;
      final boolean moved = new PageTableEntry(before ^ now).pageStart(size).value() != 0;
      others = (moved ? MOVED : 0) | (beforeSize == nowSize ? 0 : SIZE_CHANGED);
      if (usage == 0 && others == 0 && ((before ^ now) & flags) == 0) {
        return; // bits that the processor ignores
      }
    }
    if (count == 0
        || virtual != nextVirtual
        || size != granule
        || usage != usageChange
        || others != otherChanges
        || !was.continuesWith(before & flags, beforeSize)
        || !is.continuesWith(now & flags, nowSize)) {
      end();
      start = virtual;
      granule = size;
      entryAddress = address;
      usageChange = usage;
      otherChanges = others;
      was.begin(before, flags, size, beforeSize);
      is.begin(now, flags, size, nowSize);
    }
    count++;
    was.add(before);
    is.add(now);
    nextVirtual = virtual + size.bytes();
  }

  private void end() {
    if (count > 0) {
      pages.add(
          new PageChange(
              new VirtAddr(start),
              count,
              granule,
              kinds(),
              was.state(),
              is.state(),
              after.lastWriter(PhysAddr.of(entryAddress))));
      count = 0;
    }
  }

  private Set<Kind> kinds() {
    final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    if (!was.present() || !is.present()) {
      kinds.add(is.present() ? Kind.MAPPED : Kind.UNMAPPED);
      return kinds;
    }
    final long changed = was.key ^ is.key;
    add(kinds, Kind.PERMISSIONS, changed & RIGHTS);
    add(kinds, Kind.MOVED, otherChanges & MOVED);
    add(kinds, Kind.ATTRIBUTES, changed & ~RIGHTS);
    add(kinds, Kind.PAGE_SIZE, otherChanges & SIZE_CHANGED);
    add(kinds, Kind.ACCESSED_SET, usageChange & ACCESSED);
    add(kinds, Kind.DIRTY_SET, usageChange & DIRTY);
    add(kinds, Kind.ACCESSED_CLEARED, usageChange >>> Byte.SIZE & ACCESSED);
    add(kinds, Kind.DIRTY_CLEARED, usageChange >>> Byte.SIZE & DIRTY);
    return kinds;
  }

  private static void add(Set<Kind> kinds, Kind kind, long bits) {
    if (bits != 0) {
      kinds.add(kind);
    }
  }

  List<PageChange> pages() {
    end();
    return List.copyOf(pages);
  }

  List<TableChange> tables() {
    return tables.list();
  }

  /** What one of the two trees has in the range that is being built. */
  private static final class Half {
    private long key;
    private PageSize size = PageSize.SIZE_4K;
    private PageSize granule = PageSize.SIZE_4K;
    private long physical;
    private long nextPhysical;
    private long runs;
    private long accessed;
    private long dirty;

    boolean continuesWith(long flags, PageSize leafSize) {
      return flags == key && (flags == 0 || leafSize == size);
    }

    void begin(long entry, long flagMask, PageSize granuleSize, PageSize leafSize) {
      key = entry & flagMask;
      size = leafSize;
      granule = granuleSize;
      physical = new PageTableEntry(entry).pageStart(granuleSize).value();
      nextPhysical = -1;
      runs = 0;
      accessed = 0;
      dirty = 0;
    }

    void add(long entry) {
      final long here = new PageTableEntry(entry).pageStart(granule).value();
      runs += here == nextPhysical ? 0 : 1;
      nextPhysical = here + granule.bytes();
      accessed += (entry & ACCESSED) != 0 ? 1 : 0;
      dirty += (entry & DIRTY) != 0 ? 1 : 0;
    }

    boolean present() {
      return key != 0;
    }

    Optional<PageState> state() {
      if (!present()) {
        return Optional.empty();
      }
      final EntryFlags flags = new PageTableEntry(key).flags(PageTableLevel.ofLeaf(granule));
      return Optional.of(new PageState(size, PhysAddr.of(physical), runs, flags, accessed, dirty));
    }
  }
}
