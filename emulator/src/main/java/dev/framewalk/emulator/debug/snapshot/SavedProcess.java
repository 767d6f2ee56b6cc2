package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.emulator.kernel.Credentials;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A process that lived, or that nobody had waited for.
 *
 * @param parent the process that forked it; empty for one that was loaded
 * @param arguments argv
 * @param end how it ended, in words; empty while it lived
 * @param group its process group
 * @param session its session
 * @param stopped whether a signal had stopped it
 * @param umask permission bits that its files do not get
 * @param descriptors what it had open, by number
 */
public record SavedProcess(
    int pid,
    String name,
    OptionalInt parent,
    List<String> arguments,
    Optional<String> end,
    int group,
    int session,
    boolean stopped,
    Credentials credentials,
    int umask,
    List<Descriptor> descriptors) {
  public SavedProcess {
    arguments = List.copyOf(arguments);
    descriptors = List.copyOf(descriptors);
  }

  /**
   * An open descriptor.
   *
   * @param file what is behind it, in words: a path, {@code pipe:[3]}, {@code object 2}
   * @param flags access mode and status flags, as F_GETFL says them
   * @param closeOnExec whether execve closes it
   * @param position where the next read or write is, for files that have one
   */
  public record Descriptor(
      int number, String file, int flags, boolean closeOnExec, OptionalLong position) {}
}
