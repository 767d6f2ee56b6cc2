package dev.framewalk.pagetable.table;

/**
 * Tables lead to one another so often that to go through all of them has no end in sight: a table
 * full of entries that lead to itself stands for 512^4 pages.
 */
public final class TangledTablesException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  TangledTablesException(long table, long repeats) {
    super(
        "tables lead to themselves: "
            + repeats
            + " times one was reached that had been read before, at last the one at 0x"
            + Long.toHexString(table)
            + "; walk shows how an address comes to it");
  }
}
