package dev.framewalk.emulator.kernel;

/** How a process ended (wait(2)). */
public sealed interface ProcessEnd {
  /** What a shell would report: the exit status, or 128 + n for signal n. */
  int exitStatus();

  /** By exit or exit_group; {@code exitStatus} is the low 8 bits of the argument. */
  record Exited(int exitStatus) implements ProcessEnd {}

  /** By a signal whose default action is to end the process. */
  record Killed(Signal signal) implements ProcessEnd {
    @Override
    public int exitStatus() {
      return signal.exitStatus();
    }
  }
}
