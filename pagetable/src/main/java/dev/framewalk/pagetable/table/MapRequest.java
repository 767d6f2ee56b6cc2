package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.memory.PhysicalMemory;

/** Which frame and which leaf belong at each address of a range that is being mapped. */
final class MapRequest {
  private static final int PAGE_SHIFT = 12;

  private final FrameList frames;
  private final long start;
  private final long firstIndex;
  private final EntryFlags flags;
  private final LargePages policy;

  private MapRequest(
      PageRange range, FrameList frames, long firstIndex, EntryFlags flags, LargePages policy) {
    this.frames = frames;
    this.start = range.start().value();
    this.firstIndex = firstIndex;
    this.flags = flags;
    this.policy = policy;
  }

  /**
   * The request to map {@code range} to frames of the list.
   *
   * @throws IllegalArgumentException if {@code mode} cannot express it
   * @throws IndexOutOfBoundsException if the list is too short
   */
  static MapRequest of(
      PagingMode mode,
      PageRange range,
      FrameList frames,
      long firstIndex,
      EntryFlags flags,
      LargePages policy) {
    mode.checkCanonical(range);
    mode.checkFlags(flags);
    for (long done = 0; done < range.count(); ) {
      final long run = Math.min(frames.runLengthAt(firstIndex + done), range.count() - done);
      mode.checkFrames(frames.numberAt(firstIndex + done), run);
      done += run;
    }
    return new MapRequest(range, frames, firstIndex, flags.or(EntryFlags.PRESENT), policy);
  }

  /**
   * The leaf that maps one page of {@code size}.
   *
   * @throws IllegalArgumentException if {@code mode} cannot express it or something is not aligned
   */
  static long leaf(PagingMode mode, Page page, PhysFrame frame, PageSize size, EntryFlags flags) {
    final long pages = size.bytes() >>> PAGE_SHIFT;
    final long start = page.start().value();
    if ((start & (size.bytes() - 1)) != 0 || frame.number() % pages != 0) {
      throw new IllegalArgumentException(
          "not on a boundary of the page size: " + page + ", " + frame + ", size=" + size);
    }
    mode.checkCanonical(start);
    mode.checkFlags(flags);
    mode.checkFrames(frame.number(), pages);
    return frame.number() << PAGE_SHIFT | flags.or(EntryFlags.PRESENT).leafBits(size);
  }

  private long indexOf(long virtual) {
    return firstIndex + ((virtual - start) >>> PAGE_SHIFT);
  }

  /** Whether one leaf of {@code level} is to map {@code from} to {@code last}. */
  boolean isOneLeaf(PageTableLevel level, long from, long last) {
    if (policy == LargePages.NEVER
        || !level.canMapPages()
        || from != level.start(from)
        || last != level.last(from)) {
      return false;
    }
    final long pages = level.bytes() >>> PAGE_SHIFT;
    final long index = indexOf(from);
    return frames.numberAt(index) % pages == 0 && frames.runLengthAt(index) >= pages;
  }

  /** Fills {@code count} neighbouring entries of a PT, the first of them that of {@code from}. */
  void fill(PhysicalMemory memory, long entryAddress, int count, long from) {
    for (int done = 0; done < count; ) {
      final long virtual = from + done * PageTableLevel.PT.bytes();
      final int run = (int) Math.min(count - done, frames.runLengthAt(indexOf(virtual)));
      memory.fillSequence(
          entryAddress + (long) done * PageTableLevel.ENTRY_BYTES,
          run,
          leaf(PageSize.SIZE_4K, virtual),
          PageTableLevel.PT.bytes());
      done += run;
    }
  }

  /** The leaf of {@code size} for the page at {@code virtual}. */
  long leaf(PageSize size, long virtual) {
    return frames.numberAt(indexOf(virtual)) << PAGE_SHIFT | flags.leafBits(size);
  }

  long flagBits() {
    return flags.bits();
  }
}
