package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.emulator.shm.GrowthReservation;
import dev.framewalk.emulator.shm.SharedMapping;
import dev.framewalk.emulator.shm.ShmObject;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameReservation;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.EmptyTables;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.LargePages;
import dev.framewalk.pagetable.table.LeafSink;
import dev.framewalk.pagetable.table.MapException;
import dev.framewalk.pagetable.table.Mapper;
import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.TlbFlush;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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
  private final LeafSink releasePrivate = this::releaseLeaf;
  private TlbFlush owed = TlbFlush.NONE;
  private long pagesMapped;
  private final CodeWatch code;

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
    return regions.findOrGrow(address);
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

  /**
   * Maps {@code range}, in place of whatever was mapped there.
   *
   * @return what the CPU's TLB is owed
   * @throws ErrnoException ENOMEM if frames for the tables are short or there are too many regions
   */
  public TlbFlush map(
      PageRange range, Protection protection, Protection allowed, Sharing sharing, Backing backing)
      throws ErrnoException {
    if (regions.size() > MAX_REGIONS) {
      throw tooManyRegions();
    }
    final Region region = new Region(this, range, protection, allowed, sharing, backing);
    final long eager = ObjectEntries.eagerPages(region);
    final boolean free = isFree(range);
    try (FrameReservation reserved = entries.reserve(region, eager, free)) {
      TlbFlush flush = free ? TlbFlush.NONE : unmap(range);
      regions.add(region);
      noteCode(region);
      if (eager > 0) {
        flush = flush.and(entries.fill(region, 0, eager, reserved));
      }
      return flush;
    } catch (OutOfFramesException e) {
      throw outOfFrames(range, e);
    }
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
    TlbFlush flush = TlbFlush.NONE;
    long at = range.start().value();
    try {
      while (at < range.endExclusive()) {
        final Region region = regions.find(at);
        if (region == null) {
          throw new ErrnoException(
              Errno.ENOMEM, "nothing mapped: address=0x" + Long.toHexString(at));
        }
        if ((protection.bits() & ~region.allowed().bits()) != 0) {
          throw new ErrnoException(Errno.EACCES, "opened read-only: region=" + region);
        }
        final long to = Math.min(region.end(), range.endExclusive());
        if (!protection.equals(region.protection())) {
          flush = flush.and(protect(region, at, to, protection));
        }
        at = to;
      }
    } catch (ErrnoException e) {
      owe(flush);
      throw e;
    }
    return flush;
  }

  private TlbFlush protect(Region region, long from, long to, Protection protection)
      throws ErrnoException {
    final int more = (region.start() < from ? 1 : 0) + (to < region.end() ? 1 : 0);
    if (regions.size() + more > MAX_REGIONS) {
      throw tooManyRegions();
    }
    // A private page may be shared with its object until it is written, so the right to write is
    // given by the fault that finds out.
    final EntryFlags flags =
        (region.sharing() == Sharing.PRIVATE ? protection.withoutWrite() : protection).leafFlags();
    final TlbFlush flush;
    try {
      flush = mapper.protect(PageRange.of(Page.of(VirtAddr.of(from)), (to - from) >>> 12), flags);
    } catch (MapException e) {
      throw new ErrnoException(Errno.ENOMEM, "protect: region=" + region + ", " + e.getMessage());
    }
    regions.protect(region, from, to, protection);
    noteCode(region.part(from, to, protection));
    return flush;
  }

  /** Whether every page of {@code range} is mapped. */
  public boolean isMapped(PageRange range) {
    return regions.isMapped(range);
  }

  /** Unmaps everything and frees the tables; the address space is of no use afterwards. */
  public void destroy() {
    // The entries go before the objects that they point into.
    owe(mapper.destroy(releasePrivate));
    for (final Region region : regions.snapshot()) {
      regions.remove(region);
    }
  }

  /** Takes the entries of {@code region} from page {@code from} on away. */
  void dropPages(Region region, long from) {
    entries.drop(region, from, releasePrivate);
  }

  /** Reserves what entering pages {@code from} to {@code from + count} of {@code region} takes. */
  GrowthReservation prepareFill(Region region, long from, long count) throws OutOfFramesException {
    return entries.prepareFill(region, from, count);
  }

  /** Whom to tell of the leaves of these regions: shared ones are their objects' alone. */
  private LeafSink sinkFor(List<Region> touched) {
    for (final Region region : touched) {
      if (region.sharing() == Sharing.PRIVATE) {
        return releasePrivate;
      }
    }
    return LeafSink.IGNORE;
  }

  /** Notes that the bytes of {@code region} are code from now on, if they may be executed. */
  void noteCode(Region region) {
    if (region.protection().executable()) {
      code.changed();
      // An object's pages can be stored to through other mappings and by write(2).
      if (region.protection().writable() || region.backing() instanceof OfObject) {
        code.writableCodeExists();
      }
    }
  }

  private void releaseLeaf(long address, long entry, PageSize size) {
    final PhysFrame frame = PhysFrame.containing(new PageTableEntry(entry).pageStart(size));
    if (isPrivate(frame)) {
      frames.release(frame);
    }
  }

  /** Whether {@code frame} belongs to the processes that map it and not to an object. */
  boolean isPrivate(PhysFrame frame) {
    return frames.isUsedFor(frame.number(), FramePurpose.PRIVATE);
  }

  private ErrnoException tooManyRegions() {
    return new ErrnoException(Errno.ENOMEM, "too many regions: regions=" + regions.size());
  }

  private static ErrnoException outOfFrames(PageRange range, OutOfFramesException e) {
    return new ErrnoException(Errno.ENOMEM, "map: range=" + range + ", " + e.getMessage());
  }
}
