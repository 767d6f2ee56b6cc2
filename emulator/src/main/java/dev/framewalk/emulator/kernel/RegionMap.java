package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The regions of one address space by address; none overlap, and neighbours that are alike are one.
 *
 * <p>A region of an object stands in that object's list exactly as long as it stands here.
 */
final class RegionMap {
  /** Bytes kept free below a region that grows down: Linux's {@code stack_guard_gap}. */
  static final long GUARD_BYTES = 256L << 12;

  private final SortedRegions regions = new SortedRegions();
  private final AddressPicker picker = new AddressPicker(regions);

  private final MemoryUse use = new MemoryUse();

  /** What of it counts against limits. */
  MemoryUse use() {
    return use;
  }

  int size() {
    return regions.size();
  }

  Collection<Region> all() {
    return regions.ascending();
  }

  /** A copy of {@link #all}, for whoever changes the map meanwhile. */
  List<Region> snapshot() {
    return new ArrayList<>(regions.ascending());
  }

  /** The region that holds {@code address}. */
  @Nullable Region find(long address) {
    final Region below = regions.floor(address);
    return below != null && address < below.end() ? below : null;
  }

  /** The region that holds {@code address} or, if none does, the next one above it. */
  @Nullable Region findAtOrAbove(long address) {
    final Region here = find(address);
    return here != null ? here : regions.higher(address);
  }

  /**
   * The region that holds {@code address}, after the one above has grown down to it if it may: not
   * below the lowest address, not over RLIMIT_STACK, not nearer than the guard gap to what is below
   * (Linux mm/vma.c, expand_downwards).
   */
  @Nullable Region findOrGrow(long address, MemoryLimits limits) {
    final Region region = findAtOrAbove(address);
    if (region == null || region.start() <= address) {
      return region;
    }
    final long start = address & -Page.BYTES;
    if (!region.growsDown()
        || start < AddressSpace.LOWEST
        || region.end() - start > limits.stack()
        || use.pages() + ((region.start() - start) >>> 12) > limits.addressSpace() >>> 12) {
      return null;
    }
    final Region below = regions.lower(region.start());
    if (below != null && isTooNear(below, start)) {
      return null;
    }
    final Region grown = region.grownDown((region.start() - start) >>> 12);
    exchange(region, List.of(grown));
    return grown;
  }

  /** The lowest address that faults can make {@code region} reach down to: its start if none. */
  long lowestByGrowth(Region region, MemoryLimits limits) {
    if (!region.growsDown()) {
      return region.start();
    }
    long lowest = Math.max(AddressSpace.LOWEST, region.end() - limits.stack());
    if (limits.addressSpace() != MemoryLimits.UNLIMITED) {
      final long left = Math.max(0, (limits.addressSpace() >>> 12) - use.pages());
      lowest = Math.max(lowest, region.start() - (left << 12));
    }
    final Region below = regions.lower(region.start());
    if (below != null) {
      final boolean keepsDistance = !below.growsDown() && !below.protection().none();
      lowest = Math.max(lowest, below.end() + (keepsDistance ? GUARD_BYTES : 0));
    }
    return Math.min(region.start(), lowest + Page.BYTES - 1 & -Page.BYTES);
  }

  private static boolean isTooNear(Region below, long start) {
    return !below.growsDown() && !below.protection().none() && start - below.end() < GUARD_BYTES;
  }

  /** A range that {@link AddressPicker} chose. */
  PageRange pick(long pages) throws ErrnoException {
    return picker.pick(pages);
  }

  /** A range below 2 GiB. */
  PageRange pickLow(long pages) throws ErrnoException {
    return picker.pickLow(pages);
  }

  /** Whether nothing is mapped in {@code range}. */
  boolean isFree(PageRange range) {
    final Region below = regions.lower(range.endExclusive());
    return below == null || below.end() <= range.start().value();
  }

  /** Whether {@code range} is free and leaves the gap below a region that grows down. */
  boolean isFreeForHint(PageRange range) {
    if (!isFree(range)) {
      return false;
    }
    final Region above = regions.ceiling(range.endExclusive());
    return above == null || range.endExclusive() <= guardedStart(above);
  }

