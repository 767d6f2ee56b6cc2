package dev.framewalk.emulator.kernel;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.emulator.shm.GrowthReservation;
import dev.framewalk.emulator.shm.SharedMapping;
import dev.framewalk.emulator.shm.ShmObject;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameReservation;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.EmptyTables;
import dev.framewalk.pagetable.table.ForkedPages;
import dev.framewalk.pagetable.table.LargePages;
import dev.framewalk.pagetable.table.LeafSink;
import dev.framewalk.pagetable.table.MapException;
import dev.framewalk.pagetable.table.Mapper;
import dev.framewalk.pagetable.table.PageWalk;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.TableFork;
import dev.framewalk.pagetable.table.TlbFlush;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The user half of one process's virtual memory: its regions, and the page tables that say the same
 * to the CPU.
 *
 * <p>Pages of a shared mapping are entered when they are mapped, with A and D clear; private pages
 * when they are first touched. A private page may be one that others read too (a page of the object
 * behind it): then its entry is read-only and the first store copies it.
 *
 * <p>Every change decodes, reserves and commits in that order, so that a refusal leaves all as it
 * was. Flushes that a change of somebody else's owes here (an object that shrinks) wait in {@link
 * #settle()}.
 */
public final class AddressSpace {
  /** Lowest address that may be mapped: Linux's default {@code vm.mmap_min_addr}. */
  public static final long LOWEST = 0x10000;

  /** End of user addresses, exclusive: Linux's TASK_SIZE_MAX under 4-level paging. */
  public static final long END = 0x7fff_ffff_f000L;

  /** Regions a process may have: Linux's default {@code vm.max_map_count}. */
  public static final int MAX_REGIONS = 65_530;

  private final PhysicalMemory memory;
  private final FrameAllocator frames;
  private PagingMode mode;
  private final Mapper mapper;
  private final ObjectEntries entries;
  private final RegionMap regions = new RegionMap();
  private final PrivateFrames gone;
  private final RegionChanges changes;
  private TlbFlush owed = TlbFlush.NONE;
  private long pagesMapped;
  private final CodeWatch code;
  private final Heap heap = new Heap(this);
  private MemoryLimits limits = MemoryLimits.defaults();
  private RegionTraits futureTraits = RegionTraits.NONE;
  private int barriers;
  private int users = 1;

  /**
   * An empty user half under {@code mode}'s root.
   *
   * @param mode the paging mode of the process; its CR3 names the root table
   * @param largePages whether objects may be mapped by 2 MiB and 1 GiB pages
   * @param code is told when executable bytes appear or change
   */
  public AddressSpace(
      PhysicalMemory memory,
      FrameAllocator frames,
      PagingMode mode,
      LargePages largePages,
      CodeWatch code) {
    this.memory = memory;
    this.frames = frames;
    this.mode = mode;
    this.mapper = new Mapper(memory, frames, mode, EmptyTables.FREED_LATER);
    this.entries = new ObjectEntries(this, mapper, frames, largePages);
    this.gone = new PrivateFrames(frames);
    this.changes = new RegionChanges(this, regions);
    this.code = code;
  }

  /** The paging mode, whose CR3 names the root table and whose PKRU is the process's. */
  public PagingMode mode() {
    return mode;
  }

  /**
   * Takes over PKRU, which a process changes by itself (WRPKRU) and which holds for what the kernel
   * does with its memory as well (pkeys(7)).
   */
  public void setPkru(int rights) {
    if (mode.pkru() != rights) {
      mode = mode.withPkru(rights);
    }
  }

  /** The physical memory that the tables are in. */
  public PhysicalMemory memory() {
    return memory;
  }

  FrameAllocator frames() {
    return frames;
  }

  Mapper mapper() {
    return mapper;
  }

  /** The regions by address. */
  public Collection<Region> regions() {
    return regions.all();
  }

  /** The region that holds {@code address}. */
  public Optional<Region> regionAt(long address) {
    return Optional.ofNullable(regions.find(address));
  }

