package dev.framewalk.pagetable.inspect;

/**
 * Who stored to a page-table entry last; the CPU's own setting of A and D does not count.
 *
 * @param pid the process on whose behalf, 0 for the kernel before there was one
 * @param cause what it was doing, in words: {@code mprotect (system call 10)}, {@code a page fault
 *     at 0x401000}
 * @param place where in the run
 */
public record EntryWriter(int pid, String cause, RunPlace place) {
  /** Whether it was a system call that takes mappings away. */
  boolean unmaps() {
    return cause.startsWith("munmap ") || cause.startsWith("mremap ");
  }

  /** Whether it was a system call that makes objects shorter; of those that open, O_TRUNC did. */
  boolean truncates() {
    return cause.startsWith("ftruncate ")
        || cause.startsWith("truncate ")
        || cause.startsWith("open ")
        || cause.startsWith("openat ")
        || cause.startsWith("creat ");
  }

  /** As {@code mprotect (system call 10) of pid 100 at place 17}. */
  @Override
  public String toString() {
    return cause + (pid == 0 ? "" : " of pid " + pid) + " at place " + place;
  }
}
