package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.AccessCheck;
import dev.framewalk.pagetable.table.AccessVerdict;
import dev.framewalk.pagetable.table.PageFault;
import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PageWalk;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.Privilege;
import dev.framewalk.pagetable.table.TableScan;
import dev.framewalk.pagetable.table.WalkEnd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a process held against what the CPU itself, whose TLB comes first, makes of each
 * page for reading, writing and fetching: every page that is mapped, and pages of its areas that
 * are not.
 *
 * <p>A TLB can only be asked, not read: an answer that the CPU has to walk for may take the place
 * of an older translation. So pages are asked about first of which nothing can be cached anew,
 * those that are not mapped, then those that have been used; and a stale translation that was found
 * need not be there when it is asked for again.
 */
public final class TlbComparison {
  /** How much is asked of. */
  public enum Extent {
    /** Every 4 KiB of every page that is mapped, and the areas' other pages, to a million each. */
    ALL(1 << 20, 1 << 20),
    /** Large pages at both ends, and some thousand pages that are not mapped. */
    ENDS(1 << 18, 1 << 12);

    private final int mapped;
    private final int unmapped;

    Extent(int mapped, int unmapped) {
      this.mapped = mapped;
      this.unmapped = unmapped;
    }
  }

  private final boolean held;
  private final long pages;
  private final long leftOut;
  private final List<TlbDifference> differences;

  private TlbComparison(boolean held, long pages, long leftOut, List<TlbDifference> differences) {
    this.held = held;
    this.pages = pages;
    this.leftOut = leftOut;
    this.differences = List.copyOf(differences);
  }

  /** Compares what is mapped now, and what the areas promise. */
  public static TlbComparison of(MemoryView view, SpaceView space, TlbProbe probe, Extent extent) {
    return of(view, space, probe, extent, new long[0]);
  }

  /**
   * Compares other pages as well, such as those that were mapped earlier and belong to no area any
   * more.
   *
   * @param more addresses in those pages, in any order
   */
  public static TlbComparison of(
      MemoryView view, SpaceView space, TlbProbe probe, Extent extent, long[] more) {
    if (!probe.holds(space)) {
      return new TlbComparison(false, 0, 0, List.of());
    }
    final Candidates candidates = new Candidates(extent);
    candidates.mapped(view.memory(), space.mode());
    candidates.areas(space.areas());
    final long[] pages = candidates.with(more);
    return new TlbComparison(
        true,
        pages.length,
        candidates.leftOut,
        new Comparer(view, space, probe).differences(pages));
  }

  /** The pages of a process that are mapped in {@code view}, each 4 KiB of them. */
  public static long[] mappedPages(MemoryView view, SpaceView space) {
    final Candidates candidates = new Candidates(Extent.ALL);
    candidates.mapped(view.memory(), space.mode());
    return candidates.with(new long[0]);
  }

  /** Whether the CPU holds translations of the process; if not, it was not asked. */
  public boolean held() {
    return held;
  }

  /** How many pages the CPU was asked about. */
  public long pages() {
    return pages;
  }

  /** How many questions the CPU was asked. */
  public long asked() {
    return pages * Access.values().length;
  }

  /** Pages that it was not asked about because there were too many. */
  public long leftOut() {
    return leftOut;
  }

  /** Where it differs, by address. */
  public List<TlbDifference> differences() {
    return differences;
  }

  /** Addresses of pages to ask about. */
  private static final class Candidates {
    private final Extent extent;
    private long[] pages = new long[256];
    private int count;
    private long leftOut;

    Candidates(Extent extent) {
      this.extent = extent;
    }

    private void add(long page) {
      if (count == pages.length) {
        pages = Arrays.copyOf(pages, 2 * count);
      }
      pages[count++] = page;
    }

    void mapped(PhysicalMemory memory, PagingMode mode) {
      new TableScan(memory, mode)
          .range(
              ViewDiff.lowerHalf(mode),
              (virtual, entryAddress, entry, effective, size) -> {
                final long here = size.bytes() >>> 12;
                if (extent == Extent.ALL && count + here <= extent.mapped) {
                  for (long i = 0; i < here; i++) {
                    add(virtual + (i << 12));
                  }
                } else if (count < extent.mapped) {
                  add(virtual);
                  if (here > 1) {
                    add(virtual + size.bytes() - 4096);
                  }
                  leftOut += Math.max(0, here - 2);
                } else {
                  leftOut += here;
                }
              });
    }

    void areas(List<Area> areas) {
      final int mapped = count;
      int at = 0;
      long left = extent.unmapped;
      for (final Area area : areas) {
        long page = area.range().start().value();
        final long end = area.range().endExclusive();
        while (page < end) {
          while (at < mapped && pages[at] < page) {
            at++;
          }
          if (left == 0) {
            leftOut += end - page >>> 12;
            break;
          }
          if (at == mapped || pages[at] != page) {
            add(page);
            left--;
          }
          page += 4096;
        }
      }
    }

