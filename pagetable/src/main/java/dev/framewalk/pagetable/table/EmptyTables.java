package dev.framewalk.pagetable.table;

/** When a mapper gives back the tables that an unmapping leaves empty. */
public enum EmptyTables {
  /** Before the unmapping returns. */
  FREED_AT_ONCE,
  /**
   * An unmapping inside one PT leaves its table, and those above, until the next unmapping
   * elsewhere, {@link Mapper#freeEmptyTables} or the end of the address space, whichever comes
   * first. So whoever maps and unmaps the same place again and again neither makes tables nor looks
   * through them for entries; at most one table of each level is kept so.
   */
  FREED_LATER
}
