package dev.framewalk.emulator.kernel;

/** A program cannot be loaded; the message says what is wrong with it and what to do. */
public final class LoadException extends Exception {
  private static final long serialVersionUID = 1L;

  public LoadException(String message) {
    super(message);
  }
}
