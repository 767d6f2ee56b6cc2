package dev.framewalk.emulator.debug.inspection;

/** A question that cannot be answered; the message says what was wrong with it and what to do. */
public final class InspectionFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was wrong; what to do. Behind a first line there may be more, such as the
   *     words with a caret under the wrong one
   */
  public InspectionFailure(String message) {
    super(message);
  }
}
