package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.WalkStep;
import java.util.List;
import java.util.Set;

/**
 * One level of a walk.
 *
 * @param step the entry that was read, with what it and those above allow together
 * @param fields the entry's bits, bit 63 first
 * @param leads where it leads
 * @param takesAway the rights that all entries above grant and this one does not
 */
public record WalkLevel(WalkStep step, List<EntryField> fields, Leads leads, Set<Right> takesAway) {
  public WalkLevel {
    fields = List.copyOf(fields);
    takesAway = Set.copyOf(takesAway);
  }

  /** Where an entry leads. */
  public sealed interface Leads {}

  /** To the table of the next level. */
  public record ToTable(PhysFrame table) implements Leads {}

  /** To a page. */
  public record ToPage(PhysAddr start, PageSize size) implements Leads {}

  /** Nowhere: it is not present. */
  public record NotPresent() implements Leads {}

  /**
   * Nowhere: it is present and these bits are set, which must be clear.
   *
   * @param bits all of them, where the entry has them
   * @param names each by its number and why it is reserved
   */
  public record Reserved(long bits, List<String> names) implements Leads {
    public Reserved {
      names = List.copyOf(names);
    }
  }

  /** Nowhere: the table lies behind the end of memory and reads as zeroes. */
  public record OutsideMemory() implements Leads {}

  /** The level. */
  public PageTableLevel level() {
    return step.level();
  }

  /** Whether the walk can go on, or has found the page. */
  public boolean usable() {
    return leads instanceof ToTable || leads instanceof ToPage;
  }
}
