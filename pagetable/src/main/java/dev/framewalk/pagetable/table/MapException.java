package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.frame.OutOfFramesException;

/** A change to the tables was refused. Nothing was changed. */
public abstract sealed class MapException extends Exception {
  private static final long serialVersionUID = 1L;

  private MapException(String message) {
    super(message, null, false, false);
  }

  /** There are not enough free frames for the tables that the change needs. */
  public static final class OutOfFrames extends MapException {
    private static final long serialVersionUID = 1L;

    OutOfFrames(OutOfFramesException cause) {
      super("no frames for page tables: " + cause.getMessage());
    }
  }

  /** A page of the range is mapped already, or its entry is in use for something else. */
  public static final class AlreadyMapped extends MapException {
    private static final long serialVersionUID = 1L;

    private final transient Page page;
    private final transient PhysAddr entryAddress;
    private final transient PageTableEntry entry;
    private final PageTableLevel level;

    AlreadyMapped(Page page, PhysAddr entryAddress, PageTableEntry entry, PageTableLevel level) {
      super(
          "already mapped: page="
              + page.start()
              + ", level="
              + level
              + ", entry address="
              + entryAddress
              + ", entry="
              + entry.toString(level));
      this.page = page;
      this.entryAddress = entryAddress;
      this.entry = entry;
      this.level = level;
    }

    /** The first page of the range that is taken. */
    public Page page() {
      return page;
    }

    /** Where the entry lies that is in the way. */
    public PhysAddr entryAddress() {
      return entryAddress;
    }

    /** The entry that is in the way. */
    public PageTableEntry entry() {
      return entry;
    }

    /** The level of that entry. */
    public PageTableLevel level() {
      return level;
    }
  }
}
