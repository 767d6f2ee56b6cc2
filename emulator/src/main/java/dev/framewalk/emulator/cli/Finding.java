package dev.framewalk.emulator.cli;

/**
 * What the doctor found of one thing.
 *
 * @param what its name
 * @param state whether it can be used
 * @param need whether Framewalk runs without it
 * @param detail version and place; or what is wrong
 * @param remedy what to do; empty when it can be used
 */
record Finding(String what, State state, Need need, String detail, String remedy) {
  /** Whether a thing can be used. */
  enum State {
    OK("ok"),
    MISSING("missing"),
    BROKEN("broken");

    private final String word;

    State(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** Whether Framewalk runs without it. */
  enum Need {
    REQUIRED,
    OPTIONAL
  }

  static Finding good(String what, Need need, String detail) {
    return new Finding(what, State.OK, need, detail, "");
  }

  /** Whether nothing runs for want of it. */
  boolean hinders() {
    return need == Need.REQUIRED && state != State.OK;
  }
}
