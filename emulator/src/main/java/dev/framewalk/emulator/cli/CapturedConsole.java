package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.kernel.Console;
import java.io.ByteArrayOutputStream;

/** A guest's standard stream that is kept for the summary, up to a limit. */
final class CapturedConsole implements Console {
  /** Bytes kept of one stream: what is more is counted only. */
  static final int LIMIT = 16 << 20;

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private long dropped;

  @Override
  public void write(byte[] bytes, int offset, int length) {
    final int room = Math.min(length, LIMIT - kept.size());
    kept.write(bytes, offset, room);
    dropped += length - room;
  }

  byte[] bytes() {
    return kept.toByteArray();
  }

  /** Bytes that were written behind the limit. */
  long dropped() {
    return dropped;
  }
}
