package dev.framewalk.guest.suite;

/** Something that guest programs run on: the host's Linux, or the machine. */
public interface Runner {
  /**
   * Runs the case's programs together until all have ended.
   *
   * @throws RunnerException if this runner cannot run it, or a process does not end, or prints
   *     without end; never because a program fails
   */
  CaseOutcome run(GuestCase guestCase) throws RunnerException;
}
