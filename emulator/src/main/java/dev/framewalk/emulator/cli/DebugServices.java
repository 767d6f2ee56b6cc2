package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.debug.gdb.GdbServer;
import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.report.Report;
import dev.framewalk.emulator.debug.report.WebServer;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.Stop;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The servers that {@code framewalk debug} can be instead of a prompt: the one place to add one.
 */
final class DebugServices {
  /** By the option that asks for it. */
  private static final Map<String, Service> SERVICES =
      Map.of("--gdb", DebugServices::gdb, "--web", DebugServices::web);

  private DebugServices() {}

  /** Serves one gdb after another until one kills the run, or it is over. */
  private static void gdb(
      DebugSession session, List<Inspection> inspections, int port, StandardStreams streams)
      throws IOException {
    TraceLog.tellOfServers(streams);
    try (GdbServer server = GdbServer.open(session, inspections, port)) {
      streams.tell("-- framewalk: in gdb: target remote :" + server.port() + "\n");
      GdbServer.Ending ending = server.serve();
      while (ending == GdbServer.Ending.DETACHED || ending == GdbServer.Ending.GONE) {
        if (session.stop() instanceof Stop.Over) {
          break;
        }
        streams.tell(
            ending == GdbServer.Ending.DETACHED
                ? "-- framewalk: gdb has detached; the run goes on, and stops for the next one\n"
                : "-- framewalk: gdb has gone; the run stands at place "
                    + session.place()
                    + ", for the next one\n");
        ending = server.serve();
      }
      if (session.stop() instanceof Stop.Over over) {
        streams.tell("-- framewalk: the run is over: " + Report.headline(over.result()) + "\n");
      }
    }
  }

  private static void web(
      DebugSession session, List<Inspection> inspections, int port, StandardStreams streams)
      throws IOException {
    TraceLog.tellOfServers(streams);
    try (WebServer server = WebServer.open(session, inspections, port)) {
      streams.tell("-- framewalk: in a browser: " + server.url() + "\n");
      server.serve();
    }
  }

  /** Serves a session to somebody else's tool until that has gone. */
  @FunctionalInterface
  interface Service {
    /**
     * Opens the port, says where it is, serves, and gives the port back.
     *
     * @param port 0 for one that is free
     * @param streams where to say where it is
     * @throws IOException if the port cannot be had; the message says why and what to do
     */
    void serve(
        DebugSession session, List<Inspection> inspections, int port, StandardStreams streams)
        throws IOException;
  }

  /** What {@code option} asks for; empty if this build has it not. */
  static Optional<Service> of(String option) {
    return Optional.ofNullable(SERVICES.get(option));
  }

  /**
   * The port of {@code :PORT}, {@code PORT} or a loopback host before it; 0 for {@code text} empty.
   *
   * @throws CommandFailure if it is none, or of a host that others reach
   */
  static int port(String option, String text) throws CommandFailure {
    if (text.isEmpty()) {
      return 0;
    }
    final int colon = text.lastIndexOf(':');
    final String host = colon < 0 ? "" : text.substring(0, colon);
    if (!List.of("", "localhost", "127.0.0.1", "[::1]").contains(host)) {
      throw CommandFailure.usage(
          option
              + " "
              + text
              + ": whoever reaches the port owns the machine, so it is open to this host alone;"
              + " give :PORT, and forward it (ssh -L) if you must");
    }
    try {
      final int port = Integer.parseInt(text.substring(colon + 1));
      if (port >= 0 && port <= 0xffff) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Refused below, as a port that is too large.
    }
    throw CommandFailure.usage(option + " " + text + ": no port; give :1 to :65535, or :0 for any");
  }
}
