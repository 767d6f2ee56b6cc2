package dev.framewalk.emulator.debug.snapshot;

/**
 * A snapshot that cannot be written, read or gone on from; the message is one line that says why.
 */
public final class SnapshotException extends Exception {
  private static final long serialVersionUID = 1L;

  SnapshotException(String message) {
    super(message);
  }

  SnapshotException(String message, Throwable cause) {
    super(message, cause);
  }
}