    /** All, in order, each once. */
    long[] with(long[] more) {
      for (final long address : more) {
        add(address & -4096L);
      }
      Arrays.sort(pages, 0, count);
      int kept = 0;
      for (int i = 0; i < count; i++) {
        if (kept == 0 || pages[i] != pages[kept - 1]) {
          pages[kept++] = pages[i];
        }
      }
      count = kept;
      return Arrays.copyOf(pages, kept);
    }
  }

  /** Asks page after page and joins what differs. */
  private static final class Comparer {
    private static final Access[] ACCESSES = Access.values();

    /** What can be cached of a page by asking, in the order in which pages are asked about. */
    private enum Use {
      NOT_MAPPED,
      USED,
      UNUSED
    }

    private final MemoryView view;
    private final SpaceView space;
    private final TlbProbe probe;
    private final PageWalk walk;

    Comparer(MemoryView view, SpaceView space, TlbProbe probe) {
      this.view = view;
      this.space = space;
      this.probe = probe;
      this.walk = new PageWalk(view.memory());
    }

    List<TlbDifference> differences(long[] pages) {
      final SortedMap<Long, List<TlbDifference.Disagreement>> found = new TreeMap<>();
      for (final Use use : Use.values()) {
        for (final long page : pages) {
          if (useOf(page) == use) {
            compare(page, found);
          }
        }
      }
      return joined(found);
    }

    private Use useOf(long page) {
      if (!walk.find(space.mode(), page)) {
        return Use.NOT_MAPPED;
      }
      return new PageTableEntry(walk.leafEntry()).isAccessed() ? Use.USED : Use.UNUSED;
    }

    private void compare(long page, Map<Long, List<TlbDifference.Disagreement>> found) {
      for (final Access access : ACCESSES) {
        final boolean mapped = walk.find(space.mode(), page);
        final TlbProbe.Answer cpu = probe.ask(space, page, access);
        if (mapped
            && cpu instanceof TlbProbe.Goes goes
            && goes.physical().value() == walk.physical()
            && AccessCheck.permits(walk, access, Privilege.USER)) {
          continue;
        }
        final AccessVerdict tables = AccessCheck.verdict(walk, access, Privilege.USER);
        if (!agree(tables, cpu)) {
          found
              .computeIfAbsent(page, absent -> new ArrayList<>())
              .add(new TlbDifference.Disagreement(access, tables, cpu));
        }
      }
    }

    private static boolean agree(AccessVerdict tables, TlbProbe.Answer cpu) {
      if (tables instanceof AccessVerdict.Allowed allowed) {
        return cpu instanceof TlbProbe.Goes goes && goes.physical().equals(allowed.physical());
      }
      if (tables instanceof PageFault fault) {
        return cpu instanceof TlbProbe.Faults faults
            && faults.errorCode().equals(fault.errorCode());
      }
      return cpu instanceof TlbProbe.Refused;
    }

    private List<TlbDifference> joined(Map<Long, List<TlbDifference.Disagreement>> found) {
      final List<TlbDifference> joined = new ArrayList<>();
      found.forEach(
          (page, disagreements) -> {
            final int last = joined.size() - 1;
            if (last >= 0
                && joined.get(last).endExclusive() == page
                && joined.get(last).isLike(disagreements)) {
              joined.set(last, joined.get(last).longer());
            } else {
              joined.add(difference(page, disagreements));
            }
          });
      return joined;
    }

    private TlbDifference difference(long page, List<TlbDifference.Disagreement> disagreements) {
      final boolean mapped = walk.find(space.mode(), page);
      final boolean walked = mapped || walk.end() != WalkEnd.NOT_CANONICAL;
      return new TlbDifference(
          page,
          1,
          disagreements,
          walked ? Optional.of(PhysAddr.of(walk.entryAddressAt(walk.level()))) : Optional.empty(),
          walked ? Optional.ofNullable(lastWriter()) : Optional.empty());
    }

    /** Who stored last to any entry of the walk. */
    private @Nullable EntryWriter lastWriter() {
      EntryWriter last = null;
      for (PageTableLevel level = walk.mode().topLevel(); ; level = level.lower()) {
        final EntryWriter writer =
            view.lastWriter(PhysAddr.of(walk.entryAddressAt(level))).orElse(null);
        if (writer != null && (last == null || writer.place().compareTo(last.place()) >= 0)) {
          last = writer;
        }
        if (level == walk.level()) {
          return last;
        }
      }
    }
  }
}
