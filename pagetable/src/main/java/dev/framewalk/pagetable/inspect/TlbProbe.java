package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageFaultErrorCode;

/** Asks a CPU itself, whose TLB comes first, what it makes of an access of ring 3. */
public interface TlbProbe {
  /** What the CPU answered. */
  sealed interface Answer {}

  /** The access would go to this physical address. */
  record Goes(PhysAddr physical) implements Answer {}

  /** The access would raise this page fault. */
  record Faults(PageFaultErrorCode errorCode) implements Answer {}

  /** The access would raise a general-protection fault: the address is not canonical. */
  record Refused() implements Answer {}

  /**
   * Whether the CPU holds translations of {@code space}: only then can any of them be stale. When
   * it does not, asking it makes it walk the tables.
   */
  boolean holds(SpaceView space);

  /**
   * What the CPU makes of the access. The tables are afterwards as they were before (A and D bits
   * that asking set are put back), and so is what later runs see.
   */
  Answer ask(SpaceView space, long virtual, Access access);
}
