package dev.framewalk.emulator.kernel.signal;

import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.Process;

/** What job control asks of process groups (POSIX.1-2017 3.264 "Orphaned Process Group"). */
final class ProcessGroups {
  /** Group and session of whoever loaded the programs. */
  private static final int LOADER = 1;

  private ProcessGroups() {}

  /**
   * Whether nobody outside the group of {@code process}, but in its session, would continue it.
   * Programs that were loaded have somebody: it is as if a shell had started them.
   */
  static boolean isOrphaned(Kernel kernel, Process process) {
    for (final Process member : kernel.processes()) {
      if (member.alive() && member.group() == process.group()) {
        final Process parent = member.parent().orElse(null);
        final boolean looked =
            parent == null
                ? member.session() == LOADER
                : parent.group() != member.group() && parent.session() == member.session();
        if (looked) {
          return false;
        }
      }
    }
    return true;
  }
}
