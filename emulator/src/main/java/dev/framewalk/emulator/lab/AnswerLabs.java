package dev.framewalk.emulator.lab;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The kinds of labs whose questions differ by seed, a row each: lab.json's {@code kind}. */
final class AnswerLabs {
  private static final Map<String, Supplier<AnswerLab>> ROWS =
      Map.of("walk", WalkLab::new, "tables", MapLab::new, "fault", FaultLab::new);

  private AnswerLabs() {}

  /** What makes and checks the questions of labs of {@code kind}. */
  static Optional<AnswerLab> of(String kind) {
    final @Nullable Supplier<AnswerLab> row = ROWS.get(kind);
    return row == null ? Optional.empty() : Optional.of(row.get());
  }
}
