package dev.framewalk.guest.suite;

import java.util.List;
import java.util.Optional;

/**
 * Programs that are started together on one machine, each with an empty environment, an empty
 * standard input and at most 1,024 descriptors, and that all end by themselves.
 *
 * @param name unique, {@code subject/case}
 * @param programs in the order in which they are started; any order must do
 * @param memoryMebibytes the RAM of a machine that is big enough, in MiB
 * @param departure why the machine does otherwise than Linux here, if it is known to
 */
public record GuestCase(
    String name, List<GuestProgram> programs, int memoryMebibytes, Optional<String> departure) {
  /** What a case is given unless its row says otherwise. */
  public static final int DEFAULT_MEMORY_MEBIBYTES = 64;

  public GuestCase {
    programs = List.copyOf(programs);
  }

  /** A case that the machine runs as Linux does, on the usual RAM. */
  public GuestCase(String name, List<GuestProgram> programs, int memoryMebibytes) {
    this(name, programs, memoryMebibytes, Optional.empty());
  }

  /** Returns the same case on a machine with this much RAM. */
  public GuestCase withMemory(int mebibytes) {
    return new GuestCase(name, programs, mebibytes, departure);
  }

  /** Returns the same case, which the machine is known not to run as Linux does. */
  public GuestCase departing(String why) {
    return new GuestCase(name, programs, memoryMebibytes, Optional.of(why));
  }

  /** Returns what its name, and those of all its objects behind {@code fw-}, begin with. */
  public String subject() {
    return name.substring(0, name.indexOf('/'));
  }

  @Override
  public String toString() {
    return name;
  }
}
