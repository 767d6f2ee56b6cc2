package dev.framewalk.emulator.kernel;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.VirtAddr;

/** The data segment's end, which brk(2) moves; a program that was not loaded has none. */
final class Heap {
  private static final Backing BACKING = new Backing.Anonymous("heap");

  private final AddressSpace space;
  private long start;
  private long end;

  Heap(AddressSpace space) {
    this.space = space;
  }

  /** Says where it begins, empty: the page behind the program's last. */
  void startAt(long address) {
    start = address;
    end = address;
  }

  void fork(Heap parent) {
    start = parent.start;
    end = parent.end;
  }

  /**
   * Moves the end to {@code wanted} if it may go there: not below the start, not into or right
   * below another region, not over a limit (Linux mm/mmap.c, brk).
   *
   * @param privileged whether RLIMIT_MEMLOCK does not bind the caller (mlockall(2), MCL_FUTURE)
   * @return where the end is now
   */
  long moveTo(long wanted, boolean privileged) {
    if (wanted < start || wanted > AddressSpace.END || wanted - start > space.limits().data()) {
      return end;
    }
    final long oldPage = roundUp(end);
    final long newPage = roundUp(wanted);
    try {
      if (newPage < oldPage) {
        space.owe(space.unmap(pages(newPage, oldPage)));
      } else if (newPage > oldPage) {
        if (!space.isFreeForHint(pages(oldPage, newPage + Page.BYTES))) {
          return end;
        }
        grow(pages(oldPage, newPage), privileged);
      }
    } catch (ErrnoException refused) {
      return end;
    }
    end = wanted;
    return end;
  }

  private void grow(PageRange more, boolean privileged) throws ErrnoException {
    space.checkCommit(more.count());
    if (!privileged) {
      space.checkLock(more.count(), space.futureTraits());
    }
    space.owe(
        space.map(
            more,
            Protection.READ_WRITE,
            Protection.ALL,
            Sharing.PRIVATE,
            BACKING,
            space.futureTraits()));
    if (space.futureTraits().locked()) {
      space.populate(more);
    }
  }

  private static long roundUp(long address) {
    return (address + Page.BYTES - 1) & -Page.BYTES;
  }

  private static PageRange pages(long from, long to) {
    return PageRange.of(Page.of(VirtAddr.of(from)), (to - from) >>> 12);
  }
}
