package dev.framewalk.emulator.kernel;

import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.EntryFlags;
import org.jspecify.annotations.Nullable;

/** What a process may do with a region: the PROT_* bits of mmap(2). */
public record Protection(int bits) {
  public static final int PROT_READ = 1;
  public static final int PROT_WRITE = 2;
  public static final int PROT_EXEC = 4;

  public static final Protection NONE = new Protection(0);
  public static final Protection READ = new Protection(PROT_READ);
  public static final Protection READ_WRITE = new Protection(PROT_READ | PROT_WRITE);
  public static final Protection READ_EXECUTE = new Protection(PROT_READ | PROT_EXEC);
  public static final Protection ALL = new Protection(PROT_READ | PROT_WRITE | PROT_EXEC);

  /**
   * @throws IllegalArgumentException if a bit is none of the three
   */
  public Protection {
    if ((bits & ~(PROT_READ | PROT_WRITE | PROT_EXEC)) != 0) {
      throw new IllegalArgumentException("not a protection: bits=0x" + Integer.toHexString(bits));
    }
  }

  public boolean writable() {
    return (bits & PROT_WRITE) != 0;
  }

  public boolean executable() {
    return (bits & PROT_EXEC) != 0;
  }

  /** Whether nothing at all is allowed. */
  public boolean none() {
    return bits == 0;
  }

  /**
   * Whether the region's own rule allows the access. x86 has no page that can be written or
   * executed but not read, so each of the three grants reading, as on Linux.
   */
  public boolean allows(Access access) {
    return switch (access) {
      case READ -> bits != 0;
      case WRITE -> writable();
      case FETCH -> executable();
    };
  }

  /**
   * The leaf entry's flags for this protection. Nothing allowed is a present entry that only ring 0
   * may use: the frame stays where it is and no bit means anything that hardware does not know.
   *
   * <p>What may be written and executed starts without the right to execute, which the first fetch
   * gives page by page ({@link FaultResolver}): most such pages (a stack that its linker marked so)
   * are never executed, and stores to an executable page are slow on this CPU.
   */
  public EntryFlags leafFlags() {
    return writable() ? flags().with(EntryFlags.NO_EXECUTE) : flags();
  }

  /** The flags of a page that the process does execute. */
  EntryFlags executedLeafFlags() {
    return flags();
  }

  private EntryFlags flags() {
    EntryFlags flags = EntryFlags.PRESENT;
    if (!none()) {
      flags = flags.with(EntryFlags.USER);
    }
    if (writable()) {
      flags = flags.with(EntryFlags.WRITABLE);
    }
    if (!executable()) {
      flags = flags.with(EntryFlags.NO_EXECUTE);
    }
    return flags;
  }

  /** The same without the right to write; what could be written can still be read. */
  public Protection withoutWrite() {
    return writable() ? new Protection(bits & ~PROT_WRITE | PROT_READ) : this;
  }

  /** The form of {@code /proc/self/maps}: {@code r-x}. */
  @Override
  public String toString() {
    return ((bits & PROT_READ) != 0 ? "r" : "-")
        + (writable() ? "w" : "-")
        + (executable() ? "x" : "-");
  }

  // A record's own equals makes method handles when it is first called, which takes a third of a
  // short run's time; this one is called when a program is loaded.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Protection protection && protection.bits == bits;
  }

  @Override
  public int hashCode() {
    return bits;
  }
}
