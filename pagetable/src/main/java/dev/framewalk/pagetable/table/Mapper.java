package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameReservation;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.memory.PhysicalMemory;

/**
 * Changes the mappings of one address space.
 *
 * <p>Every refusal comes before the first write: a method that throws has changed nothing. Every
 * method that changes entries returns the flush that it owes. Tables are made as they are needed
 * and given back when they are empty; the frames that leaves map are the caller's business, and
 * whoever wants to know which were unmapped passes a {@link LeafSink}.
 *
 * <p>Leaves decide what is allowed: entries above them are made as permissive as their half of the
 * address space, and an entry that withholds what a leaf is to grant is widened. In the kernel half
 * (the upper one) the tables that the root leads to are never given back, because other roots share
 * them.
 *
 * <p>A range that is not canonical in the mapper's paging mode, execute disable without EFER.NXE
 * and a frame beyond the physical-address width are {@link IllegalArgumentException}s in every
 * method.
 */
public final class Mapper {
  private final PhysicalMemory memory;
  private final FrameAllocator frames;
  private final PagingMode mode;
  private final LiveTables live;
  private final EdgeSplits edges;
  private final OneTableEdit oneTable;
  private final EmptyTables emptyTables;

  // With EmptyTables.FREED_LATER: where an unmapping may have left empty tables.
  private boolean emptyLeft;
  private long emptyLeftAt;

  /**
   * A mapper for the tables whose root {@code mode} names, which frees empty tables at once.
   *
   * @param frames where tables come from and go to
   * @throws IllegalArgumentException if the root lies outside of the memory
   */
  public Mapper(PhysicalMemory memory, FrameAllocator frames, PagingMode mode) {
    this(memory, frames, mode, EmptyTables.FREED_AT_ONCE);
  }

  /**
   * A mapper for the tables whose root {@code mode} names.
   *
   * @param frames where tables come from and go to
   * @throws IllegalArgumentException if the root lies outside of the memory
   */
  public Mapper(
      PhysicalMemory memory, FrameAllocator frames, PagingMode mode, EmptyTables emptyTables) {
    if (mode.root().start().value() > memory.size() - PhysFrame.BYTES) {
      throw new IllegalArgumentException(
          "root outside of physical memory: root="
              + mode.root()
              + ", size=0x"
              + Long.toHexString(memory.size()));
    }
    this.memory = memory;
    this.frames = frames;
    this.mode = mode;
    this.live = new LiveTables(memory, frames, mode);
    final PageWalk walk = new PageWalk(memory);
    this.edges = new EdgeSplits(walk, mode);
    this.oneTable = new OneTableEdit(live, walk, mode);
    this.emptyTables = emptyTables;
  }

  /** A table of the top level in which nothing is mapped. {@link #destroy} gives it back. */
  public static PhysFrame newRoot(FrameAllocator frames) throws OutOfFramesException {
    return frames.allocate(FramePurpose.PAGE_TABLE);
  }

  /** The paging mode that the tables are for. */
  public PagingMode mode() {
    return mode;
  }

  /** The table of the top level. */
  public PhysFrame root() {
    return mode.root();
  }

  /**
   * Makes the kernel half of this address space that of {@code from}, by copying entries 256 to 511
   * of its root. Tables below are shared from then on; what is later added to the other root itself
   * is not seen here, and what this root's kernel half led to before is forgotten.
   */
  public TlbFlush shareKernelHalf(PhysFrame from) {
    final long half = PhysFrame.BYTES / 2;
    final long mine = live.root() + half;
    final boolean fresh = memory.isZero(mine, half);
    memory.copy(from.start().value() + half, mine, half);
    return fresh ? TlbFlush.NONE : TlbFlush.ALL;
  }

  /**
   * How many frames for tables mapping {@code range} takes at most, whichever frames it is mapped
   * to: the number for pages of 4 KiB, since nothing is known of the frames' alignment.
   */
  public long tablesNeeded(PageRange range, LargePages policy) {
    mode.checkCanonical(range);
    final MapPlan plan = new MapPlan(live, null);
    run(plan, range);
    return plan.tables();
  }

