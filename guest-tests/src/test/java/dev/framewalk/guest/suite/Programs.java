package dev.framewalk.guest.suite;

import java.nio.file.Path;

/** Where a {@link Runner} has the programs of a case from. */
interface Programs {
  /**
   * Returns the program made of {@code source}, a {@link GuestProgram#source()}, making it first
   * where need be.
   *
   * @throws RunnerException if it cannot be made; the message is the tool's
   */
  Path program(String source) throws RunnerException;
}
