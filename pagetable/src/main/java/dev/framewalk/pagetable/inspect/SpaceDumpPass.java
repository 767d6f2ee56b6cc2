package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.inspect.DumpRange.Sharing;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.TableVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Joins the leaves of a scan to ranges as they come; makes objects for ranges only. */
final class SpaceDumpPass implements TableVisitor {
  private static final EntryFlags USAGE = EntryFlags.ACCESSED.or(EntryFlags.DIRTY);
  private static final long ACCESSED = EntryFlags.ACCESSED.bits();
  private static final long DIRTY = EntryFlags.DIRTY.bits();

  /** The bits by which pages of 4 KiB differ in use; bit 7 is PAT there. */
  private static final long SMALL_FLAGS =
      EntryFlags.PRESENT
          .with(
              EntryFlags.WRITABLE,
              EntryFlags.USER,
              EntryFlags.WRITE_THROUGH,
              EntryFlags.CACHE_DISABLE,
              EntryFlags.PAGE_SIZE,
              EntryFlags.GLOBAL,
              EntryFlags.NO_EXECUTE)
          .withProtectionKey(15)
          .bits();

  private static final long LARGE_FLAGS = SMALL_FLAGS | EntryFlags.PAT.bits();

  private static final OptionalInt[] HOLDERS = {
    OptionalInt.empty(), OptionalInt.of(1), OptionalInt.of(2), OptionalInt.of(3)
  };

  final List<DumpRange> ranges = new ArrayList<>();
  final List<SpaceDump.Absent> absent = new ArrayList<>();
  final long[] tables = new long[PageTableLevel.values().length];
  final long[] entered = new long[PageSize.values().length];
  final long[] matched = new long[PageSize.values().length];
  long useless;

  private final PageFacts facts;
  private final PageFilter filter;
  private final boolean splitFrames;

  // The range that is being built; it has no pages at first.
  private long pages;
  private long start;
  private long physical;
  private boolean contiguous;
  private PageSize size = PageSize.SIZE_4K;
  private long bits;
  private @Nullable Area area;
  private @Nullable ObjectFrames object;
  private PageBacking.Kind kind = PageBacking.Kind.NO_AREA;
  private long objectPage;
  private int sharers;
  private boolean copyOnWrite;
  private long accessed;
  private long dirty;
  private long nextVirtual;
  private long nextPhysical;

  // What the range before had, where that may be no object's.
  private long flagBits;
  private PageSize flagSize = PageSize.SIZE_4K;
  private EntryFlags rangeFlags = new PageTableEntry(0).flags(PageTableLevel.PT);
  private PageBacking backing = new PageBacking(PageBacking.Kind.NO_AREA, "", Optional.empty());

  // Up to where the areas have been looked through for what is not entered.
  private final List<Area> areas;
  private int areaCursor;
  private long absentFrom;

  SpaceDumpPass(MemoryView view, SpaceView space, PageFilter filter, SpaceDump.Frames frames) {
    this.facts = new PageFacts(view, space);
    this.filter = filter;
    this.splitFrames = frames == SpaceDump.Frames.SPLIT_WHERE_SCATTERED;
    this.areas = space.areas();
  }

  @Override
  public void table(PageTableLevel level, long virtual, long entryAddress, long entry) {
    tables[level.ordinal() - 1]++;
  }

  @Override
  public void useless(PageTableLevel level, long virtual, long entryAddress, long entry) {
    useless++;
  }

  @Override
  public void leaf(long virtual, long entryAddress, long entry, long effective, PageSize pageSize) {
    entered[pageSize.ordinal()]++;
    if (virtual >= 0) {
      if (virtual != absentFrom) {
        absentUpTo(virtual);
      }
      absentFrom = virtual + pageSize.bytes();
    }
    final PageFacts page = facts;
    page.find(virtual, entry, effective, pageSize);
    if (!filter.matches(page)) {
      return;
    }
    matched[pageSize.ordinal()]++;
    final long flags = effective & (pageSize == PageSize.SIZE_4K ? SMALL_FLAGS : LARGE_FLAGS);
    if (!continues(page, flags)) {
      end(page, flags);
    }
    pages++;
    contiguous &= page.physical == nextPhysical;
    accessed += (entry & ACCESSED) != 0 ? 1 : 0;
    dirty += (entry & DIRTY) != 0 ? 1 : 0;
    nextVirtual = virtual + pageSize.bytes();
    nextPhysical = page.physical + pageSize.bytes();
  }

  private boolean continues(PageFacts page, long flags) {
    return pages > 0
        && page.virtual == nextVirtual
        && flags == bits
        && page.size == size
        && page.area == area
        && page.kind == kind
        && page.sharers == sharers
        && page.copyOnWrite == copyOnWrite
        && (!splitFrames || page.physical == nextPhysical);
  }

  private void end(PageFacts page, long flags) {
    addRange();
    pages = 0;
    start = page.virtual;
    physical = page.physical;
    nextPhysical = page.physical;
    contiguous = true;
    size = page.size;
    bits = flags;
    area = page.area;
    object = page.object;
    kind = page.kind;
    objectPage = page.objectPage;
    sharers = page.sharers;
    copyOnWrite = page.copyOnWrite;
    accessed = 0;
    dirty = 0;
  }

  /** Ends the last range and what is promised behind it. */
  void end() {
    addRange();
    absentUpTo(Long.MAX_VALUE);
  }

  private void addRange() {
    if (pages == 0) {
      return;
    }
    final Area in = area;
    ranges.add(
        new DumpRange(
            new VirtAddr(start),
            pages,
            size,
            PhysAddr.of(physical),
            contiguous,
            flags(),
            accessed,
            dirty,
            backing(),
            in == null ? Sharing.NOT_PROMISED : in.shared() ? Sharing.SHARED : Sharing.PRIVATE,
            copyOnWrite,
            sharers < HOLDERS.length ? HOLDERS[sharers] : OptionalInt.of(sharers)));
  }

  /** Of most ranges they are those of the one before. */
  private EntryFlags flags() {
    if (bits != flagBits || size != flagSize) {
      flagBits = bits;
      flagSize = size;
      rangeFlags = new PageTableEntry(bits).flags(PageTableLevel.ofLeaf(size)).without(USAGE);
    }
    return rangeFlags;
  }

  private PageBacking backing() {
    final ObjectFrames of = object;
    if (of != null) {
      return new PageBacking(kind, of.name(), Optional.of(new Area.Part(of.id(), objectPage)));
    }
    final Area in = area;
    final String label = in == null ? "" : in.label();
    if (backing.kind() != kind || !backing.label().equals(label)) {
      backing = new PageBacking(kind, label, Optional.empty());
    }
    return backing;
  }

  /** Adds what the areas promise from {@link #absentFrom} up to {@code end}. */
  private void absentUpTo(long end) {
    while (areaCursor < areas.size()) {
      final Area next = areas.get(areaCursor);
      final long from = Math.max(absentFrom, next.range().start().value());
      final long to = Math.min(end, next.range().endExclusive());
      if (from < to) {
        absent.add(new SpaceDump.Absent(next, new VirtAddr(from), to - from >>> 12));
      }
      if (next.range().endExclusive() > end) {
        return;
      }
      areaCursor++;
    }
  }
}
