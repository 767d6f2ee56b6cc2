package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.PageSize;

/** Receives where two trees of tables differ, in address order, from {@link TablePairScan}. */
public interface PairVisitor {
  /**
   * Pages that the two trees map differently; what one of them maps by a larger page comes in
   * pieces of the smaller size.
   *
   * @param virtual the first address
   * @param granule how many bytes are meant
   * @param before the entry of the first tree, with R/W, U/S and execute disable as all its levels
   *     give them together; one of a larger page stands as an entry of {@code granule} would; 0 if
   *     nothing is mapped
   * @param beforeSize how much that entry maps; {@code granule} if nothing is mapped
   * @param after the same of the second tree
   * @param afterSize the same of the second tree
   * @param entryAddress where the second tree's entry lies, or the lowest one there is that the
   *     address leads to
   */
  void pages(
      long virtual,
      PageSize granule,
      long before,
      PageSize beforeSize,
      long after,
      PageSize afterSize,
      long entryAddress);

  /**
   * A table that only one of the trees has there, or that is in another frame.
   *
   * @param level the table's
   * @param virtual the first address that it translates
   * @param before the entry that leads to it in the first tree; 0 if none does
   * @param after the entry that leads to it in the second tree; 0 if none does
   */
  default void table(PageTableLevel level, long virtual, long before, long after) {}
}
