package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.table.Access;
import java.util.Optional;

/**
 * A part of an address space that a kernel promised to a process, whether pages are entered there
 * or not: what POSIX calls a mapping.
 *
 * @param range its pages
 * @param rights what the process was promised
 * @param shared whether stores are seen by others (MAP_SHARED)
 * @param object the shared object behind it; empty for memory of its own
 * @param label what it is for, in words: {@code stack}, {@code hello .text}, {@code /ring+0x1000}
 * @param lowest how far down faults below it make it reach, as a stack; its start if they do not
 */
public record Area(
    PageRange range,
    Rights rights,
    boolean shared,
    Optional<Part> object,
    String label,
    long lowest) {
  /** One that stays as long as it is. */
  public Area(PageRange range, Rights rights, boolean shared, Optional<Part> object, String label) {
    this(range, rights, shared, object, label, range.start().value());
  }

  /** What may be done. */
  public record Rights(boolean read, boolean write, boolean execute) {
    /** Nothing may be done: PROT_NONE. */
    public static final Rights NONE = new Rights(false, false, false);

    /** As {@code r-x}. */
    @Override
    public String toString() {
      return (read ? "r" : "-") + (write ? "w" : "-") + (execute ? "x" : "-");
    }
  }

  /**
   * A part of an object.
   *
   * @param id the object's {@link ObjectFrames#id}
   * @param firstPage the object's page, from 0, behind the area's first page
   */
  public record Part(long id, long firstPage) {}

  /**
   * Whether the kernel lets the process do this here. x86 has no page that can be written or
   * executed but not read, so each right brings reading with it, as on Linux.
   */
  public boolean allows(Access access) {
    return switch (access) {
      case READ -> rights.read || rights.write || rights.execute;
      case WRITE -> rights.write;
      case FETCH -> rights.execute;
    };
  }

  /** The object's page behind {@code address}, which is in the area; empty without an object. */
  public Optional<Long> objectPage(long address) {
    return object.map(part -> part.firstPage() + (address - range.start().value() >>> 12));
  }

  /** As {@code [0x1000, 0x3000) rw- shared /ring}. */
  @Override
  public String toString() {
    return range + " " + rights + (shared ? " shared " : " private ") + label;
  }
}
