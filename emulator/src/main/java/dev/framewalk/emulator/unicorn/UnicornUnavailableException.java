package dev.framewalk.emulator.unicorn;

/**
 * No Unicorn library that suffices was found. The message, of several lines, says what was looked
 * for, what was found, and how to install it.
 */
public final class UnicornUnavailableException extends RuntimeException {
  UnicornUnavailableException(String message) {
    super(message);
  }
}
