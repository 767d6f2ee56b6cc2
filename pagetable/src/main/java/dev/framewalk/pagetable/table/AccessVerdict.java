package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.PhysAddr;

/** Whether an access goes through, or how the processor refuses it. */
public sealed interface AccessVerdict
    permits AccessVerdict.Allowed, AccessVerdict.NotCanonical, PageFault {
  /** The access goes through, to this physical address. */
  record Allowed(PhysAddr physical) implements AccessVerdict {}

  /** The address is not canonical: the access raises #GP, or #SS when made through the stack. */
  record NotCanonical(long address) implements AccessVerdict {}
}
