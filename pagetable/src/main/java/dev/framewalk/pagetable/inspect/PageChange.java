package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.VirtAddr;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Neighbouring pages that changed in the same ways between two instants.
 *
 * @param start first address
 * @param pages how many pieces of {@code granule}
 * @param granule the smaller one of the sizes of page before and after
 * @param kinds in which ways, at least one
 * @param before how they were mapped; empty if they were not
 * @param after how they are mapped; empty if they are not
 * @param writer who stored to the first page's entry last, as the later view knows
 */
public record PageChange(
    VirtAddr start,
    long pages,
    PageSize granule,
    Set<Kind> kinds,
    Optional<PageState> before,
    Optional<PageState> after,
    Optional<EntryWriter> writer) {
  /** One way in which a page can change. */
  public enum Kind {
    MAPPED,
    UNMAPPED,
    /** R/W, U/S or execute disable, as all levels give them together. */
    PERMISSIONS,
    /** Another frame. */
    MOVED,
    /** PWT, PCD, PAT, G or the protection key. */
    ATTRIBUTES,
    /** Mapped by a larger or smaller page. */
    PAGE_SIZE,
    ACCESSED_SET,
    ACCESSED_CLEARED,
    DIRTY_SET,
    DIRTY_CLEARED
  }

  public PageChange {
    kinds = Collections.unmodifiableSet(EnumSet.copyOf(kinds));
  }

  /** Bytes in the range. */
  public long bytes() {
    return pages << granule.shift();
  }

  /** Address behind the last byte; may be one that is not canonical, so a bare number. */
  public long endExclusive() {
    return start.value() + bytes();
  }

  /** Whether nothing changed but what the CPU itself sets when it uses a page. */
  public boolean isUseOnly() {
    return kinds.stream().allMatch(kind -> kind == Kind.ACCESSED_SET || kind == Kind.DIRTY_SET);
  }
}
