package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.table.PageTableLevel;

/**
 * Page tables of one level, for neighbouring addresses, that were made or freed between two
 * instants. A table that is in another frame was freed and made.
 *
 * @param kind which of the two
 * @param level the tables' own
 * @param start the first address that they translate
 * @param count how many
 * @param first the frame of the first one
 */
public record TableChange(
    Kind kind, PageTableLevel level, VirtAddr start, long count, PhysFrame first) {
  /** Whether the table is there now or was there before. */
  public enum Kind {
    MADE,
    FREED
  }
}
