package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.Console;

/**
 * What the programs of one machine may still print, all of them together: one that prints for ever
 * fills no disk of the host's.
 */
final class OutputLimit {
  private long left;
  private boolean reached;

  OutputLimit(long bytes) {
    this.left = bytes;
  }

  /** Whether a program wanted to print more. */
  boolean reached() {
    return reached;
  }

  /** {@code console} within the limit. */
  Console within(Console console) {
    return new Console() {
      @Override
      public int room(int wanted) {
        reached |= wanted > left;
        return (int) Math.min(console.room(wanted), left);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        left -= length;
        console.write(bytes, offset, length);
      }
    };
  }
}
