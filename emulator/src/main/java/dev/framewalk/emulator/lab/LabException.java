package dev.framewalk.emulator.lab;

/**
 * A lab, or a request about one, that cannot be served. The message is one line for a person as it
 * is: what is wrong, where, and what to do.
 */
public final class LabException extends Exception {
  private static final long serialVersionUID = 1L;

  LabException(String message) {
    super(message, null, false, false);
  }
}