  /** How many frames for tables it takes to map {@code range} to these frames. */
  public long tablesNeeded(
      PageRange range, FrameList frameList, long firstIndex, LargePages policy) {
    final MapPlan plan =
        new MapPlan(
            live, MapRequest.of(mode, range, frameList, firstIndex, EntryFlags.PRESENT, policy));
    run(plan, range);
    return plan.tables();
  }

  /**
   * Maps {@code range} to the frames from {@code firstIndex} of the list on.
   *
   * @param flags of the leaves; P is set anyway, and PS where a page is large
   * @return nothing owed, unless an entry above had to be widened
   * @throws MapException.AlreadyMapped if an entry that is needed is not empty
   * @throws MapException.OutOfFrames if there are not enough frames for tables
   * @throws IndexOutOfBoundsException if the list is too short
   */
  public TlbFlush map(
      PageRange range, FrameList frameList, long firstIndex, EntryFlags flags, LargePages policy)
      throws MapException {
    final MapRequest request = MapRequest.of(mode, range, frameList, firstIndex, flags, policy);
    if (isInOneTable(range, policy)) {
      try (FrameReservation tables = reserve(planOneTable(range))) {
        commitOneTable(range, request, tables);
      }
      return live.settle();
    }
    final MapPlan plan = new MapPlan(live, request);
    run(plan, range);
    plan.checkFree();
    try (FrameReservation tables = reserve(plan.tables())) {
      run(new MapCommit(live, request, tables), range);
    }
    return live.settle();
  }

  private static boolean isInOneTable(PageRange range, LargePages policy) {
    final long from = range.start().value();
    return PageTableLevel.PD.start(from) == PageTableLevel.PD.start(range.endExclusive() - 1)
        && (policy == LargePages.NEVER || range.count() < PageTableLevel.ENTRIES);
  }

  private int planOneTable(PageRange range) throws MapException.AlreadyMapped {
    return oneTable.plan(range.start().value(), PageTableLevel.PT, (int) range.count());
  }

  private void commitOneTable(PageRange range, MapRequest request, FrameReservation tables) {
    final long entryAddress = oneTable.commit(PageTableLevel.PT, request.flagBits(), tables);
    request.fill(memory, entryAddress, (int) range.count(), range.start().value());
  }

  /**
   * Maps {@code range} with tables that have been reserved, {@link #tablesNeeded} of them.
   *
   * @throws MapException.AlreadyMapped if an entry that is needed is not empty
   * @throws IllegalStateException if the reservation is too small; nothing is changed then either
   */
  public TlbFlush map(
      PageRange range,
      FrameList frameList,
      long firstIndex,
      EntryFlags flags,
      LargePages policy,
      FrameReservation tables)
      throws MapException.AlreadyMapped {
    final MapRequest request = MapRequest.of(mode, range, frameList, firstIndex, flags, policy);
    if (isInOneTable(range, policy)) {
      checkReserved(planOneTable(range), tables);
      commitOneTable(range, request, tables);
      return live.settle();
    }
    final MapPlan plan = new MapPlan(live, request);
    run(plan, range);
    plan.checkFree();
    checkReserved(plan.tables(), tables);
    run(new MapCommit(live, request, tables), range);
    return live.settle();
  }

  /**
   * Maps one page of 4 KiB with tables that have been reserved: at most one less than the levels.
   *
   * @throws MapException.AlreadyMapped if an entry that is needed is not empty
   * @throws IllegalStateException if the reservation is too small; nothing is changed then either
   */
  public TlbFlush map(Page page, PhysFrame frame, EntryFlags flags, FrameReservation tables)
      throws MapException.AlreadyMapped {
    return map(page, frame, PageSize.SIZE_4K, flags, tables);
  }

  /**
   * Maps one page of {@code size} with tables that have been reserved.
   *
   * @throws MapException.AlreadyMapped if an entry that is needed is not empty, be it a table's
   * @throws IllegalArgumentException if the page or the frame is not on a boundary of the size
   * @throws IllegalStateException if the reservation is too small; nothing is changed then either
   */
  public TlbFlush map(
      Page page, PhysFrame frame, PageSize size, EntryFlags flags, FrameReservation tables)
      throws MapException.AlreadyMapped {
    final PageTableLevel level = PageTableLevel.ofLeaf(size);
    final long leaf = MapRequest.leaf(mode, page, frame, size, flags);
    checkReserved(oneTable.plan(page.start().value(), level, 1), tables);
    memory.writeWord(oneTable.commit(level, flags.bits(), tables), leaf);
    return live.settle();
  }

