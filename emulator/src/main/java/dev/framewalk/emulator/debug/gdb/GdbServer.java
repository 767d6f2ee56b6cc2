package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.Goal;
import dev.framewalk.emulator.debug.session.Stop;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves gdb's remote protocol on a port of this host that only this host reaches, one client at a
 * time.
 *
 * <p>{@link #serve} uses the session on the thread that calls it. {@link #close} may be called from
 * any thread.
 */
public final class GdbServer implements AutoCloseable {
  /** How a client left. */
  public enum Ending {
    /** It detached: the run goes on without it, in the next {@link GdbServer#serve}. */
    DETACHED,
    /** It killed the run: nobody is interested any more. */
    KILLED,
    /** The line broke, or gdb closed it because every program had ended. */
    GONE,
    /** None came: after one had detached, the run went on and came to its end. */
    NONE,
    /** The server was closed. */
    CLOSED
  }

  private static final Logger log = LoggerFactory.getLogger(GdbServer.class);
  private static final int MOST_PORT = 65_535;

  private final DebugSession session;
  private final List<Inspection> inspections;
  private final ServerSocket listener;
  private final Changes changes = new Changes();

  // Guarded by this.
  private @Nullable Socket next;
  private @Nullable Connection client;
  private boolean serving;

  /** Whether the run goes on until the next client is there. */
  private boolean running;

  /** Whether it has been said that others were refused, while this client is served. */
  private boolean refused;

  private boolean closed;

  /** Whether the last client detached; for the serving thread alone. */
  private boolean detached;

  private GdbServer(DebugSession session, List<Inspection> inspections, ServerSocket listener) {
    this.session = session;
    this.inspections = List.copyOf(inspections);
    this.listener = listener;
  }

  /**
   * A server that clients can connect to from now on.
   *
   * @param inspections the questions that {@code monitor} takes
   * @param port from 1 to 65535, or 0 for one that is free
   * @throws IOException if the port is taken or cannot be had; the message says what to do
   */
  public static GdbServer open(DebugSession session, List<Inspection> inspections, int port)
      throws IOException {
    if (port < 0 || port > MOST_PORT) {
      throw new IOException("no port " + port + ": give one from 1 to " + MOST_PORT + ", or 0");
    }
    final ServerSocket listener = new ServerSocket();
    try {
      listener.setReuseAddress(true);
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (BindException e) {
      listener.close();
      throw new IOException(
          "port "
              + port
              + " cannot be had ("
              + e.getMessage()
              + "): end what has it, give another one, or give 0 to have a free one chosen",
          e);
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
    final GdbServer server = new GdbServer(session, inspections, listener);
    final Thread thread = new Thread(server::accept, "gdb server");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  /** The port that it listens on, at the loopback address. */
  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        offer(listener.accept());
      } catch (IOException e) {
        if (!listener.isClosed()) {
          log.warn("gdb: a connection failed: {}", e.getMessage());
        }
      }
    }
  }

  private synchronized void offer(Socket socket) throws IOException {
    // One that is gone is not in the way, though its end is not served yet.
    if (closed || next != null || (client != null && !client.ended())) {
      socket.close();
      if (!closed && !refused) {
        refused = true;
        log.warn("gdb: a second client was refused: one is connected, and a run has one debugger");
      }
      return;
    }
    next = socket;
    notifyAll();
    if (running) {
      session.interrupt();
    }
  }

  /**
   * Waits for a client and serves it until it detaches, kills or disappears. One that does not
   * speak the protocol is dropped, and the next one waited for. Breakpoints and watches that the
   * client set are gone afterwards; the session stands where it left it, and may be served again.
   *
   * <p>After a client that detached, the run goes on while the next one is waited for, and stops
   * where it is when that comes.
   *
   * @throws IllegalStateException if another thread is serving
   */
  public Ending serve() {
    synchronized (this) {
      if (serving) {
        throw new IllegalStateException("a client is being served");
      }
      serving = true;
    }
    try {
      while (true) {
        if (detached && !goOn()) {
          return Ending.NONE;
        }
        final Connection connection = connect();
        if (connection == null) {
          return Ending.CLOSED;
        }
        final Ending ending = serve(connection);
        if (isClosed()) {
          return Ending.CLOSED;
        }
        if (connection.greeted()) {
          detached = ending == Ending.DETACHED;
          log.info("gdb: the client {}", said(ending));
          return ending;
        }
      }
    } finally {
      synchronized (this) {
        serving = false;
      }
    }
  }

  private static String said(Ending ending) {
    return switch (ending) {
      case DETACHED -> "detached";
      case KILLED -> "killed the run";
      case GONE, NONE, CLOSED -> "is gone";
    };
  }

  /** Lets the run go on until a client comes; says whether there is one, or the run is not over. */
  private boolean goOn() {
    while (begins()) {
      try {
        if (session.resume(Goal.END) instanceof Stop.Over) {
          return isAwaited();
        }
      } finally {
        synchronized (this) {
          running = false;
        }
      }
    }
    return true;
  }

  private synchronized boolean begins() {
    running = !isAwaited();
    return running;
  }

  /** Whether somebody waits for the run to stand still. */
  private synchronized boolean isAwaited() {
    return closed || next != null;
  }

  private Ending serve(Connection connection) {
    try (connection) {
      return new Conversation(session, inspections, connection, changes).serve();
    } finally {
      synchronized (this) {
        client = null;
      }
    }
  }

  /** The next client; null when the server is closed. */
  private synchronized @Nullable Connection connect() {
    while (true) {
      while (next == null && !closed) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return null;
        }
      }
      final Socket socket = next;
      if (closed || socket == null) {
        return null;
      }
      next = null;
      try {
        final Connection connection = new Connection(socket, session::interrupt);
        client = connection;
        refused = false;
        return connection;
      } catch (IOException e) {
        log.debug("gdb: a client left at once: {}", e.getMessage());
      }
    }
  }

  /** Whether a thread is in {@link #serve}. */
  synchronized boolean isServing() {
    return serving;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Ends it: a client that is served is dropped, and its run comes to rest. Twice is as once. */
  @Override
  public void close() {
    final Connection dropped;
    synchronized (this) {
      closed = true;
      dropped = client;
      notifyAll();
      if (running) {
        session.interrupt();
      }
      try {
        listener.close();
        if (next != null) {
          next.close();
        }
      } catch (IOException e) {
        log.debug("gdb: closing: {}", e.getMessage());
      }
    }
    if (dropped != null) {
      dropped.close();
    }
  }
}
