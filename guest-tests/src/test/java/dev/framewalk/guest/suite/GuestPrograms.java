package dev.framewalk.guest.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Programs of the suite for tests that run them in their own ways. */
public final class GuestPrograms {
  private GuestPrograms() {}

  /**
   * Returns the program made of {@code c/SOURCE.c}, in the first way that it is built in.
   *
   * @throws RunnerException if it cannot be made
   */
  public static Path ofC(String source) throws RunnerException, IOException {
    CSources sources = CSources.ofBuild();
    List<GuestCase> cases =
        sources.cases().stream()
            .filter(row -> row.programs().get(0).source().startsWith(source + "@"))
            .limit(1)
            .toList();
    if (cases.isEmpty()) {
      throw new RunnerException("no such C program, or left out by framewalk.cases: " + source);
    }
    sources.make(cases);
    return sources.program(cases.get(0).programs().get(0).source());
  }
}
