package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.debug.Printable;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line to one client. A thread of its own reads, so that a client can interrupt a run, and is
 * noticed when it disappears during one.
 */
final class Connection implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  /** How long a packet that was begun, and the first one, may be waited for. */
  private static final int PATIENCE_MILLIS = 5_000;

  /** Packets that may wait to be served; a client that is as it should be has one. */
  private static final int MOST_WAITING = 64;

  /** So often one reply is sent again. */
  private static final int MOST_REPEATS = 3;

  /** Chars of console text in one packet. */
  private static final int TEXT_CHUNK = 2000;

  /** Packets that let guests run. */
  private static final Pattern MOVES = Pattern.compile("vCont;.*|[cs]|[CS].*|b[sc]|qRcmd,.*");

  private static final Incoming END = new Incoming.End();

  private final Socket socket;
  private final OutputStream out;
  private final Runnable interrupt;
  private final Thread reader;
  private final ArrayBlockingQueue<Incoming> waiting = new ArrayBlockingQueue<>(MOST_WAITING);

  /** Moves that were received and are not done. Guarded by this. */
  private int moves;

  /** Whether the client asked for the move that is under way to end. Guarded by this. */
  private boolean broken;

  /** Whether the last packet that was taken is a move. */
  private boolean moving;

  private volatile boolean acknowledges = true;
  private volatile boolean greeted;
  private volatile boolean ended;

  // Guarded by out.
  private byte[] lastPacket = new byte[0];
  private int repeats;

  /**
   * @param interrupt ends a run that is under way, soon
   */
  Connection(Socket socket, Runnable interrupt) throws IOException {
    this.socket = socket;
    this.interrupt = interrupt;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    this.out = socket.getOutputStream();
    final PacketReader packets = new PacketReader(new BufferedInputStream(socket.getInputStream()));
    this.reader = new Thread(() -> read(packets), "gdb client");
    reader.setDaemon(true);
    reader.start();
  }

  /** Whether the client ever sent a packet that is one. */
  boolean greeted() {
    return greeted;
  }

  /** Whether the client is gone. */
  boolean ended() {
    return ended;
  }

  /** The next packet, {@link Incoming.Packet} or {@link Incoming.TooLong}; empty at the end. */
  Optional<Incoming> take() {
    if (moving) {
      moving = false;
      synchronized (this) {
        moves--;
        broken = false;
      }
    }
    try {
      final Incoming next = waiting.take();
      moving = isMove(next);
      return next == END ? Optional.empty() : Optional.of(next);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static boolean isMove(Incoming incoming) {
    return incoming instanceof Incoming.Packet packet && MOVES.matcher(packet.payload()).matches();
  }

  /** Whether the client asked for the move that is being served to end, or is gone. */
  synchronized boolean brokenOff() {
    return broken || ended;
  }

  /** From now on packets are not acknowledged. */
  void stopAcknowledging() {
    acknowledges = false;
  }

  /** Sends a reply of printable characters. */
  void reply(String payload) throws IOException {
    send(Framing.text(payload));
  }

  /** Sends a reply of any bytes, one char each. */
  void replyBinary(String payload) throws IOException {
    send(Framing.binary(payload));
  }

  /**
   * Shows lines of text at gdb's console, while a run or a monitor command is under way: with what
   * guests chose in them, and gdb hands them to the terminal as they are.
   */
  void console(String lines) throws IOException {
    final String text = Printable.lines(lines);
    for (int at = 0; at < text.length(); at += TEXT_CHUNK) {
      reply("O" + Hex.ofText(text.substring(at, Math.min(at + TEXT_CHUNK, text.length()))));
    }
  }

  private void send(byte[] packet) throws IOException {
    synchronized (out) {
      lastPacket = packet;
      repeats = 0;
      out.write(packet);
      out.flush();
    }
  }

  private void acknowledge(char sign) throws IOException {
    if (acknowledges) {
      synchronized (out) {
        out.write(sign);
        out.flush();
      }
    }
  }

  private void repeat() throws IOException {
    synchronized (out) {
      if (acknowledges && repeats++ < MOST_REPEATS) {
        out.write(lastPacket);
        out.flush();
      }
    }
  }

  private void read(PacketReader packets) {
    try {
      while (receive(packets.next())) {
        // What there is to do has been done.
      }
    } catch (IOException e) {
      log.debug("gdb: the line broke: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  /** Says whether to go on. */
  private boolean receive(Incoming incoming) throws IOException, InterruptedException {
    if (incoming instanceof Incoming.Packet || incoming instanceof Incoming.TooLong) {
      greeted = true;
      acknowledge('+');
      return enqueue(incoming);
    }
    if (incoming instanceof Incoming.Damaged) {
      acknowledge('-');
      return greeted || refused("a packet with a wrong checksum, or none");
    }
    if (incoming instanceof Incoming.Break) {
      synchronized (this) {
        if (moves > 0) {
          broken = true;
          interrupt.run();
        }
      }
    } else if (incoming instanceof Incoming.Again) {
      repeat();
    } else if (incoming instanceof Incoming.Silence) {
      return greeted || refused("nothing for " + PATIENCE_MILLIS / 1000 + " s");
    } else if (incoming instanceof Incoming.Noise noise) {
      return greeted || refused(String.format("the byte 0x%02x", noise.first()));
    }
    return !(incoming instanceof Incoming.End);
  }

  /** Somebody who does not speak the protocol: a browser that was lured here, a port scan. */
  private static boolean refused(String what) {
    log.warn("gdb: a client that is no gdb was dropped: it began with {}", what);
    return false;
  }

  private boolean enqueue(Incoming incoming) throws InterruptedException {
    if (isMove(incoming)) {
      synchronized (this) {
        moves++;
      }
    }
    if (!waiting.offer(incoming, 2L * PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
      log.warn("gdb: the client was dropped: it sends packets and waits for no reply");
      return false;
    }
    return true;
  }

  private void end() {
    synchronized (this) {
      ended = true;
      if (moves > 0) {
        interrupt.run();
      }
    }
    close();
    while (!waiting.offer(END)) {
      waiting.clear();
    }
  }

  /** Ends it, from any thread. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("gdb: the line was broken already: {}", e.getMessage());
    }
  }
}
