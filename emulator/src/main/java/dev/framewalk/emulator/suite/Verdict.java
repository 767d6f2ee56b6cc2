package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.harness.Trial;
import java.util.Optional;

/** What a run, or all of them, came to. */
record Verdict(Outcome outcome, Optional<TestFailure> failure) {
  static final Verdict PASSED = new Verdict(Outcome.PASSED, Optional.empty());

  static Verdict error(ErrorKind kind, String text) {
    return new Verdict(Outcome.ERROR, Optional.of(TestFailure.of(kind, text)));
  }

  static Verdict of(Outcome outcome, String text) {
    return new Verdict(
        outcome,
        Optional.of(new TestFailure(text, Optional.empty(), Optional.empty(), Optional.empty())));
  }

  Verdict in(Trial run) {
    return new Verdict(outcome, failure.map(each -> each.in(run)));
  }

  Verdict blaming(String file) {
    return new Verdict(outcome, failure.map(each -> each.blaming(file)));
  }
}
