package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.harness.HarnessException;

/** Whose affair it is that a test could not be run. */
public enum ErrorKind {
  /** The test's own file is malformed. */
  BAD_TEST,
  /** One of the test's programs is missing or cannot be assembled, linked or loaded. */
  BAD_PROGRAM,
  /** A tool of the host is not installed. */
  MISSING_TOOL,
  /** The host does not allow it, or is too slow. */
  HOST,
  /** The machine could not go on, or its audit found something. */
  MACHINE;

  static ErrorKind of(HarnessException.Kind kind) {
    return switch (kind) {
      case BAD_PROGRAM -> BAD_PROGRAM;
      case MISSING_TOOL -> MISSING_TOOL;
      case HOST -> HOST;
      case MACHINE -> MACHINE;
    };
  }
}
