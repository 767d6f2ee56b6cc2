package dev.framewalk.emulator.kernel;

/**
 * What a process says about itself and nothing here acts on, but that it can ask for again: its
 * niceness (getpriority(2)), its personality (personality(2)), and some of prctl(2).
 */
public final class ProcessSettings {
  private int niceness;
  private int personality;
  private boolean dumpable = true;
  private boolean noNewPrivileges;
  private int parentDeathSignal;

  /** From -20 to 19. */
  public int niceness() {
    return niceness;
  }

  public void setNiceness(int value) {
    niceness = Math.max(-20, Math.min(19, value));
  }

  public int personality() {
    return personality;
  }

  public void setPersonality(int value) {
    personality = value;
  }

  /** Whether a core may be dumped of it (PR_SET_DUMPABLE). */
  public boolean dumpable() {
    return dumpable;
  }

  public void setDumpable(boolean value) {
    dumpable = value;
  }

  /** Whether execve(2) may give it no more rights than it has (PR_SET_NO_NEW_PRIVS). */
  public boolean noNewPrivileges() {
    return noNewPrivileges;
  }

  /** There is no way back. */
  public void forbidNewPrivileges() {
    noNewPrivileges = true;
  }

  /** The signal that it wants when its parent ends, or 0 (PR_SET_PDEATHSIG). */
  public int parentDeathSignal() {
    return parentDeathSignal;
  }

  public void setParentDeathSignal(int signal) {
    parentDeathSignal = signal;
  }

  /** Takes over what a child gets of its parent: all but the signal (prctl(2)). */
  public void copyFrom(ProcessSettings parent) {
    niceness = parent.niceness;
    personality = parent.personality;
    dumpable = parent.dumpable;
    noNewPrivileges = parent.noNewPrivileges;
    parentDeathSignal = 0;
  }
}
