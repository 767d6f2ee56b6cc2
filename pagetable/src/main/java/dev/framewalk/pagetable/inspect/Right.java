package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PagingMode;

/** A right that every entry of a walk must grant (Intel SDM 3A 4.6.1). */
public enum Right {
  WRITE("R/W"),
  USER("U/S"),
  EXECUTE("XD");

  private final String flag;

  Right(String flag) {
    this.flag = flag;
  }

  /** The flag of an entry that decides it, by the manual's name. */
  public String flag() {
    return flag;
  }

  /** Whether {@code entry}, which is present, grants it. */
  public boolean grantedBy(PageTableEntry entry, PagingMode mode) {
    return switch (this) {
      case WRITE -> entry.isWritable();
      case USER -> entry.isUser();
      case EXECUTE -> !(mode.noExecuteEnabled() && entry.isNoExecute());
    };
  }
}
