package dev.framewalk.emulator.debug.strace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Linux's error numbers, with their names and words. */
public final class ErrnoText {
  /** Linux's largest errno: results from -4095 on are refusals (System V ABI AMD64, A.2.1). */
  private static final long MAX_ERRNO = 4095;

  /**
   * An error number.
   *
   * @param number positive
   * @param name {@code ENOENT}
   * @param words {@code No such file or directory}
   */
  public record Row(int number, String name, String words) {}

  /** What the kernel tells itself of a call that a signal interrupted (include/linux/errno.h). */
  private static final List<Row> RESTARTS =
      List.of(
          new Row(512, "ERESTARTSYS", "To be restarted if SA_RESTART is set"),
          new Row(513, "ERESTARTNOINTR", "To be restarted"),
          new Row(514, "ERESTARTNOHAND", "To be restarted if no handler"),
          new Row(516, "ERESTART_RESTARTBLOCK", "Interrupted by signal"));

  private static final List<Row> ROWS = load();

  private ErrnoText() {}

  private static List<Row> load() {
    final List<Row> rows = new ArrayList<>();
    for (final String line : Tables.lines("errnos.txt")) {
      final String[] parts = line.split(" ", 3);
      rows.add(new Row(Integer.parseInt(parts[0]), parts[1], parts[2]));
    }
    return List.copyOf(rows);
  }

  /** Every error number that has a name. */
  public static List<Row> rows() {
    return ROWS;
  }

  /** Whether a result is a refusal. */
  public static boolean isRefusal(long result) {
    return result < 0 && result >= -MAX_ERRNO;
  }

  /** The row of a refusal; empty if the result is none, or has no name. */
  public static Optional<Row> of(long result) {
    for (final Row row : ROWS) {
      if (row.number() == -result) {
        return Optional.of(row);
      }
    }
    return restart(result);
  }

  /** The row of a result with which a call is made again, which the guest never sees. */
  static Optional<Row> restart(long result) {
    for (final Row row : RESTARTS) {
      if (row.number() == -result) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }
}