  /**
   * The region that holds {@code address} or is the next above it; empty when there is none
   * (mprotect(2), PROT_GROWSDOWN).
   */
  public Optional<Region> regionAtOrAbove(long address) {
    return Optional.ofNullable(regions.findAtOrAbove(address));
  }

  /** The region that a fault at {@code address} is in: one that grows down grows if it may. */
  @Nullable Region regionForFault(long address) {
    return regions.findOrGrow(address, limits);
  }

  /** The lowest address that faults can make {@code region} reach down to: its start if none. */
  public long lowestByGrowth(Region region) {
    return regions.lowestByGrowth(region, limits);
  }

  /** Pages that were ever entered into the tables here. */
  public long pagesMapped() {
    return pagesMapped;
  }

  void countMapped(long pages) {
    pagesMapped += pages;
  }

  void noteCodeChange() {
    code.changed();
  }

  /** Notes that the kernel has stored to {@code address}, which is not executable itself. */
  void noteStore(long address) {
    final Region region = code.mayBeWritten() ? regions.find(address) : null;
    if (region != null && region.backing() instanceof OfObject of) {
      noteObjectStore(of.object());
    }
  }

  /**
   * Notes that the kernel has stored into pages of {@code object}: some mapping may execute them.
   */
  void noteObjectStore(ShmObject object) {
    if (code.mayBeWritten()) {
      for (final SharedMapping mapping : object.mappings()) {
        if (mapping instanceof Region region && region.protection().executable()) {
          code.changed();
          return;
        }
      }
    }
  }

  /** Takes the flush that changes from outside (a truncated object) owe to this address space. */
  public TlbFlush settle() {
    final TlbFlush flush = owed;
    owed = TlbFlush.NONE;
    return flush;
  }

  void owe(TlbFlush flush) {
    owed = owed.and(flush);
  }

  /** A free range of {@code pages}, as near below the top of the address space as there is one. */
  public PageRange pick(long pages) throws ErrnoException {
    return regions.pick(pages);
  }

  /** A free range of {@code pages} below 2 GiB (mmap(2), MAP_32BIT). */
  public PageRange pickLow(long pages) throws ErrnoException {
    return regions.pickLow(pages);
  }

  /** Whether nothing is mapped in {@code range}. */
  public boolean isFree(PageRange range) {
    return regions.isFree(range);
  }

  /** Whether {@code range} may be given to a caller who would like it (mmap(2), addr). */
  public boolean isFreeForHint(PageRange range) {
    return regions.isFreeForHint(range);
  }

  /** What the process may have. */
  public MemoryLimits limits() {
    return limits;
  }

  /** Takes over limits that have changed (setrlimit(2)); what is there already stays. */
  public void setLimits(MemoryLimits value) {
    limits = value;
  }

  /** Pages that are mapped, entered or not. */
  public long pagesInRegions() {
    return regions.use().pages();
  }

  /** Pages of private memory that can be written, regions that grow aside. */
  public long dataPages() {
    return regions.use().dataPages();
  }

  /** Pages that are locked (mlock(2)). */
  public long lockedPages() {
    return regions.use().lockedPages();
  }

  /** What regions mapped from now on start with (mlockall(2), MCL_FUTURE). */
  public RegionTraits futureTraits() {
    return futureTraits;
  }

  public void setFutureTraits(RegionTraits traits) {
    futureTraits = traits;
  }

  /**
   * Refuses {@code pages} more that are over RLIMIT_AS or, if they are data, RLIMIT_DATA (Linux
   * mm/mmap.c, may_expand_vm).
   *
   * @throws ErrnoException ENOMEM
   */
  public void checkRoom(long pages, boolean data) throws ErrnoException {
    final MemoryUse use = regions.use();
    if (pages > (limits.addressSpace() >>> 12) - use.pages()
        || (data && pages > (limits.data() >>> 12) - use.dataPages())) {
      throw new ErrnoException(
          Errno.ENOMEM, "over a limit: pages=" + pages + ", mapped=" + use.pages());
    }
  }

