package dev.framewalk.emulator.kernel;

/**
 * What makes two words of memory one futex (futex(2); Linux kernel/futex/core.c, get_futex_key): a
 * page of an object by the object and the place in it, so that every mapping of it counts and what
 * becomes of the mapping does not; all other memory by address space and address, so that a fork's
 * copies are others.
 *
 * @param scope the object, or the address space
 * @param offset byte offset in the object, or the address
 * @param kind how it was named
 */
record FutexKey(Object scope, long offset, Kind kind) {
  /** A private name and a shared one never are the same futex, even of the same word. */
  enum Kind {
    /** Named with FUTEX_PRIVATE_FLAG. */
    PRIVATE,
    /** Named without it, but nobody else has the memory. */
    OWN,
    /** Memory of an object. */
    OBJECT
  }

  /** Cheaper than a record's own, which is made when it first runs: 10 ms of a short run. */
  @Override
  public int hashCode() {
    return System.identityHashCode(scope) * 31 + Long.hashCode(offset) + kind.ordinal();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FutexKey key
        && key.scope == scope
        && key.offset == offset
        && key.kind == kind;
  }
}
