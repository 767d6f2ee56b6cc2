package dev.framewalk.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The time of one round of a guest program's loop: a run of many rounds less a run of few, so that
 * what is done once (making a process, setting up) is not counted.
 *
 * <p>Every host must have the program print the same.
 */
final class Counted {
  private final Path program;
  private final long few;
  private final long many;
  private final Map<Long, String> outputs = new HashMap<>();

  Counted(Path program, long few, long many) {
    this.program = program;
    this.few = few;
    this.many = many;
  }

  /** A round on {@code host}. */
  Timing on(GuestHost host) {
    return () -> (run(host, many) - run(host, few)) / (many - few);
  }

  private double run(GuestHost host, long count) throws Exception {
    final GuestHost.Run run = host.run(program, List.of(Long.toString(count)));
    final String before = outputs.putIfAbsent(count, run.output());
    if (before != null && !before.equals(run.output())) {
      throw new IllegalStateException(
          "another output than elsewhere: program="
              + program.getFileName()
              + ", count="
              + count
              + ", here="
              + run.output()
              + ", elsewhere="
              + before);
    }
    return run.seconds();
  }
}
