package dev.framewalk.emulator.debug.gdb;

/**
 * Whether a client has changed the run, by writing to registers or memory: it can then not be
 * repeated, and so not be taken back.
 */
final class Changes {
  private boolean changed;
  private boolean told;

  /** Notes that something was written. */
  void note() {
    changed = true;
  }

  /** Forgets it: the machine was made anew. */
  void forget() {
    changed = false;
    told = false;
  }

  /** Whether this run is no more the one that its recipe gives. */
  boolean any() {
    return changed;
  }

  /** What to tell of it, once; empty if there is nothing. */
  String news() {
    if (!changed || told) {
      return "";
    }
    told = true;
    return "framewalk: registers or memory were written: this run can't be repeated, so there is no"
        + " going back in it (`monitor goto 0' starts the run anew, without what was written)\n";
  }

  /**
   * @throws GdbError if the run cannot be taken back
   */
  void requireNone() throws GdbError {
    if (changed) {
      throw GdbError.of(
          "registers or memory were written, and a repeated run would not have that: no going back"
              + " (`monitor goto 0' starts the run anew, without what was written)");
    }
  }
}
