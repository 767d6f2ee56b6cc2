package dev.framewalk.emulator.cli;

/** Says how far something has come, if standard error is a terminal. */
final class Progress implements AutoCloseable {
  private final String done;
  private final int total;
  private final StandardStreams streams;
  private final boolean shown;
  private int count;

  private Progress(String done, int total, StandardStreams streams, boolean shown) {
    this.done = done;
    this.total = total;
    this.streams = streams;
    this.shown = shown;
  }

  /**
   * @param done what each becomes: {@code graded}
   */
  static Progress start(String done, int total, StandardStreams streams) {
    return new Progress(done, total, streams, total > 1 && Terminals.tellsOne(streams));
  }

  void step() {
    count++;
    if (shown) {
      streams.tell("\r" + count + " of " + total + " " + done + "\033[K");
    }
  }

  @Override
  public void close() {
    if (shown) {
      streams.tell("\r\033[K");
    }
  }
}
