package dev.framewalk.pagetable.table;

/** What becomes of a range when its address space is forked. */
public enum ForkedPages {
  /** Both go on with the same pages and the same rights. */
  SHARED,
  /**
   * Both go on with the same pages, neither with the right to write: who writes first takes a copy.
   * Frames in use as {@link dev.framewalk.pagetable.frame.FramePurpose#PRIVATE} get a reference for
   * the new entry.
   */
  COPY_ON_WRITE
}
