package dev.framewalk.pagetable.table;

/** On whose behalf an access is made (Intel SDM 3A 4.6 "Access Rights"). */
public enum Privilege {
  /** An access made in ring 3. */
  USER,
  /**
   * An access made in rings 0 to 2 with EFLAGS.AC clear, or one that the processor makes to its own
   * structures (GDT, IDT, TSS) in any ring.
   */
  SUPERVISOR,
  /** An explicit access made in rings 0 to 2 with EFLAGS.AC set, which SMAP lets pass. */
  SUPERVISOR_AC
}
