package dev.framewalk.pagetable.inspect;

/** A filter that cannot be understood; the message shows it with a caret under the wrong place. */
public final class FilterException extends Exception {
  private static final long serialVersionUID = 1L;

  FilterException(String message) {
    super(message, null, false, false);
  }
}
