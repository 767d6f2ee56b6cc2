package dev.framewalk.guest.junit;

/** Says, behind a failure, where more is to be read; it was thrown nowhere. */
final class SeeAlso extends Exception {
  private static final long serialVersionUID = 1L;

  SeeAlso(String message) {
    super(message, null, false, false);
  }

  /** Without the name of a class, which says nothing to whoever reads it in a report. */
  @Override
  @SuppressWarnings("OverrideThrowableToString")
  public String toString() {
    return String.valueOf(getMessage());
  }
}
