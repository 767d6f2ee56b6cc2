package dev.framewalk.guest.junit;

/** Whether the programs of a test are run on the host's Linux as well. */
public enum LinuxComparison {
  /** They are run in the machine only. */
  OFF,
  /** They are, behind the test, and must end and print as they did in the machine. */
  SAME
}
