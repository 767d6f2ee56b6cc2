package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.debug.CoherenceCheck.Incoherence;
import dev.framewalk.emulator.unicorn.OutOfHostMemoryException;
import dev.framewalk.emulator.unicorn.UnicornUnavailableException;

/**
 * What a person is told of an exception that nobody caught.
 *
 * @param message what is wrong and, unless it is a bug, what to do
 * @param ours whether it is a bug of ours
 */
record Failure(String message, boolean ours) {
  static Failure of(Throwable problem) {
    final String message = String.valueOf(problem.getMessage());
    if (problem instanceof UnicornUnavailableException) {
      return new Failure(message, false);
    }
    if (problem instanceof OutOfHostMemoryException) {
      return new Failure(message + "; give the machine less (--memory)", false);
    }
    if (problem instanceof Incoherence) {
      return new Failure(message, true);
    }
    return new Failure("internal error: " + problem.toString().replace('\n', ' '), true);
  }
}
