package dev.framewalk.emulator.unicorn;

/** The host does not give as much memory as a machine asked for. */
public final class OutOfHostMemoryException extends RuntimeException {
  OutOfHostMemoryException(String message) {
    super(message);
  }
}
