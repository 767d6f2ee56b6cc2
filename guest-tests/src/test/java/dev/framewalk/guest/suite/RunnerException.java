package dev.framewalk.guest.suite;

/** A case that a {@link Runner} could not bring to its end; the message says why. */
public final class RunnerException extends Exception {
  private static final long serialVersionUID = 1L;

  public RunnerException(String message) {
    super(message);
  }

  public RunnerException(String message, Throwable cause) {
    super(message, cause);
  }
}
