package dev.framewalk.pagetable.table;

/** How a walk ended. */
public enum WalkEnd {
  /** At a leaf that is present and has no reserved bit set. */
  MAPPED,
  /** At an entry whose P bit is clear. */
  NOT_PRESENT,
  /** At an entry that is present and has a reserved bit set. */
  RESERVED_BIT,
  /** Before the first table: the address is not canonical in this paging mode. */
  NOT_CANONICAL
}
