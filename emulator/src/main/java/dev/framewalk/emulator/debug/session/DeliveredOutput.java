package dev.framewalk.emulator.debug.session;

import dev.framewalk.emulator.kernel.Console;
import java.util.HashMap;
import java.util.Map;

/**
 * What one stream of one program has delivered, in whichever repetition of the run: every byte
 * reaches the console once, and a repetition gets the answers that the first one got.
 */
final class DeliveredOutput {
  private final Console console;
  private long delivered;

  /** How much room there was where it was less than was asked for, by bytes written before. */
  private final Map<Long, Integer> shortRooms = new HashMap<>();

  DeliveredOutput(Console console) {
    this.console = console;
  }

  /** The console of one repetition. */
  Console forOneRun() {
    return new Console() {
      private long written;

      @Override
      public int room(int wanted) {
        final Integer known = shortRooms.get(written);
        if (known != null) {
          return Math.min(known, wanted);
        }
        if (written < delivered) {
          return wanted;
        }
        final int room = console.room(wanted);
        if (room < wanted) {
          shortRooms.put(written, room);
        }
        return room;
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        final int old = (int) Math.min(length, Math.max(0, delivered - written));
        if (old < length) {
          console.write(bytes, offset + old, length - old);
        }
        written += length;
        delivered = Math.max(delivered, written);
      }
    };
  }
}
