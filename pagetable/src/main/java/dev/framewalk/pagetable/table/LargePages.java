package dev.framewalk.pagetable.table;

/** Whether a mapping may use pages of 2 MiB and 1 GiB. */
public enum LargePages {
  /** Every page is 4 KiB. */
  NEVER,
  /**
   * A large page wherever the virtual and the physical address lie on its boundary and the frames
   * are contiguous throughout.
   */
  WHEN_ALIGNED
}
