package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.table.PageTableLevel;
import java.util.Optional;

/**
 * Something that would make an access succeed.
 *
 * @param where who would have to do it
 * @param action what, as concrete as can be
 * @param change the entry that it changes; empty if it is no change of one entry
 */
public record Remedy(Where where, String action, Optional<EntryChange> change) {
  /** Who can do it. */
  public enum Where {
    /** The program, by a system call or an instruction of ring 3. */
    PROGRAM,
    /** Whoever owns the page tables; all remedies of this kind are needed together. */
    TABLES,
    /** Whoever owns the control registers. */
    REGISTERS
  }

  /**
   * Another value for an entry.
   *
   * @param level the entry's
   * @param entry where it lies
   * @param from what is there
   * @param to what should be
   */
  public record EntryChange(PageTableLevel level, PhysAddr entry, long from, long to) {}

  static Remedy program(String action) {
    return new Remedy(Where.PROGRAM, action, Optional.empty());
  }

  static Remedy registers(String action) {
    return new Remedy(Where.REGISTERS, action, Optional.empty());
  }

  static Remedy tables(String action) {
    return new Remedy(Where.TABLES, action, Optional.empty());
  }

  static Remedy entry(String action, EntryChange change) {
    return new Remedy(Where.TABLES, action, Optional.of(change));
  }
}
