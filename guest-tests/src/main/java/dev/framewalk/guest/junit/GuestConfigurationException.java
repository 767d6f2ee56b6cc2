package dev.framewalk.guest.junit;

/**
 * A test that could not begin: its annotations are wrong, a program cannot be made, a tool is
 * missing. The message says what is wrong, then what to do.
 */
public final class GuestConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GuestConfigurationException(String message) {
    super(message);
  }
}
