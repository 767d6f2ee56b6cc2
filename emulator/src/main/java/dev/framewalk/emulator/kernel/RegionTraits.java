package dev.framewalk.emulator.kernel;

/**
 * What a process has said about a region beyond what it may do with it: advice of madvise(2) that
 * the kernel has to follow, locks of mlock(2), and MAP_NORESERVE.
 */
public record RegionTraits(int bits) {
  private static final int NOT_FORKED = 1;
  private static final int WIPED_ON_FORK = 2;
  private static final int LOCKED = 4;
  private static final int NOT_RESERVED = 8;
  private static final int ON_FAULT = 16;

  /** Nothing said. */
  public static final RegionTraits NONE = new RegionTraits(0);

  /** A child of fork(2) does not get it (MADV_DONTFORK). */
  public boolean notForked() {
    return (bits & NOT_FORKED) != 0;
  }

  /** A child of fork(2) finds it zeroed (MADV_WIPEONFORK). */
  public boolean wipedOnFork() {
    return (bits & WIPED_ON_FORK) != 0;
  }

  /** Its pages stay in memory (mlock(2)): they do always, but it counts. */
  public boolean locked() {
    return (bits & LOCKED) != 0;
  }

  /** More of it may be asked for than there is memory (mmap(2), MAP_NORESERVE). */
  public boolean notReserved() {
    return (bits & NOT_RESERVED) != 0;
  }

  /** Its pages are not made present before they are touched (mlock2(2), MLOCK_ONFAULT). */
  public boolean presentOnFault() {
    return (bits & ON_FAULT) != 0;
  }

  public RegionTraits withNotForked(boolean value) {
    return with(NOT_FORKED, value);
  }

  public RegionTraits withWipedOnFork(boolean value) {
    return with(WIPED_ON_FORK, value);
  }

  public RegionTraits withLocked(boolean value) {
    return with(LOCKED, value);
  }

  public RegionTraits withPresentOnFault(boolean value) {
    return with(ON_FAULT, value);
  }

  public RegionTraits withNotReserved(boolean value) {
    return with(NOT_RESERVED, value);
  }

  private RegionTraits with(int bit, boolean value) {
    return new RegionTraits(value ? bits | bit : bits & ~bit);
  }
}
