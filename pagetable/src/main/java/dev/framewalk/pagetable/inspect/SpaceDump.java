package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.TableScan;
import java.util.List;

/**
 * What an address space maps, as ranges of pages that have equal rights and the same backing, and
 * what its kernel promised of it and has not entered.
 */
public final class SpaceDump {
  /** Whether pages whose frames do not follow one another make one range. */
  public enum Frames {
    /** They do: for who asks what a range is. */
    SCATTERED_TOGETHER,
    /** They don't: for who asks where a page lies. */
    SPLIT_WHERE_SCATTERED
  }

  /**
   * A part of an area whose pages are not entered.
   *
   * @param area what was promised
   * @param start first address
   * @param pages how many pages of 4 KiB
   */
  public record Absent(Area area, VirtAddr start, long pages) {
    /** Address behind the last byte. */
    public long endExclusive() {
      return start.value() + (pages << 12);
    }
  }

  private final List<DumpRange> ranges;
  private final List<Absent> absent;
  private final long[] tables;
  private final long[] entered;
  private final long[] matched;
  private final long useless;

  private SpaceDump(SpaceDumpPass pass) {
    this.ranges = List.copyOf(pass.ranges);
    this.absent = List.copyOf(pass.absent);
    this.tables = pass.tables.clone();
    this.entered = pass.entered.clone();
    this.matched = pass.matched.clone();
    this.useless = pass.useless;
  }

  /** Dumps {@code space}, which is one of {@code view}'s: the pages that pass {@code filter}. */
  public static SpaceDump of(MemoryView view, SpaceView space, PageFilter filter, Frames frames) {
    final SpaceDumpPass pass = new SpaceDumpPass(view, space, filter, frames);
    pass.tables[space.mode().topLevel().ordinal()] = 1;
    new TableScan(view.memory(), space.mode()).all(pass);
    pass.end();
    return new SpaceDump(pass);
  }

  /** The ranges in address order, the lower half first. */
  public List<DumpRange> ranges() {
    return ranges;
  }

  /** What was promised and is not entered, in address order. */
  public List<Absent> absent() {
    return absent;
  }

  /** Tables of {@code level} that were read, the root among them. */
  public long tables(PageTableLevel level) {
    return tables[level.ordinal()];
  }

  /** Pages of {@code size} that are entered. */
  public long entered(PageSize size) {
    return entered[size.ordinal()];
  }

  /** Pages of {@code size} that passed the filter. */
  public long matched(PageSize size) {
    return matched[size.ordinal()];
  }

  /** Entries that are not empty but translate nothing: not present, or with a reserved bit. */
  public long useless() {
    return useless;
  }
}
