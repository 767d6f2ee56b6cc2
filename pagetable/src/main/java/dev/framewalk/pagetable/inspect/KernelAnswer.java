package dev.framewalk.pagetable.inspect;

/**
 * What the kernel would do about an access, which is not the same as what the CPU does: the CPU
 * knows entries only, the kernel what it promised.
 *
 * @param kind what it comes to for the program
 * @param words one sentence
 */
public record KernelAnswer(Kind kind, String words) {
  /** What comes of a fault. */
  public enum Kind {
    /** There is no fault. */
    NOT_ASKED,
    /** It enters the page, which was not there yet, and the instruction runs again. */
    FILLS,
    /** It gives the process a page of its own, a copy, and the instruction runs again. */
    COPIES,
    /** It gives the entry a right that was promised, and the instruction runs again. */
    GRANTS,
    /** It signals. */
    SIGNALS,
    /** It promised the access but did not make these entries: it cannot mend them. */
    CANNOT_MEND,
    /** Ring 0 is not a program: no kernel stands behind it. */
    NONE
  }

  /** Whether the program notices nothing: there is no fault, or it is mended. */
  public boolean succeeds() {
    return switch (kind) {
      case NOT_ASKED, FILLS, COPIES, GRANTS -> true;
      case SIGNALS, CANNOT_MEND, NONE -> false;
    };
  }
}
