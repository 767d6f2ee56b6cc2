package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;

/**
 * What the TLB must forget before the next access, because the tables have changed under it (Intel
 * SDM 3A 4.10.4 "Invalidation of TLBs and Paging-Structure Caches").
 *
 * <p>A change owes nothing where the old entry's accessed bit was clear: the processor sets it
 * before it caches a translation (4.10.2.3, 4.10.3), so there is none. That holds only if a flush
 * that was owed for clearing accessed bits has been made.
 */
public sealed interface TlbFlush {
  /** Nothing has to be forgotten. */
  TlbFlush NONE = new None();

  /** Everything has to be forgotten, global pages too. */
  TlbFlush ALL = new All();

  /**
   * The translations of {@code range} have to be forgotten, and what is cached of the tables that
   * lead to it, as INVLPG of each page does.
   */
  static TlbFlush pages(PageRange range) {
    return new Pages(range);
  }

  /** One flush that does at least what this one and {@code other} do. */
  TlbFlush and(TlbFlush other);

  /** Whether there is anything to do. */
  default boolean isOwed() {
    return this != NONE;
  }

  /** See {@link TlbFlush#NONE}. */
  final class None implements TlbFlush {
    private None() {}

    @Override
    public TlbFlush and(TlbFlush other) {
      return other;
    }

    @Override
    public String toString() {
      return "flush nothing";
    }
  }

  /** See {@link TlbFlush#ALL}. */
  final class All implements TlbFlush {
    private All() {}

    @Override
    public TlbFlush and(TlbFlush other) {
      return this;
    }

    @Override
    public String toString() {
      return "flush everything";
    }
  }

  /** See {@link TlbFlush#pages}. */
  record Pages(PageRange range) implements TlbFlush {
    @Override
    public TlbFlush and(TlbFlush other) {
      if (!(other instanceof Pages pages)) {
        return other.and(this);
      }
      final long first = range.start().value();
      final long otherFirst = pages.range.start().value();
      if ((first ^ otherFirst) < 0) {
        return ALL;
      }
      // One range that holds both: flushing more than is owed is never wrong.
      final long start = Math.min(first, otherFirst);
      final long end = Math.max(first + range.bytes(), otherFirst + pages.range.bytes());
      final Page page = otherFirst < first ? pages.range.first() : range.first();
      return new Pages(PageRange.of(page, (end - start) >>> 12));
    }

    @Override
    public String toString() {
      return "flush " + range;
    }
  }
}
