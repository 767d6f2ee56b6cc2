package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.PageSize;

/** Receives what a {@link TableScan} finds, in address order, without an object for each entry. */
public interface TableVisitor {
  /**
   * An entry that maps a page.
   *
   * @param virtual the first address that it maps
   * @param entryAddress where the entry lies
   * @param entry its bits
   * @param effective the same with R/W, U/S and execute disable as all entries of the walk give
   *     them together
   */
  void leaf(long virtual, long entryAddress, long entry, long effective, PageSize size);

  /**
   * An entry that leads to a table, before what is in the table.
   *
   * @param level the level of the entry; the table is one below
   */
  default void table(PageTableLevel level, long virtual, long entryAddress, long entry) {}

  /**
   * An entry that is not empty but of no use: it is not present, has a reserved bit set, or leads
   * out of memory.
   */
  default void useless(PageTableLevel level, long virtual, long entryAddress, long entry) {}
}
