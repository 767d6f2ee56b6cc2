package dev.framewalk.emulator.harness;

import java.util.List;
import java.util.Optional;

/**
 * What a run left behind.
 *
 * @param living processes that had not ended, as name and number
 * @param objects names of shared-memory objects that were still there, {@code /ring}, sorted
 * @param leakedFrames frames that stayed in use when every process had ended and every name was
 *     taken away
 * @param auditFailure what was wrong in the tables, frames and objects; empty if nothing
 */
public record Leftovers(
    List<String> living, List<String> objects, long leakedFrames, Optional<String> auditFailure) {
  public Leftovers {
    living = List.copyOf(living);
    objects = List.copyOf(objects);
  }

  /** Whether the kernel is in order: no frame leaked, no finding of the audit. */
  public boolean sound() {
    return leakedFrames == 0 && auditFailure.isEmpty();
  }
}
