package dev.framewalk.pagetable.inspect;

import java.util.Optional;

/**
 * What the bytes of mapped pages are.
 *
 * @param kind which of the kinds
 * @param label for people: the object's name, the area's label; empty if there is neither
 * @param object the object, and its page behind the first of the pages; empty without one. Of a
 *     {@link Kind#COPY} it is where the bytes came from
 */
public record PageBacking(Kind kind, String label, Optional<Area.Part> object) {
  /** Whose bytes a page holds. */
  public enum Kind {
    /** The frame is the object's own. */
    OBJECT,
    /** A process's copy of an object's page, in a private mapping of it. */
    COPY,
    /** Private memory that no object is behind. */
    MEMORY,
    /** The area promises an object's page, and the frame is another one. */
    ASTRAY,
    /** No area of the process covers the page: the kernel's, or nobody's. */
    NO_AREA
  }

  /** As {@code /ring+0x2000}, the offset of the first page. */
  @Override
  public String toString() {
    return toString(label);
  }

  /**
   * As {@link #toString()}.
   *
   * @param shown the label in the form in which it is to be shown
   */
  public String toString(String shown) {
    final long page = object.isPresent() ? object.get().firstPage() : 0;
    final String place = page == 0 ? shown : shown + "+0x" + Long.toHexString(page << 12);
    return switch (kind) {
      case OBJECT -> place;
      case COPY -> "copy of " + place;
      case ASTRAY -> place + " promised, another frame entered";
      case MEMORY, NO_AREA -> shown;
    };
  }
}
