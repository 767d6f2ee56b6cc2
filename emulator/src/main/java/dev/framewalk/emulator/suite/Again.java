package dev.framewalk.emulator.suite;

/** The command that makes a run again. */
final class Again {
  private Again() {}

  /** As a shell takes it: {@code framewalk test --seed 7 tests/ring.S}. */
  static String command(TestResult result) {
    final String seed =
        result
            .failure()
            .flatMap(TestFailure::trial)
            .map(trial -> "--seed " + trial.config().seed() + " ")
            .orElse("");
    return "framewalk test " + seed + quoted(result.name());
  }

  private static String quoted(String word) {
    if (word.matches("[\\w./+,:@%=][\\w./+,:@%=-]*")) {
      return word;
    }
    if (word.chars().anyMatch(Character::isISOControl)) {
      final StringBuilder text = new StringBuilder("$'");
      for (int i = 0; i < word.length(); i++) {
        final char c = word.charAt(i);
        if (Character.isISOControl(c)) {
          text.append(String.format("\\u%04x", (int) c));
        } else {
          text.append(c == '\'' || c == '\\' ? "\\" : "").append(c);
        }
      }
      return text.append('\'').toString();
    }
    final String safe = word.startsWith("-") ? "./" + word : word;
    return "'" + safe.replace("'", "'\\''") + "'";
  }
}
