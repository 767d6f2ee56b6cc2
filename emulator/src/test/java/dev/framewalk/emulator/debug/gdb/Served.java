package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.session.DebugSession;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A session that is served on a thread of its own, which is the only one that uses it. */
final class Served implements AutoCloseable {
  private final GdbServer server;
  private final CompletableFuture<GdbServer.Ending> ending;

  private Served(GdbServer server) {
    this.server = server;
    this.ending = CompletableFuture.supplyAsync(server::serve, this::run);
  }

  private void run(Runnable task) {
    final Thread thread = new Thread(task, "serving");
    thread.setDaemon(true);
    thread.start();
  }

  static Served of(DebugSession session, Inspection... inspections) throws Exception {
    return new Served(GdbServer.open(session, List.of(inspections), 0));
  }

  /** Serves the next client of the same server. */
  Served again() {
    return new Served(server);
  }

  int port() {
    return server.port();
  }

  GdbServer server() {
    return server;
  }

  /** How the client ended. */
  GdbServer.Ending ending() throws Exception {
    return ending.get(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    server.close();
    final GdbServer.Ending unused = ending();
  }
}
