package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.PageSize;

/**
 * Receives the leaves of a range, in address order, without an object for each. A leaf is an entry
 * that maps a page: present, without a reserved bit. The sink must not change the tables.
 */
@FunctionalInterface
public interface LeafSink {
  /** Receives them and does nothing. */
  LeafSink IGNORE = (virtual, entry, size) -> {};

  /**
   * One leaf.
   *
   * @param virtual the first address that it maps
   * @param entry its bits; its frame is {@code new PageTableEntry(entry).pageStart(size)}
   * @param size how much it maps
   */
  void leaf(long virtual, long entry, PageSize size);
}
