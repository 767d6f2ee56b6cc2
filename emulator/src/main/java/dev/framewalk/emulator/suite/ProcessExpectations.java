package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.kernel.ProcessEnd;
import java.util.List;
import java.util.Optional;

/**
 * What a test says of one process.
 *
 * @param end how it is to end; where nothing is said, it is to exit with status 0 unless a fault is
 *     expected or the run is to end in a deadlock
 * @param output what it is to write to standard output; empty if that does not matter
 * @param errors the same of standard error
 */
public record ProcessExpectations(
    Optional<Stated<ProcessEnd>> end,
    Optional<Stated<ExpectedFault>> fault,
    Optional<ExpectedText> output,
    Optional<ExpectedText> errors,
    List<Stated<ExpectedMapping>> mappings) {
  public ProcessExpectations {
    mappings = List.copyOf(mappings);
  }
}