  /**
   * Maps one page of {@code size}.
   *
   * @throws MapException.AlreadyMapped if an entry that is needed is not empty, be it a table's
   * @throws MapException.OutOfFrames if there are not enough frames for tables
   * @throws IllegalArgumentException if the page or the frame is not on a boundary of the size
   */
  public TlbFlush map(Page page, PhysFrame frame, PageSize size, EntryFlags flags)
      throws MapException {
    final PageTableLevel level = PageTableLevel.ofLeaf(size);
    final long leaf = MapRequest.leaf(mode, page, frame, size, flags);
    try (FrameReservation tables = reserve(oneTable.plan(page.start().value(), level, 1))) {
      memory.writeWord(oneTable.commit(level, flags.bits(), tables), leaf);
    }
    return live.settle();
  }

  /**
   * Puts another frame with other flags behind a page of 4 KiB that is mapped.
   *
   * @throws IllegalStateException if it is not mapped by an entry of its own
   */
  public TlbFlush replace(Page page, PhysFrame frame, EntryFlags flags) {
    final long virtual = page.start().value();
    oneTable.replace(virtual, MapRequest.leaf(mode, page, frame, PageSize.SIZE_4K, flags));
    return live.settle();
  }

  /**
   * Unmaps what is mapped in {@code range} and tells {@code sink} each leaf that is gone. A large
   * page that only partly lies in the range is split first.
   *
   * @throws MapException.OutOfFrames if there is no frame for such a split
   */
  public TlbFlush unmap(PageRange range, LeafSink sink) throws MapException.OutOfFrames {
    mode.checkCanonical(range);
    final long from = range.start().value();
    if (isInOneTable(range, LargePages.NEVER) && oneTable.clear(from, (int) range.count(), sink)) {
      leaveEmpty(from);
      return live.settle();
    }
    try (FrameReservation tables = reserveEdges(range)) {
      run(new UnmapPass(live, sink, tables), range);
    }
    return live.settle();
  }

  private void leaveEmpty(long virtual) {
    if (emptyTables == EmptyTables.FREED_AT_ONCE) {
      oneTable.freeEmptyTables(virtual);
      return;
    }
    if (emptyLeft && PageTableLevel.PD.start(emptyLeftAt) != PageTableLevel.PD.start(virtual)) {
      oneTable.freeEmptyTables(emptyLeftAt);
    }
    emptyLeft = true;
    emptyLeftAt = virtual;
  }

  /** Gives back the tables that {@link EmptyTables#FREED_LATER} has kept so far. */
  public TlbFlush freeEmptyTables() {
    if (emptyLeft) {
      emptyLeft = false;
      oneTable.freeEmptyTables(emptyLeftAt);
    }
    return live.settle();
  }

  /**
   * Moves what is mapped in {@code range} to {@code target} on, where nothing is: the entries, not
   * the pages.
   *
   * @param tables {@link #tablesNeeded} for the target
   * @throws IllegalStateException if a large page is among them, the target is mapped or the
   *     reservation is too small: bugs of the caller's, and part may have been moved
   */
  public TlbFlush move(PageRange range, Page target, FrameReservation tables) {
    mode.checkCanonical(range);
    mode.checkCanonical(PageRange.of(target, range.count()));
    final MovePass pass = new MovePass(live, oneTable, range, target, tables);
    run(pass, range);
    pass.finish();
    return live.settle();
  }

  /**
   * Sets R/W, U/S, execute disable and protection key of every page in {@code range} to those of
   * {@code permissions}; everything else in the entries stays. A large page that only partly lies
   * in the range is split first.
   *
   * @throws MapException.OutOfFrames if there is no frame for such a split
   */
  public TlbFlush protect(PageRange range, EntryFlags permissions) throws MapException.OutOfFrames {
    mode.checkCanonical(range);
    mode.checkFlags(permissions);
    try (FrameReservation tables = reserveEdges(range)) {
      run(new ProtectPass(live, permissions, tables), range);
    }
    return live.settle();
  }

