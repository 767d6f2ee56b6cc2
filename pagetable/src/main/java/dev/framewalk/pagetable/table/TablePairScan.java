package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.Arrays;

/**
 * Reads two trees of tables side by side, from the roots down, and shows where they differ. They
 * may lie in different memories: one tree at two instants, when one of them was kept.
 *
 * <p>Entries that map nothing (not present, a reserved bit set, leading out of memory) count as
 * empty ones.
 */
public final class TablePairScan {
  private static final PageTableLevel[] LEVELS = PageTableLevel.values();

  private final Side before;
  private final Side after;
  private final PageTableLevel top;
  private final int virtualBits;

  /**
   * A scan of the trees that the two modes select.
   *
   * @throws IllegalArgumentException if the trees do not have as many levels
   */
  public TablePairScan(
      PhysicalMemory beforeMemory,
      PagingMode beforeMode,
      PhysicalMemory afterMemory,
      PagingMode afterMode) {
    if (beforeMode.levels() != afterMode.levels()) {
      throw new IllegalArgumentException(
          "trees of different heights: before=" + beforeMode + ", after=" + afterMode);
    }
    this.before = new Side(beforeMemory, beforeMode);
    this.after = new Side(afterMemory, afterMode);
    this.top = afterMode.topLevel();
    this.virtualBits = afterMode.virtualAddressBits();
  }

  /**
   * Shows what differs in the lower half, the processes' own.
   *
   * @throws TangledTablesException if the tables lead to themselves without end
   */
  public void lowerHalf(PairVisitor visitor) {
    scan(0, 0, PageTableLevel.ENTRIES / 2, visitor);
  }

  /**
   * Shows what differs in the upper half, the kernel's.
   *
   * @throws TangledTablesException if the tables lead to themselves without end
   */
  public void upperHalf(PairVisitor visitor) {
    scan(-(1L << virtualBits), PageTableLevel.ENTRIES / 2, PageTableLevel.ENTRIES, visitor);
  }

  private void scan(long base, int first, int stop, PairVisitor visitor) {
    before.openRoot();
    after.openRoot();
    compare(top, base, first, stop, visitor);
  }

  private void compare(PageTableLevel level, long base, int first, int stop, PairVisitor visitor) {
    final int at = level.ordinal();
    final long[] was = before.words[at];
    final long[] is = after.words[at];
    final boolean alike = before.grantsAsMuchAs(after, at);
    if (level == PageTableLevel.PT) {
      if (!alike || !Arrays.equals(was, is)) {
        compareLeaves(base, alike, visitor);
      }
      return;
    }
    for (int i = first; i < stop; i++) {
      if ((was[i] | is[i]) == 0) {
        continue;
      }
      final long virtual = base + i * level.bytes();
      final boolean wasTable = before.rules.leadsToTable(level, was[i]);
      final boolean isTable = after.rules.leadsToTable(level, is[i]);
      if (!wasTable && !isTable) {
        if (!alike || was[i] != is[i]) {
          comparePages(level, virtual, i, visitor);
        }
        continue;
      }
      if (wasTable != isTable
          || PageTableEntry.tableAddress(was[i]) != PageTableEntry.tableAddress(is[i])) {
        visitor.table(level.lower(), virtual, wasTable ? was[i] : 0, isTable ? is[i] : 0);
      }
      // Of two trees that both go on, one is enough to notice that they go in circles.
      (isTable ? after : before)
          .tables.enter(PageTableEntry.tableAddress(isTable ? is[i] : was[i]));
      before.enter(level, i, wasTable);
      after.enter(level, i, isTable);
      compare(level.lower(), virtual, 0, PageTableLevel.ENTRIES, visitor);
    }
  }

  private void compareLeaves(long base, boolean alike, PairVisitor visitor) {
    final long[] was = before.words[0];
    final long[] is = after.words[0];
    for (int i = 0; i < PageTableLevel.ENTRIES; i++) {
      if ((!alike || was[i] != is[i]) && (was[i] | is[i]) != 0) {
        comparePages(PageTableLevel.PT, base + i * PageTableLevel.PT.bytes(), i, visitor);
      }
    }
  }

