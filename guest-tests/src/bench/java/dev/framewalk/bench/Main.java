package dev.framewalk.bench;

import dev.framewalk.emulator.unicorn.UnicornLibrary;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** Measures everything that has a target and prints one table. */
public final class Main {
  private Main() {}

  /**
   * @param args {@code true} for fewer and shorter measurements; a part of the names of the rows
   *     that are wanted, or nothing for all
   */
  public static void main(String[] args) {
    final boolean quick = args.length > 0 && Boolean.parseBoolean(args[0]);
    final String wanted = args.length > 1 ? args[1] : "";
    final long start = System.nanoTime();
    final UnicornLibrary unicorn = UnicornLibrary.load();
    final Suite suite = new Suite(quick, wanted, Path.of("").toAbsolutePath(), unicorn);
    final String table = Table.of(suite.run());
    final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println(MachineDescription.text(unicorn));
    out.println();
    out.print(table);
    out.println();
    out.println(
        "Measured in turns with the reference, A B A B; medians, in brackets the middle half of the"
            + " ratios. Guest rows: processor time of many rounds less that of few. Took "
            + Duration.ofNanos(System.nanoTime() - start).toSeconds()
            + " s.");
  }
}
