package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.TableScan;
import dev.framewalk.pagetable.table.TableVisitor;
import java.util.ArrayList;
import java.util.List;

/** What the tables of an address space, or a part of it, mapped at one moment. */
public final class PageTableDump {
  private final LeafArrays leaves;
  private final List<MappedRange> ranges;
  private final long tables;

  private PageTableDump(Collector collector) {
    this.leaves = collector.leaves;
    this.ranges = List.copyOf(collector.ranges);
    this.tables = collector.tables;
  }

  /** A dump of the whole address space that {@code mode} selects. */
  public static PageTableDump of(PhysicalMemory memory, PagingMode mode) {
    final Collector collector = new Collector();
    new TableScan(memory, mode).all(collector);
    collector.endRange();
    return new PageTableDump(collector);
  }

  /**
   * A dump of what maps {@code range}; a large page that reaches out of it is shown whole.
   *
   * @throws IllegalArgumentException if the range is not canonical in the paging mode
   */
  public static PageTableDump of(PhysicalMemory memory, PagingMode mode, PageRange range) {
    final Collector collector = new Collector();
    new TableScan(memory, mode).range(range, collector);
    collector.endRange();
    return new PageTableDump(collector);
  }

  /** Every leaf. */
  public LeafArrays leaves() {
    return leaves;
  }

  /** The leaves as ranges, in address order, the lower half first. */
  public List<MappedRange> ranges() {
    return ranges;
  }

  /** How many tables were read, the root not counted. */
  public long tables() {
    return tables;
  }

  /** One line a range and a last line with the totals. */
  public String text() {
    final StringBuilder text = new StringBuilder(ranges.size() * 96 + 64);
    long bytes = 0;
    for (final MappedRange range : ranges) {
      range.appendTo(text);
      text.append('\n');
      bytes += range.bytes();
    }
    text.append(leaves.count()).append(" pages in ").append(ranges.size()).append(" ranges, ");
    text.append(bytes >>> 10).append(" KiB, ").append(tables).append(" tables below the root\n");
    return text.toString();
  }

  /** Joins leaves to ranges as they come. */
  private static final class Collector implements TableVisitor {
    private static final long USAGE = EntryFlags.ACCESSED.or(EntryFlags.DIRTY).bits();

    final LeafArrays leaves = new LeafArrays();
    final List<MappedRange> ranges = new ArrayList<>();
    long tables;

    // The range that is being built; it has no pages at first.
    private long pages;
    private long start;
    private long physical;
    private PageSize size = PageSize.SIZE_4K;
    private EntryFlags flags = EntryFlags.NONE;
    private long accessed;
    private long dirty;

    // What the next leaf must be to belong to it.
    private long nextVirtual;
    private long nextEffective;

    @Override
    public void table(PageTableLevel level, long virtual, long entryAddress, long entry) {
      tables++;
    }

    @Override
    public void leaf(
        long virtual, long entryAddress, long entry, long effective, PageSize pageSize) {
      leaves.add(virtual, entry, pageSize);
      // Address, flags and bits that are free all at once: they differ by the page's size only.
      if (pages == 0
          || virtual != nextVirtual
          || (effective & ~USAGE) != nextEffective
          || pageSize != size) {
        endRange();
        begin(virtual, effective, pageSize);
      }
      pages++;
      accessed += (entry & EntryFlags.ACCESSED.bits()) != 0 ? 1 : 0;
      dirty += (entry & EntryFlags.DIRTY.bits()) != 0 ? 1 : 0;
      nextVirtual = virtual + size.bytes();
      nextEffective = (effective & ~USAGE) + size.bytes();
    }

    private void begin(long virtual, long effective, PageSize pageSize) {
      final PageTableEntry leaf = new PageTableEntry(effective & ~USAGE);
      start = virtual;
      size = pageSize;
      physical = leaf.pageStart(pageSize).value();
      final EntryFlags now = leaf.flags(PageTableLevel.ofLeaf(pageSize));
      // Most ranges share their flags: keep the object.
      flags = now.equals(flags) ? flags : now;
      pages = 0;
      accessed = 0;
      dirty = 0;
    }

    void endRange() {
      if (pages > 0) {
        ranges.add(
            new MappedRange(
                new VirtAddr(start), pages, size, PhysAddr.of(physical), flags, accessed, dirty));
        pages = 0;
      }
    }
  }
}
