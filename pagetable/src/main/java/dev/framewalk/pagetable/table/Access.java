package dev.framewalk.pagetable.table;

/** What an access does with the bytes (Intel SDM 3A 4.6 "Access Rights"). */
public enum Access {
  READ,
  WRITE,
  /** An instruction fetch. */
  FETCH
}