  /** Where the room ends that {@code region} leaves for mappings whose address is chosen. */
  static long guardedStart(Region region) {
    return region.growsDown() ? region.start() - GUARD_BYTES : region.start();
  }

  /** Whether every page of {@code range} is mapped. */
  boolean isMapped(PageRange range) {
    long at = range.start().value();
    while (at < range.endExclusive()) {
      final Region region = find(at);
      if (region == null) {
        return false;
      }
      at = region.end();
    }
    return true;
  }

  /** The regions that {@code range} touches, by address. */
  List<Region> overlapping(PageRange range) {
    final Region first = findAtOrAbove(range.start().value());
    if (first == null || first.start() >= range.endExclusive()) {
      return List.of();
    }
    if (first.end() >= range.endExclusive()) {
      return List.of(first);
    }
    final List<Region> touched = new ArrayList<>();
    Region next = first;
    while (next != null && next.start() < range.endExclusive()) {
      touched.add(next);
      next = regions.higher(next.start());
    }
    return touched;
  }

  /** Pages of {@code range} that are mapped. */
  long pagesIn(PageRange range) {
    long pages = 0;
    for (final Region region : overlapping(range)) {
      final long from = Math.max(region.start(), range.start().value());
      pages += (Math.min(region.end(), range.endExclusive()) - from) >>> 12;
    }
    return pages;
  }

  /** Enters a region where nothing is, and makes it one with neighbours that are alike. */
  void add(Region region) {
    put(region);
    final Region joined = joinWithNext(region);
    final Region below = regions.lower(joined.start());
    if (below != null) {
      joinWithNext(below);
    }
  }

  /** Takes over what a child of fork(2) gets of {@code parent}'s, and where to look for room. */
  void fork(RegionMap parent, AddressSpace child) {
    final List<Region> originals = parent.regions.ascending();
    // The highest first: each is then added where nothing has to move.
    for (int i = originals.size() - 1; i >= 0; i--) {
      final Region region = originals.get(i);
      if (!region.traits().notForked()) {
        put(region.forkedInto(child));
      }
    }
    picker.fork(parent.picker);
  }

  /** Takes {@code gone} out, and leaves what lies outside of {@code range} of it. */
  void cut(Region gone, PageRange range) {
    final List<Region> kept = new ArrayList<>(2);
    addOutside(gone, range.start().value(), range.endExclusive(), kept);
    exchange(gone, kept);
    picker.freed(Math.min(gone.end(), range.endExclusive()));
  }

  /** Takes {@code gone} out entirely. */
  void remove(Region gone) {
    exchange(gone, List.of());
    picker.freed(gone.end());
  }

  /** Puts {@code changed}, a part of {@code region} that is no longer like it, in its place. */
  void change(Region region, Region changed) {
    final List<Region> parts = new ArrayList<>(3);
    addOutside(region, changed.start(), changed.end(), parts);
    parts.add(changed);
    exchange(region, parts);
    final Region below = regions.lower(changed.start());
    joinWithNext(changed);
    if (below != null) {
      joinWithNext(below);
    }
  }

  private static void addOutside(Region region, long from, long to, List<Region> into) {
    if (region.start() < from) {
      into.add(region.part(region.start(), from, region.protection()));
    }
    if (to < region.end()) {
      into.add(region.part(to, region.end(), region.protection()));
    }
  }

  /** Makes {@code region} and the one behind it one if they are alike; returns what is there. */
  @com.google.errorprone.annotations.CanIgnoreReturnValue
  private Region joinWithNext(Region region) {
    final Region next = regions.get(region.end());
    if (next == null || !region.continuesAs(next)) {
      return region;
    }
    final Region joined = region.joinedWith(next);
    exchange(next, List.of());
    exchange(region, List.of(joined));
    return joined;
  }

  /**
   * Puts {@code parts} in the place of {@code region}. They are attached to the object first: the
   * region may be all that keeps it alive.
   */
  private void exchange(Region region, List<Region> parts) {
    regions.remove(region);
    use.remove(region);
    for (final Region part : parts) {
      put(part);
    }
    if (region.backing() instanceof OfObject of) {
      of.object().detach(region);
    }
  }

  private void put(Region region) {
    regions.add(region);
    use.add(region);
    if (region.backing() instanceof OfObject of) {
      of.object().attach(region);
    }
  }
}
