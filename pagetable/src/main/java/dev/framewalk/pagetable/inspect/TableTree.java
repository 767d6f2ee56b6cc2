package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.TableScan;
import dev.framewalk.pagetable.table.TableVisitor;
import java.util.ArrayList;
import java.util.List;

/** The tables themselves, entry by entry from the root down, runs of equal entries as one. */
public final class TableTree {
  /** What an entry is. */
  public enum Kind {
    /** It leads to a table, whose entries follow. */
    TABLE,
    /** It maps a page. */
    PAGE,
    /** It is not empty and translates nothing: not present, or with a reserved bit. */
    USELESS
  }

  /**
   * Entries of one table that follow one another, of one kind, and differ by nothing but what they
   * lead to, which grows evenly.
   *
   * @param level the level of the table
   * @param index which entry of its table the first is
   * @param count how many entries; 1 where they lead to tables
   * @param virtual the first address that they cover
   * @param entryAddress where the first entry lies
   * @param entry the bits of the first
   * @param stride what each entry is above the one before
   */
  public record Run(
      PageTableLevel level,
      Kind kind,
      int index,
      int count,
      long virtual,
      PhysAddr entryAddress,
      PageTableEntry entry,
      long stride) {}

  private final PagingMode mode;
  private final List<Run> runs;

  private TableTree(PagingMode mode, List<Run> runs) {
    this.mode = mode;
    this.runs = List.copyOf(runs);
  }

  /** Reads the tables that {@code mode} selects. */
  public static TableTree of(PhysicalMemory memory, PagingMode mode) {
    final Pass pass = new Pass();
    new TableScan(memory, mode).all(pass);
    pass.end();
    return new TableTree(mode, pass.runs);
  }

  /** The paging mode, whose CR3 names the root. */
  public PagingMode mode() {
    return mode;
  }

  /** The runs: each entry that leads to a table is followed by what is in the table. */
  public List<Run> runs() {
    return runs;
  }

  private static final class Pass implements TableVisitor {
    final List<Run> runs = new ArrayList<>();
    private PageTableLevel level = PageTableLevel.PT;
    private Kind kind = Kind.TABLE;
    private int count;
    private long virtual;
    private long address;
    private long first;
    private long last;
    private long stride;

    @Override
    public void table(PageTableLevel at, long start, long entryAddress, long entry) {
      add(at, Kind.TABLE, start, entryAddress, entry);
      end();
    }

    @Override
    public void leaf(long start, long entryAddress, long entry, long effective, PageSize size) {
      add(PageTableLevel.ofLeaf(size), Kind.PAGE, start, entryAddress, entry);
    }

    @Override
    public void useless(PageTableLevel at, long start, long entryAddress, long entry) {
      add(at, Kind.USELESS, start, entryAddress, entry);
    }

    private void add(PageTableLevel at, Kind what, long start, long entryAddress, long entry) {
      final long step = entry - last;
      if (count > 0
          && kind == what
          && level == at
          && entryAddress == address + 8L * count
          && (entryAddress & 0xfff) != 0
          && (count == 1 ? (step & 0xfff) == 0 && step >= 0 && step < 1L << 52 : step == stride)) {
        stride = step;
        last = entry;
        count++;
        return;
      }
      end();
      level = at;
      kind = what;
      virtual = start;
      address = entryAddress;
      first = entry;
      last = entry;
      stride = 0;
      count = 1;
    }

    void end() {
      if (count > 0) {
        runs.add(
            new Run(
                level,
                kind,
                level.index(virtual),
                count,
                virtual,
                PhysAddr.of(address),
                new PageTableEntry(first),
                stride));
        count = 0;
      }
    }
  }
}
