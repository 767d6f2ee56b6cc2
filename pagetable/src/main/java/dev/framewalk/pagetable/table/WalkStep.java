package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;

/**
 * One entry that a walk read.
 *
 * @param level the level of the table
 * @param table the table
 * @param index which of its 512 entries
 * @param entryAddress where the entry lies
 * @param entry the entry
 * @param permissions what this entry and those above it allow together
 */
public record WalkStep(
    PageTableLevel level,
    PhysFrame table,
    int index,
    PhysAddr entryAddress,
    PageTableEntry entry,
    Permissions permissions) {
  /** As {@code PML4[0x1ff] at 0x1ff8 = 0x3027 [P R/W U/S A] table 0x3000}. */
  @Override
  public String toString() {
    return level
        + "[0x"
        + Integer.toHexString(index)
        + "] at "
        + entryAddress
        + " = "
        + entry.toString(level);
  }
}
