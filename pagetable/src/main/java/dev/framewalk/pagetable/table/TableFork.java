package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameReservation;
import java.util.Arrays;

/**
 * Gives entries of one address space to another that has none, as fork(2) does: tables are copied,
 * pages are not.
 *
 * <p>First {@link #plan} each range, in ascending order; then reserve {@link #tables()} frames;
 * then {@link #copy} each range in the same order, which cannot fail.
 *
 * <p>New entries have A clear, as nobody has used them; D is clear in those that are shared and
 * kept in those that are copied on write, where it still says that the page was written.
 */
public final class TableFork {
  private static final int FRAME_SHIFT = 12;

  private final LiveTables parent;
  private final LiveTables child;
  private final FrameAllocator frames;
  private final Plan plan;
  private final long[] words = new long[PageTableLevel.ENTRIES];
  private long pages;

  /**
   * @param parent who has the entries
   * @param child who gets them; its lower half is empty
   * @param frames whose frames the pages are
   */
  public TableFork(Mapper parent, Mapper child, FrameAllocator frames) {
    this.parent = parent.live();
    this.child = child.live();
    this.frames = frames;
    this.plan = new Plan();
  }

  /** Counts the tables for a range, which is not below those that were planned before. */
  public void plan(PageRange range) {
    plan.descend(parent.topLevel(), parent.root(), range.start().value(), range.endExclusive() - 1);
  }

  /** Tables that the ranges planned so far take. */
  public long tables() {
    return plan.tables;
  }

  /**
   * Copies the entries of a range that was planned. A large page that reaches out of the range is
   * copied as a whole.
   */
  public void copy(PageRange range, ForkedPages kind, FrameReservation tables) {
    new Copy(kind, tables)
        .descend(parent.topLevel(), parent.root(), range.start().value(), range.endExclusive() - 1);
  }

  /** Pages, in units of 4 KiB, that the child has got. */
  public long pages() {
    return pages;
  }

  /** What the parent's entries owe that cannot be written through any more. */
  public TlbFlush settle() {
    return parent.settle();
  }

  /** Counts each table once, however many ranges it serves. */
  private final class Plan extends TableDescent {
    private final long[] counted = new long[PageTableLevel.values().length];
    private long tables;

    Plan() {
      super(parent.memory());
      Arrays.fill(counted, -1);
    }

    @Override
    boolean passesOverEmpty() {
      return true;
    }

    @Override
    boolean enter(PageTableLevel level, long entryAddress, long entry, long from, long last) {
      if (!parent.leadsToTable(level, entry)) {
        return false;
      }
      final long start = level.start(from);
      if (counted[level.ordinal()] != start) {
        counted[level.ordinal()] = start;
        tables++;
      }
      return level != PageTableLevel.PD;
    }

    @Override
    void span(long entryAddress, int count, long from) {}
  }

  private final class Copy extends TableDescent {
    private final FrameReservation tables;
    private final boolean copyOnWrite;

    /** Bits that entries of the child do not take over. */
    private final long dropped;

    /** The child's table of each level on the way. */
    private final long[] tableAt = new long[PageTableLevel.values().length];

    Copy(ForkedPages kind, FrameReservation tables) {
      super(parent.memory());
      this.tables = tables;
      this.copyOnWrite = kind == ForkedPages.COPY_ON_WRITE;
      this.dropped =
          PageTableEntry.ACCESSED | (copyOnWrite ? PageTableEntry.WRITABLE : PageTableEntry.DIRTY);
      tableAt[child.topLevel().ordinal()] = child.root();
    }

    @Override
    boolean passesOverEmpty() {
      return true;
    }

    @Override
    boolean enter(PageTableLevel level, long entryAddress, long entry, long from, long last) {
      final int at = level.ordinal();
      final long target = tableAt[at] + (long) level.index(from) * PageTableLevel.ENTRY_BYTES;
      if (parent.leadsToTable(level, entry)) {
        final long there = memory.readWord(target);
        tableAt[at - 1] =
            there == 0
                ? child.linkTable(target, from, 0, tables)
                : PageTableEntry.tableAddress(there);
        return true;
      }
      if (parent.isLeaf(level, entry) && memory.readWord(target) == 0) {
        pages += level.bytes() >>> FRAME_SHIFT;
        leaf(level, entryAddress, entry, target, from);
      }
      return false;
    }

    private void leaf(
        PageTableLevel level, long entryAddress, long entry, long target, long virtual) {
      if (copyOnWrite) {
        retain(PageTableEntry.pageAddress(entry, level.shift()) >>> FRAME_SHIFT, 1);
        if ((entry & PageTableEntry.WRITABLE) != 0) {
          memory.writeWord(entryAddress, entry & ~PageTableEntry.WRITABLE);
          parent.oweIfAccessed(entry, level.start(virtual), level.last(virtual));
        }
      }
      memory.writeWord(target, entry & ~dropped);
    }

    private void retain(long frame, int count) {
      frames.retainUsedFor(FramePurpose.PRIVATE, frame, count);
    }

    /**
     * The leaves of one PT: out in bulk, and back in bulk, as the CPU stands still while its kernel
     * forks.
     */
    @Override
    void span(long entryAddress, int count, long from) {
      memory.readWords(entryAddress, words, count);
      final long lost = copyOnWrite ? protect(count, from) : 0;
      if (lost != 0) {
        memory.writeWords(entryAddress, words, count);
      }
      int copied = 0;
      for (int i = 0; i < count; i++) {
        final long entry = words[i];
        if (parent.isSmallLeaf(entry)) {
          words[i] = entry & ~dropped;
          copied++;
        } else {
          words[i] = 0;
        }
      }
      final long tableOffset = entryAddress - PageTableEntry.tableAddress(entryAddress);
      memory.writeWords(tableAt[0] + tableOffset, words, count);
      pages += copied;
    }

    /**
     * Takes the right to write from the leaves among the words and adds the child's references.
     *
     * @return not 0 if a leaf has lost that right
     */
    private long protect(int count, long from) {
      long lost = 0;
      int firstUsed = -1;
      int lastUsed = -1;
      long runStart = 0;
      int run = 0;
      for (int i = 0; i < count; i++) {
        final long entry = words[i];
        if (!parent.isSmallLeaf(entry)) {
          continue;
        }
        final long frame = PageTableEntry.tableAddress(entry) >>> FRAME_SHIFT;
        if (frame != runStart + run) {
          retain(runStart, run);
          runStart = frame;
          run = 0;
        }
        run++;
        final long writable = entry & PageTableEntry.WRITABLE;
        if (writable != 0) {
          lost |= writable;
          words[i] = entry ^ writable;
          if ((entry & PageTableEntry.ACCESSED) != 0) {
            firstUsed = firstUsed < 0 ? i : firstUsed;
            lastUsed = i;
          }
        }
      }
      retain(runStart, run);
      if (firstUsed >= 0) {
        final long start = from + ((long) firstUsed << FRAME_SHIFT);
        parent.oweIfAccessed(
            PageTableEntry.ACCESSED, start, from + ((long) (lastUsed + 1) << FRAME_SHIFT) - 1);
      }
      return lost;
    }
  }
}
