package dev.framewalk.emulator.unicorn;

/** An engine refused or reported something that no guest program can cause: a bug of ours. */
public final class UnicornException extends RuntimeException {
  UnicornException(String message) {
    super(message);
  }
}
