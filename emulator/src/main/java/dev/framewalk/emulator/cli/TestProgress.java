package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.suite.Outcome;
import dev.framewalk.emulator.suite.TestResult;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how many tests are done, if somebody looks. */
final class TestProgress implements AutoCloseable {
  private static final int USUAL_WIDTH = 80;
  private static final int REFRESH_MILLIS = 100;

  private final Optional<ProgressBar> bar;
  private int failed;

  private TestProgress(Optional<ProgressBar> bar) {
    this.bar = bar;
  }

  /** Begins to show it, if standard error is a terminal. */
  static TestProgress start(int tests, StandardStreams streams, Map<String, String> environment) {
    if (tests < 2 || !Terminals.tellsOne(streams) || "dumb".equals(environment.get("TERM"))) {
      return new TestProgress(Optional.empty());
    }
    return new TestProgress(
        Optional.of(
            new ProgressBarBuilder()
                .setTaskName("tests")
                .setInitialMax(tests)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .clearDisplayOnFinish()
                .setConsumer(new Line(streams, width(environment)))
                .build()));
  }

  private static int width(Map<String, String> environment) {
    final String columns = environment.getOrDefault("COLUMNS", "");
    return columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
  }

  /** Counts a test that is done; called by one thread at a time. */
  void done(TestResult result) {
    if (bar.isPresent()) {
      if (result.outcome() != Outcome.PASSED) {
        failed++;
        bar.get().setExtraMessage(failed + " not passed");
      }
      bar.get().step();
    }
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }

  /** One line of a terminal, written over and over. */
  private record Line(StandardStreams streams, int width) implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return width - 1;
    }

    @Override
    public void accept(String text) {
      streams.tell("\r" + text + "\033[K");
    }

    @Override
    public void clear() {
      streams.tell("\r\033[K");
    }

    @Override
    public void close() {
      clear();
    }
  }
}