  private void comparePages(PageTableLevel level, long virtual, int index, PairVisitor visitor) {
    final long was = before.leaf(level, index);
    final long is = after.leaf(level, index);
    final PageSize granule = level.canMapPages() ? level.pageSize() : PageSize.SIZE_1G;
    final PageSize wasSize = was == 0 ? granule : before.size(level);
    final PageSize isSize = is == 0 ? granule : after.size(level);
    if (was != is || wasSize != isSize) {
      visitor.pages(virtual, granule, was, wasSize, is, isSize, after.entryAddress(level, index));
    }
  }

  /** One tree, opened along the path that the scan is on. By level: what the table there holds. */
  private static final class Side {
    private static final long GRANTS = PageTableEntry.WRITABLE | PageTableEntry.USER;

    private final PhysicalMemory memory;
    private final PagingMode mode;
    private final EntryRules rules;
    private TablesEntered tables = new TablesEntered();
    private final long noExecute;
    private final long[][] words = new long[LEVELS.length][PageTableLevel.ENTRIES];

    // R/W and U/S of every entry that led to the table, and XD of any.
    private final long[] granted = new long[LEVELS.length];
    private final long[] refused = new long[LEVELS.length];

    // Where entry 0 lies, and how far apart entries are: 0 where a larger page, or nothing, stands
    // for the table.
    private final long[] address = new long[LEVELS.length];
    private final int[] stride = new int[LEVELS.length];

    // The level whose leaf stands for the table; the table's own if it is one.
    private final PageTableLevel[] leafLevel = LEVELS.clone();

    Side(PhysicalMemory memory, PagingMode mode) {
      this.memory = memory;
      this.mode = mode;
      this.rules = new EntryRules(memory, mode);
      this.noExecute = mode.noExecuteEnabled() ? PageTableEntry.NO_EXECUTE : 0;
    }

    void openRoot() {
      tables = new TablesEntered();
      final int top = mode.topLevel().ordinal();
      final long root = mode.root().start().value();
      if (root < memory.size()) {
        memory.readWords(root, words[top], PageTableLevel.ENTRIES);
      } else {
        Arrays.fill(words[top], 0);
      }
      address[top] = root;
      stride[top] = PageTableLevel.ENTRY_BYTES;
      granted[top] = GRANTS;
      refused[top] = 0;
    }

    /** Opens what is below entry {@code index}: a table, a page as smaller ones, or nothing. */
    void enter(PageTableLevel level, int index, boolean table) {
      final int at = level.ordinal();
      final int below = at - 1;
      final long entry = words[at][index];
      granted[below] = granted[at];
      refused[below] = refused[at];
      leafLevel[below] = LEVELS[below];
      if (table) {
        address[below] = PageTableEntry.tableAddress(entry);
        stride[below] = PageTableLevel.ENTRY_BYTES;
        granted[below] &= entry;
        refused[below] |= entry & noExecute;
        memory.readWords(address[below], words[below], PageTableLevel.ENTRIES);
        return;
      }
      address[below] = entryAddress(level, index);
      stride[below] = 0;
      if (rules.isLeaf(level, entry)) {
        leafLevel[below] = leafLevel[at];
        final long first = PageTableEntry.smallerLeaf(entry, level);
        for (int i = 0; i < PageTableLevel.ENTRIES; i++) {
          words[below][i] = first + i * LEVELS[below].bytes();
        }
      } else {
        Arrays.fill(words[below], 0);
      }
    }

    /** Whether equal entries of the two tables mean the same. */
    boolean grantsAsMuchAs(Side other, int at) {
      return granted[at] == other.granted[at]
          && refused[at] == other.refused[at]
          && leafLevel[at] == other.leafLevel[at];
    }

    /** The entry with what all levels allow together; 0 if it maps nothing. */
    long leaf(PageTableLevel level, int index) {
      final int at = level.ordinal();
      final long entry = words[at][index];
      return rules.isLeaf(level, entry) ? entry & (granted[at] | ~GRANTS) | refused[at] : 0;
    }

    PageSize size(PageTableLevel level) {
      return leafLevel[level.ordinal()].pageSize();
    }

    long entryAddress(PageTableLevel level, int index) {
      final int at = level.ordinal();
      return address[at] + (long) stride[at] * index;
    }
  }
}