  /**
   * Refuses {@code pages} of memory at once that are more than the machine has: what Linux's
   * heuristic overcommit refuses (Documentation/mm/overcommit-accounting).
   *
   * @throws ErrnoException ENOMEM
   */
  public void checkCommit(long pages) throws ErrnoException {
    final long all = frames.used() + frames.available();
    if (pages > all) {
      throw new ErrnoException(
          Errno.ENOMEM, "more than there is: pages=" + pages + ", frames=" + all);
    }
  }

  /**
   * Refuses {@code pages} more that would be locked over RLIMIT_MEMLOCK.
   *
   * @param traits of the region that they come to
   * @throws ErrnoException EAGAIN
   */
  public void checkLock(long pages, RegionTraits traits) throws ErrnoException {
    if (traits.locked() && pages > (limits.locked() >>> 12) - regions.use().lockedPages()) {
      throw new ErrnoException(Errno.EAGAIN, "over RLIMIT_MEMLOCK: pages=" + pages);
    }
  }

  /** Where the data segment begins that brk(2) makes longer. */
  void startHeap(long address) {
    heap.startAt(address);
  }

  /**
   * Moves the end of the data segment to {@code end} if it may; says where it is (brk(2)).
   *
   * @param privileged whether RLIMIT_MEMLOCK does not bind the caller
   */
  public long moveHeapEnd(long end, boolean privileged) {
    return heap.moveTo(end, privileged);
  }

  /** {@link #map(PageRange, Protection, Protection, Sharing, Backing, RegionTraits)}, untold. */
  public TlbFlush map(
      PageRange range, Protection protection, Protection allowed, Sharing sharing, Backing backing)
      throws ErrnoException {
    return map(range, protection, allowed, sharing, backing, RegionTraits.NONE);
  }

  /**
   * Maps {@code range}, in place of whatever was mapped there.
   *
   * @return what the CPU's TLB is owed
   * @throws ErrnoException ENOMEM if frames for the tables are short, there are too many regions or
   *     it is over a limit
   */
  public TlbFlush map(
      PageRange range,
      Protection protection,
      Protection allowed,
      Sharing sharing,
      Backing backing,
      RegionTraits traits)
      throws ErrnoException {
    if (regions.size() > MAX_REGIONS) {
      throw tooManyRegions();
    }
    final Region region = new Region(this, range, protection, allowed, sharing, backing, traits);
    final long eager = ObjectEntries.eagerPages(region);
    final boolean free = isFree(range);
    checkRoom(range.count() - (free ? 0 : regions.pagesIn(range)), MemoryUse.isData(region));
    try (FrameReservation reserved = entries.reserve(region, eager, free)) {
      TlbFlush flush = free ? TlbFlush.NONE : unmap(range);
      regions.add(region);
      if (backing instanceof OfObject) {
        noteCode(region);
      } else {
        code.appearedEmpty(region);
      }
      if (eager > 0) {
        flush = flush.and(entries.fill(region, 0, eager, reserved));
      }
      return flush;
    } catch (OutOfFramesException e) {
      throw outOfFrames(range, e);
    }
  }

  /**
   * Shows {@code count} pages of {@code region} from {@code address} on at {@code target} too,
   * where nothing is: private pages move there, those of an object are entered a second time.
   *
   * @throws ErrnoException ENOMEM if frames for the tables are short
   */
  void move(Region region, long address, long count, PageRange target) throws ErrnoException {
    final Region moved = region.movedTo(target, (address - region.start()) >>> 12);
    final long eager = ObjectEntries.eagerPages(moved);
    try (FrameReservation reserved = entries.reserve(moved, Math.max(eager, count), true)) {
      regions.add(moved);
      noteCode(moved);
      if (eager > 0) {
        owe(entries.fill(moved, 0, eager, reserved));
      } else if (moved.sharing() == Sharing.PRIVATE) {
        final PageRange from = PageRange.of(Page.of(VirtAddr.of(address)), count);
        owe(mapper.move(from, target.first(), reserved));
      }
    } catch (OutOfFramesException e) {
      throw outOfFrames(target, e);
    }
  }

