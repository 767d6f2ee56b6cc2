package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.kernel.Backing.Anonymous;
import dev.framewalk.emulator.kernel.Backing.Growth;
import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.emulator.shm.GrowthReservation;
import dev.framewalk.emulator.shm.SharedMapping;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.frame.OutOfFramesException;

/**
 * A run of pages of one process that were mapped together and may be used alike: what Linux calls a
 * virtual memory area. Immutable: splitting or protecting a part makes new regions.
 *
 * <p>A region of an object stands in that object's list of mappings for as long as it is in its
 * address space, so that truncating the object reaches the region's entries.
 */
public final class Region implements SharedMapping {
  /** What a private mapping holds ready: its pages come by faults. */
  private static final GrowthReservation NOTHING =
      new GrowthReservation() {
        @Override
        public void commit() {}

        @Override
        public void close() {}
      };

  private final AddressSpace space;
  private final PageRange range;
  private final Protection protection;
  private final Protection allowed;
  private final Sharing sharing;
  private final Backing backing;
  private final RegionTraits traits;

  Region(
      AddressSpace space,
      PageRange range,
      Protection protection,
      Protection allowed,
      Sharing sharing,
      Backing backing,
      RegionTraits traits) {
    this.space = space;
    this.range = range;
    this.protection = protection;
    this.allowed = allowed;
    this.sharing = sharing;
    this.backing = backing;
    this.traits = traits;
  }

  /** The pages. */
  public PageRange range() {
    return range;
  }

  /** What the process may do now. */
  public Protection protection() {
    return protection;
  }

  /** The most that mprotect may grant: without write for a shared mapping of a read-only open. */
  public Protection allowed() {
    return allowed;
  }

  /** Whether stores reach the object. */
  public Sharing sharing() {
    return sharing;
  }

  /** Where the bytes come from. */
  public Backing backing() {
    return backing;
  }

  /** What the process has said about it. */
  public RegionTraits traits() {
    return traits;
  }

  /** The address space that the region is in. */
  public AddressSpace space() {
    return space;
  }

  /** The object's page behind {@code page}; only for a region of an object. */
  public long objectPage(Page page) {
    return ((OfObject) backing).firstPage() + ((page.start().value() - start()) >>> 12);
  }

  long start() {
    return range.start().value();
  }

  long end() {
    return range.endExclusive();
  }

  /** The part of this region from address {@code from} to {@code to}, with {@code protection}. */
  Region part(long from, long to, Protection protection) {
    final long skipped = (from - start()) >>> 12;
    return new Region(
        space,
        PageRange.of(range.first().plus(skipped), (to - from) >>> 12),
        protection,
        allowed,
        sharing,
        backing.advancedBy(skipped),
        traits);
  }

  /** What this region shows from its page {@code skipped} on, at another place. */
  Region movedTo(PageRange target, long skipped) {
    return new Region(
        space, target, protection, allowed, sharing, backing.advancedBy(skipped), traits);
  }

  /** This region with other traits. */
  Region withTraits(RegionTraits other) {
    return new Region(space, range, protection, allowed, sharing, backing, other);
  }

  /** This region in the address space of a child; what is locked is not locked there (mlock(2)). */
  Region forkedInto(AddressSpace child) {
    return new Region(
        child, range, protection, allowed, sharing, backing, traits.withLocked(false));
  }

  /** Whether it reaches down to where a fault below it is (mmap(2), MAP_GROWSDOWN). */
  public boolean growsDown() {
    return backing instanceof Anonymous of && of.growth() == Growth.DOWN;
  }

  /** This region with {@code pages} more below its start. */
  Region grownDown(long pages) {
    return new Region(
        space,
        PageRange.of(range.first().plus(-pages), range.count() + pages),
        protection,
        allowed,
        sharing,
        backing,
        traits);
  }

  /** Whether {@code next}, which starts at this region's end, shows what this would show there. */
  boolean continuesAs(Region next) {
    return protection.equals(next.protection)
        && allowed.equals(next.allowed)
        && sharing == next.sharing
        && traits.bits() == next.traits.bits()
        && backing.advancedBy(range.count()).equals(next.backing);
  }

  /** This region and {@code next} as one. */
  Region joinedWith(Region next) {
    return new Region(
        space,
        PageRange.of(range.first(), range.count() + next.range.count()),
        protection,
        allowed,
        sharing,
        backing,
        traits);
  }

  @Override
  public long firstPage() {
    return ((OfObject) backing).firstPage();
  }

  @Override
  public long pages() {
    return range.count();
  }

  @Override
  public void shrink(long newPageCount) {
    final long kept = Math.max(0, newPageCount - firstPage());
    if (kept < range.count()) {
      space.dropPages(this, kept);
    }
  }

  @Override
  public GrowthReservation prepareGrow(long oldPages, long newPages) throws OutOfFramesException {
    final long from = Math.max(oldPages, firstPage());
    final long to = Math.min(newPages, firstPage() + range.count());
    if (sharing == Sharing.PRIVATE || from >= to) {
      return NOTHING;
    }
    return space.prepareFill(this, from - firstPage(), to - from);
  }

  @Override
  public void stored() {
    if (protection.executable()) {
      space.noteCodeChange();
    }
  }

  /** By place: the JVM is slow to give each new object an identity's hash. */
  @Override
  public int hashCode() {
    return 31 * space.hashCode() + Long.hashCode(start());
  }

  @Override
  public String toString() {
    return range
        + " "
        + protection
        + (sharing == Sharing.SHARED ? " shared " : " private ")
        + backing;
  }
}