  /**
   * Makes the large pages that {@code range} touches pages of 4 KiB; what of a 1 GiB page lies
   * outside of the range stays mapped by 2 MiB pages where whole ones fit.
   *
   * @throws MapException.OutOfFrames if there are not enough frames for tables
   */
  public TlbFlush split(PageRange range) throws MapException.OutOfFrames {
    mode.checkCanonical(range);
    final SplitPass.Plan plan = new SplitPass.Plan(live);
    run(plan, range);
    try (FrameReservation tables = reserve(plan.tables())) {
      run(new SplitPass(live, tables), range);
    }
    return live.settle();
  }

  /**
   * Makes one large page of each 512 pages in {@code range} that fill a table, whose frames are
   * contiguous from such a boundary and whose flags are equal, and gives the table back. Accessed
   * and dirty bits may differ; the large page has them if one of the 512 had.
   */
  public TlbFlush merge(PageRange range) {
    mode.checkCanonical(range);
    run(new MergePass(live), range);
    return live.settle();
  }

  /** Clears the accessed bits of the leaves in {@code range}. */
  public TlbFlush clearAccessed(PageRange range) {
    return clear(range, EntryFlags.ACCESSED);
  }

  /** Clears the dirty bits of the leaves in {@code range}. */
  public TlbFlush clearDirty(PageRange range) {
    return clear(range, EntryFlags.DIRTY);
  }

  /** Clears the accessed and the dirty bits of the leaves in {@code range}. */
  public TlbFlush clearAccessedAndDirty(PageRange range) {
    return clear(range, EntryFlags.ACCESSED.or(EntryFlags.DIRTY));
  }

  private TlbFlush clear(PageRange range, EntryFlags flags) {
    mode.checkCanonical(range);
    run(new ClearPass(live, flags), range);
    return live.settle();
  }

  /** Tells {@code sink} each leaf that maps a page of {@code range}, and changes nothing. */
  public void forEachLeaf(PageRange range, LeafSink sink) {
    mode.checkCanonical(range);
    run(new LeafPass(live, sink), range);
  }

  /** Unmaps the whole lower half, tells {@code sink} each leaf, and gives all its tables back. */
  public TlbFlush unmapLowerHalf(LeafSink sink) {
    final long last = (1L << (mode.virtualAddressBits() - 1)) - 1;
    new TeardownPass(live, sink).descend(mode.topLevel(), live.root(), 0, last);
    return live.settle();
  }

  /**
   * Ends the address space of a process: {@link #unmapLowerHalf}, then gives the root back. The
   * tables of the kernel half stay, as other roots lead to them. The mapper is of no use
   * afterwards.
   *
   * @return the flush that is owed unless CR3 is loaded anyway
   */
  public TlbFlush destroy(LeafSink sink) {
    final TlbFlush owed = unmapLowerHalf(sink);
    releaseRoot();
    return owed;
  }

  /**
   * Ends an address space together with the tables of its kernel half, which no other root may lead
   * to any more.
   */
  public TlbFlush destroyWithKernelHalf(LeafSink sink) {
    final TlbFlush owed = unmapLowerHalf(sink);
    final long first = -1L << (mode.virtualAddressBits() - 1);
    new TeardownPass(live, sink).descend(mode.topLevel(), live.root(), first, -1);
    releaseRoot();
    return owed.and(live.settle());
  }

  private void releaseRoot() {
    if (!frames.release(root())) {
      throw new IllegalStateException("root with two references: " + root());
    }
  }

  LiveTables live() {
    return live;
  }

  private void run(TableDescent pass, PageRange range) {
    pass.descend(mode.topLevel(), live.root(), range.start().value(), range.endExclusive() - 1);
  }

  private FrameReservation reserve(long tables) throws MapException.OutOfFrames {
    try {
      return frames.reserve(tables);
    } catch (OutOfFramesException e) {
      throw new MapException.OutOfFrames(e);
    }
  }

  private FrameReservation reserveEdges(PageRange range) throws MapException.OutOfFrames {
    return reserve(edges.tables(range.start().value(), range.endExclusive() - 1));
  }

  private static void checkReserved(long needed, FrameReservation tables) {
    if (tables.remaining() < needed) {
      throw new IllegalStateException(
          "too few frames reserved for tables: needed="
              + needed
              + ", reserved="
              + tables.remaining());
    }
  }
}
