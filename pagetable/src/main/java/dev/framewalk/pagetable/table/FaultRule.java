package dev.framewalk.pagetable.table;

/**
 * The rule that an access broke (Intel SDM 3A 4.6 "Access Rights", 4.7 "Page-Fault Exceptions"). An
 * access that breaks several is reported by the first of them in this order.
 */
public enum FaultRule {
  NOT_PRESENT("the entry is not present (P=0)"),
  RESERVED_BIT("the entry has a reserved bit set"),
  SUPERVISOR_ONLY("a user-mode access to a supervisor page (U/S=0)"),
  SMEP("a supervisor fetch from a user page (CR4.SMEP=1)"),
  SMAP("a supervisor access to a user page (CR4.SMAP=1, EFLAGS.AC=0)"),
  NO_EXECUTE("a fetch from a page with execute disable (XD=1)"),
  WRITE_PROTECTED("a user-mode write to a read-only page (R/W=0)"),
  SUPERVISOR_WRITE_PROTECTED("a supervisor write to a read-only page (R/W=0, CR0.WP=1)"),
  PROTECTION_KEY("PKRU forbids the access to pages with this protection key");

  private final String text;

  FaultRule(String text) {
    this.text = text;
  }

  /** The rule in words, with the bits that make it apply. */
  public String text() {
    return text;
  }
}
