package dev.framewalk.emulator.harness;

import dev.framewalk.firmware.AssemblerException;

/**
 * A trial that could not be made or run. The message is fit for a person as it is: what is wrong,
 * then what to do.
 */
public final class HarnessException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Whose affair it is. */
  public enum Kind {
    /** A source or program is wrong: its author's. */
    BAD_PROGRAM,
    /** A tool is not installed. */
    MISSING_TOOL,
    /** The host does not allow it: no room, no native run. */
    HOST,
    /** The machine could not be made or could not go on. */
    MACHINE
  }

  private final Kind kind;

  public HarnessException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  static HarnessException of(AssemblerException e) {
    return new HarnessException(
        switch (e.kind()) {
          case UNREADABLE_SOURCE, SOURCE_ERROR, LINK_ERROR -> Kind.BAD_PROGRAM;
          case MISSING_TOOL -> Kind.MISSING_TOOL;
          case TOOL_FAILURE, UNWRITABLE_OUTPUT -> Kind.HOST;
        },
        String.valueOf(e.getMessage()));
  }

  /** Returns whose affair it is. */
  public Kind kind() {
    return kind;
  }
}
