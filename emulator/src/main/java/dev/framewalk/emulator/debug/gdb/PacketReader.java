package dev.framewalk.emulator.debug.gdb;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;

/**
 * Takes what a client sends apart. Whatever that is, it needs no more memory than one packet of
 * {@link #MOST_BYTES}.
 */
final class PacketReader {
  /** Bytes of the longest packet that is taken, as gdb is told by {@code PacketSize}. */
  static final int MOST_BYTES = 0x4000;

  private static final int BREAK = 0x03;
  private static final int NONE = -1;

  private final InputStream in;
  private final StringBuilder payload = new StringBuilder();

  /**
   * @param in whose reads end with a {@link SocketTimeoutException} when nothing comes for a while
   */
  PacketReader(InputStream in) {
    this.in = in;
  }

  /** The next thing; acknowledgements are passed over. */
  Incoming next() throws IOException {
    while (true) {
      final int c;
      try {
        c = in.read();
      } catch (SocketTimeoutException e) {
        return new Incoming.Silence();
      }
      switch (c) {
        case NONE -> {
          return new Incoming.End();
        }
        case '+' -> {}
        case '-' -> {
          return new Incoming.Again();
        }
        case BREAK -> {
          return new Incoming.Break();
        }
        case Framing.START -> {
          return packet();
        }
        default -> {
          return new Incoming.Noise(c);
        }
      }
    }
  }

  private Incoming packet() throws IOException {
    try {
      payload.setLength(0);
      int sum = 0;
      int length = 0;
      boolean escaped = false;
      while (true) {
        final int c = in.read();
        if (c == NONE) {
          return new Incoming.End();
        }
        if (c == Framing.START) {
          // Never within a packet: the one before was not ended.
          payload.setLength(0);
          sum = 0;
          length = 0;
          escaped = false;
          continue;
        }
        if (c == Framing.END) {
          final int high = in.read();
          final int low = in.read();
          if (low == NONE) {
            return new Incoming.End();
          }
          final boolean right =
              Character.digit(high, 16) << 4 == (sum & 0xf0)
                  && Character.digit(low, 16) == (sum & 0xf);
          return !right
              ? new Incoming.Damaged()
              : length > MOST_BYTES
                  ? new Incoming.TooLong()
                  : new Incoming.Packet(payload.toString());
        }
        sum += c;
        if (++length <= MOST_BYTES) {
          if (c == Framing.ESCAPE && !escaped) {
            escaped = true;
          } else {
            payload.append((char) (escaped ? c ^ Framing.ESCAPED : c));
            escaped = false;
          }
        }
      }
    } catch (SocketTimeoutException e) {
      return new Incoming.Damaged();
    }
  }
}