  /** Pages of {@code range} that are mapped. */
  public long pagesIn(PageRange range) {
    return regions.pagesIn(range);
  }

  /** The regions that {@code range} touches, by address. */
  public List<Region> regionsIn(PageRange range) {
    return regions.overlapping(range);
  }

  /**
   * Gives what is mapped in {@code range} other traits; holes are passed over.
   *
   * @throws ErrnoException ENOMEM if that makes too many regions or frames for a table are short;
   *     regions before keep what they were given
   */
  public void changeTraits(PageRange range, UnaryOperator<RegionTraits> change)
      throws ErrnoException {
    changes.changeTraits(range, change);
  }

  /**
   * Takes the pages of {@code range} away and leaves the regions: what is touched next is zero
   * again, or the object's (madvise(2), MADV_DONTNEED). Pages of a shared mapping would come back
   * as they are, and stay.
   */
  public void discard(Region region, PageRange range) throws ErrnoException {
    if (region.sharing() == Sharing.SHARED) {
      return;
    }
    try {
      owe(mapper.unmap(range, gone));
    } catch (MapException e) {
      throw new ErrnoException(Errno.ENOMEM, "discard: range=" + range + ", " + e.getMessage());
    }
    gone.flush();
  }

  /**
   * Makes every page of {@code range} present, private ones that can be written as a store would.
   *
   * @return RESOLVED, or why the first page that could not be had could not
   */
  @CanIgnoreReturnValue
  public FaultVerdict populate(PageRange range) {
    return new Population(this).populate(range);
  }

  /** The same as {@code access} would make them; what it is not allowed is NOT_ALLOWED. */
  public FaultVerdict populate(PageRange range, Access access) {
    return new Population(this).populate(range, access);
  }

  /** Whether a page is in memory: its entry is present, or its object has it (mincore(2)). */
  public boolean isResident(Region region, Page page) {
    return (region.backing() instanceof OfObject of
            && region.objectPage(page) < of.object().frames().size())
        || new PageWalk(memory).find(mode, page.start().value());
  }

  /** Zeroes pages of an object, as far as it has them (madvise(2), MADV_REMOVE). */
  public void clearObjectPages(ShmObject object, long first, long count) {
    final long end = Math.min(first + count, object.frames().size());
    for (long page = first; page < end; page++) {
      memory.fill(object.frames().get(page).start().value(), PhysFrame.BYTES, 0);
    }
    noteObjectStore(object);
  }

  /** Gives back the tables that an unmapping has left for the next mapping. */
  void freeEmptyTables() {
    owe(mapper.freeEmptyTables());
  }

  /** Unmaps every page of {@code range}; what is not mapped is no error (munmap(2)). */
  public TlbFlush unmap(PageRange range) throws ErrnoException {
    final List<Region> touched = regions.overlapping(range);
    if (touched.isEmpty()) {
      return TlbFlush.NONE;
    }
    if (touched.size() == 1
        && touched.get(0).start() < range.start().value()
        && touched.get(0).end() > range.endExclusive()
        && regions.size() >= MAX_REGIONS) {
      throw tooManyRegions();
    }
    final TlbFlush flush;
    try {
      flush = mapper.unmap(range, sinkFor(touched));
    } catch (MapException e) {
      throw new ErrnoException(Errno.ENOMEM, "unmap: range=" + range + ", " + e.getMessage());
    }
    gone.flush();
    for (final Region region : touched) {
      regions.cut(region, range);
    }
    return flush;
  }

  /**
   * Gives every page of {@code range} a new protection. As on Linux, regions before the first hole
   * or refusal keep what they were given (mprotect(2), NOTES), and the flush for them is then owed
   * by {@link #settle()}.
   *
   * @throws ErrnoException ENOMEM at a hole or when frames are short; EACCES when a shared mapping
   *     of a read-only open is to become writable
   */
  public TlbFlush protect(PageRange range, Protection protection) throws ErrnoException {
    return changes.protect(range, protection);
  }

  /** Whether every page of {@code range} is mapped. */
  public boolean isMapped(PageRange range) {
    return regions.isMapped(range);
  }

