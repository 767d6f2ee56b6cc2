package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.VirtAddr;

/**
 * The page fault that an access raises.
 *
 * @param address the address accessed, which CR2 receives
 * @param level the level of the first entry, from the top, that forbids the access; the leaf's
 *     where the page as a whole does (SMEP, SMAP, protection key)
 * @param rule the rule that was broken
 * @param errorCode what the processor pushes
 */
public record PageFault(
    VirtAddr address, PageTableLevel level, FaultRule rule, PageFaultErrorCode errorCode)
    implements AccessVerdict {
  @Override
  public String toString() {
    return "page fault: address="
        + address
        + ", level="
        + level
        + ", rule="
        + rule
        + ", error code="
        + errorCode;
  }
}
