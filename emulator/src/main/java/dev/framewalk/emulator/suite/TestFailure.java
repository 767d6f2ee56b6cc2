package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.harness.Trial;
import java.util.Optional;

/**
 * Why a test did not pass.
 *
 * @param text a few lines for people
 * @param error whose affair it is; empty unless the outcome is {@link Outcome#ERROR}
 * @param program the file that is to blame, for {@link ErrorKind#BAD_PROGRAM}, as the test names it
 * @param trial the run that shows it, to be run again; empty if none was made
 */
public record TestFailure(
    String text, Optional<ErrorKind> error, Optional<String> program, Optional<Trial> trial) {
  static TestFailure of(ErrorKind kind, String text) {
    return new TestFailure(text, Optional.of(kind), Optional.empty(), Optional.empty());
  }

  TestFailure in(Trial run) {
    return new TestFailure(text, error, program, Optional.of(run));
  }

  TestFailure blaming(String file) {
    return new TestFailure(text, error, Optional.of(file), trial);
  }

  /** The same with a line more. */
  public TestFailure withNote(String line) {
    return new TestFailure(text + "\n" + line, error, program, trial);
  }
}