  /**
   * Makes {@code child}, which is empty, a copy of this address space (fork(2)): its own tables,
   * the same pages. Private pages are read-only in both from now on, and copied by whoever writes
   * first; the flush that this address space owes for that is in {@link #settle()}.
   *
   * @throws ErrnoException ENOMEM if frames for the tables are short; nothing has changed then
   */
  void forkInto(AddressSpace child) throws ErrnoException {
    freeEmptyTables();
    final TableFork tables = new TableFork(mapper, child.mapper, frames);
    for (final Region region : regions.all()) {
      if (hasEntriesForChild(region)) {
        tables.plan(region.range());
      }
    }
    try (FrameReservation reserved = frames.reserve(tables.tables())) {
      child.setPkru(mode.pkru());
      child.regions.fork(regions, child);
      child.heap.fork(heap);
      child.limits = limits;
      child.barriers = barriers;
      for (final Region region : regions.all()) {
        if (hasEntriesForChild(region)) {
          tables.copy(
              region.range(),
              region.sharing() == Sharing.SHARED ? ForkedPages.SHARED : ForkedPages.COPY_ON_WRITE,
              reserved);
        }
      }
    } catch (OutOfFramesException e) {
      throw new ErrnoException(Errno.ENOMEM, "fork: " + e.getMessage());
    }
    child.countMapped(tables.pages());
    owe(tables.settle());
  }

  private static boolean hasEntriesForChild(Region region) {
    return !region.traits().notForked() && !region.traits().wipedOnFork();
  }

  /** The kinds of membarrier(2) that its process has registered for. */
  public int barriers() {
    return barriers;
  }

  public void setBarriers(int registered) {
    barriers = registered;
  }

  /** One more process has this address space (clone(2), CLONE_VM; vfork(2)). */
  public void share() {
    users++;
  }

  /** How many processes have this address space. */
  public int users() {
    return users;
  }

  /** One process less has this address space; with the last one it is gone. */
  public void leave() {
    users--;
    if (users == 0) {
      destroy();
    }
  }

  /** Unmaps everything and frees the tables; the address space is of no use afterwards. */
  private void destroy() {
    // The entries go before the objects that they point into.
    owe(mapper.destroy(gone));
    gone.flush();
    for (final Region region : regions.snapshot()) {
      regions.remove(region);
    }
  }

  /** Takes the entries of {@code region} from page {@code from} on away. */
  void dropPages(Region region, long from) {
    entries.drop(region, from, gone);
    gone.flush();
  }

  /** Reserves what entering pages {@code from} to {@code from + count} of {@code region} takes. */
  GrowthReservation prepareFill(Region region, long from, long count) throws OutOfFramesException {
    return entries.prepareFill(region, from, count);
  }

  /** Whom to tell of the leaves of these regions: shared ones are their objects' alone. */
  private LeafSink sinkFor(List<Region> touched) {
    for (final Region region : touched) {
      if (region.sharing() == Sharing.PRIVATE) {
        return gone;
      }
    }
    return LeafSink.IGNORE;
  }

  /** Notes what {@code region} is from now on, for who keeps translations of code. */
  void noteCode(Region region) {
    code.appeared(region);
  }

  /** Whether {@code frame} belongs to the processes that map it and not to an object. */
  boolean isPrivate(PhysFrame frame) {
    return frames.isUsedFor(frame.number(), FramePurpose.PRIVATE);
  }

  /**
   * How many processes have the page at a physical address in common by fork(2): 1 for a page of
   * one process alone, 0 for a page that is not private.
   */
  public int privateReferences(long physical) {
    final PhysFrame frame = PhysFrame.containing(PhysAddr.of(physical));
    return isPrivate(frame) ? frames.references(frame) : 0;
  }

  ErrnoException tooManyRegions() {
    return new ErrnoException(Errno.ENOMEM, "too many regions: regions=" + regions.size());
  }

  private static ErrnoException outOfFrames(PageRange range, OutOfFramesException e) {
    return new ErrnoException(Errno.ENOMEM, "map: range=" + range + ", " + e.getMessage());
  }
}
