package dev.framewalk.pagetable.inspect;

/** What an {@link Audit} holds against the tables, the frames and the CPU. */
public enum AuditRule {
  WRITABLE_AND_EXECUTABLE("no page may be written and executed at once"),
  VISIBLE_TO_USER("ring 3 reaches neither page tables nor the kernel's frames"),
  REFERENCE_COUNT("a frame has as many references as entries, or objects, lead to it"),
  FREE_FRAME("no entry leads to a frame that is free or never handed out"),
  OUTSIDE_MEMORY("no entry leads behind the end of memory"),
  UNREACHABLE_FRAME("every frame in use is reached from a root table or an object"),
  UPPER_LEVEL_REFUSES("no upper level takes away what the leaf grants"),
  MORE_THAN_PROMISED("no page grants more than its mapping allows"),
  LESS_THAN_PROMISED("no page is the supervisor's alone in a mapping that allows something"),
  NO_AREA("every page in the tables is in a mapping of the process"),
  WRONG_FRAME("a page shows the frame of its object's page, or a private one"),
  SHARED_AND_WRITABLE("a private page that several have in common is read-only until it is copied"),
  RESERVED_BITS("no entry has a reserved bit set"),
  NOT_PRESENT_BITS("an entry that is not present is empty"),
  KERNEL_HALF("every root table has the kernel half that all share"),
  STALE_TLB("the CPU translates as the tables do"),
  REVERSE_MAP("the reverse map says what the tables say");

  private final String text;

  AuditRule(String text) {
    this.text = text;
  }

  /** What holds where the rule is kept. */
  public String text() {
    return text;
  }
}
