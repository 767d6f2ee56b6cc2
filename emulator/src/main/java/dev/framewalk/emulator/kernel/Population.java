package dev.framewalk.emulator.kernel;

import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageWalk;
import org.jspecify.annotations.Nullable;

/** Makes pages present before they are touched (mmap(2), MAP_POPULATE; mlock(2)). */
final class Population {
  private final AddressSpace space;
  private final FaultResolver faults;
  private final PageWalk walk;

  Population(AddressSpace space) {
    this.space = space;
    this.faults = new FaultResolver(space);
    this.walk = new PageWalk(space.memory());
  }

  /**
   * Pages of {@code range}, up to the first that cannot be had; what can be written privately is
   * copied at once, as it would be when it is written. What is locked as it is touched is passed
   * over (Linux mm/gup.c, populate_vma_page_range).
   */
  FaultVerdict populate(PageRange range) {
    return populateEach(range, null);
  }

  /** Pages of {@code range} as {@code access} would make them, up to the first that it cannot. */
  FaultVerdict populate(PageRange range, Access access) {
    return populateEach(range, access);
  }

  private FaultVerdict populateEach(PageRange range, @Nullable Access asked) {
    for (long at = range.start().value(); at < range.endExclusive(); at += 4096) {
      final Region region = space.regionForFault(at);
      if (region == null) {
        return FaultVerdict.NOT_MAPPED;
      }
      // Asked to read, Linux looks for PROT_READ, though the CPU lets read what may be written.
      if (asked == Access.READ && (region.protection().bits() & Protection.PROT_READ) == 0) {
        return FaultVerdict.NOT_ALLOWED;
      }
      if (asked == null && region.traits().presentOnFault()) {
        continue;
      }
      final FaultVerdict verdict = populate(region, at, asked == null ? accessTo(region) : asked);
      if (verdict != FaultVerdict.RESOLVED) {
        return verdict;
      }
    }
    return FaultVerdict.RESOLVED;
  }

  private FaultVerdict populate(Region region, long address, Access access) {
    if (!region.protection().allows(access)) {
      return FaultVerdict.NOT_ALLOWED;
    }
    if (walk.find(space.mode(), address)
        && walk.user()
        && (access != Access.WRITE || walk.writable())) {
      return FaultVerdict.RESOLVED;
    }
    return faults.resolve(address, access);
  }

  private static Access accessTo(Region region) {
    final boolean copied = region.sharing() == Sharing.PRIVATE && region.protection().writable();
    return copied ? Access.WRITE : Access.READ;
  }
}
