package dev.framewalk.emulator.debug.report;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.session.DebugSession;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The page of a {@link Report}, before a debugging session: its events are the session's stops, and
 * it has buttons that move the machine. It listens on the loopback interface only, and answers only
 * who has the token that is in its address.
 *
 * <p>One command at a time moves the machine; who comes in between is told that it is busy (status
 * 409). Any number of browsers may look.
 */
public final class WebServer implements AutoCloseable {
  private static final int TOKEN_BYTES = 16;

  /** Each connection that has sent a part of a request holds one until the rest has come. */
  private static final int MOST_THREADS = 256;

  /** The JDK's limit of seconds for a request to come, which it reads once; it has none itself. */
  private static final String REQUEST_TIME = "sun.net.httpserver.maxReqTime";

  private static final long THREAD_SECONDS = 10;
  private static final String REQUEST_SECONDS = "20";
  private static final int MOST_QUESTION = 4_096;

  /** A request is in its address alone; no command has a body. */
  private static final long MOST_BODY = 4_096;

  private final HttpServer http;
  private final ExecutorService threads;
  private final WebSession session;
  private final SessionThread commands = new SessionThread();
  private final String token;

  private WebServer(HttpServer http, WebSession session, String token) {
    this.http = http;
    this.session = session;
    this.token = token;
    this.threads =
        new ThreadPoolExecutor(
            0,
            MOST_THREADS,
            THREAD_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> {
              final Thread thread = new Thread(work, "framewalk web");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Opens a server for {@code session}, which belongs to the calling thread and is used by it
   * alone, within {@link #serve}.
   *
   * @param inspections the questions that browsers may ask
   * @param port 0 for any that is free
   * @throws IOException if the port is taken or is none; the message says which
   */
  public static WebServer open(DebugSession session, List<Inspection> inspections, int port)
      throws IOException {
    if (port < 0 || port > 65_535) {
      throw new IOException("not a port: " + port + "; give 1 to 65535, or 0 for any");
    }
    if (System.getProperty(REQUEST_TIME) == null) {
      System.setProperty(REQUEST_TIME, REQUEST_SECONDS);
    }
    final HttpServer http;
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (BindException e) {
      throw new IOException(
          "port " + port + " cannot be used: " + e.getMessage() + "; give another, or 0 for any",
          e);
    }
    final byte[] token = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    final WebServer server =
        new WebServer(http, new WebSession(session, inspections), HexFormat.of().formatHex(token));
    http.createContext("/", server::handle);
    http.setExecutor(server.threads);
    http.start();
    return server;
  }

  /** The port that it listens on. */
  public int port() {
    return http.getAddress().getPort();
  }

  /** Where a browser finds the page; whoever knows it may move the machine. */
  public String url() {
    return "http://127.0.0.1:" + port() + "/" + token + "/";
  }

  /** Carries out what browsers ask for until {@link #close}; returns then. */
  public void serve() {
    commands.run();
  }

  /** Stops serving; for any thread. What runs is interrupted. A second call does nothing. */
  @Override
  public void close() {
    if (commands.close()) {
      session.interrupt();
    }
    http.stop(0);
    threads.shutdownNow();
  }

  /** What is answered. */
  private record Answer(int status, String type, String body) {
    static Answer json(int status, String body) {
      return new Answer(status, "application/json", body);
    }

    static Answer refusal(int status, String why) {
      return json(
          status,
          ReportJson.text(
              parts -> {
                parts.generator().writeStartObject();
                parts.generator().writeStringField("error", why);
                parts.generator().writeEndObject();
              }));
    }
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (SessionThread.BusyException e) {
        answer =
            Answer.refusal(409, "the machine is busy with another command; wait, or interrupt it");
      } catch (SessionThread.ClosedException e) {
        answer = Answer.refusal(503, "the debugger has ended");
      } catch (InspectionFailure e) {
        answer = Answer.refusal(400, String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        answer = Answer.refusal(500, "failed: " + e.getMessage());
      }
      send(exchange, answer);
    } catch (IOException e) {
      // The browser went away: nobody is left to tell.
      return;
    }
  }

  private Answer answer(HttpExchange exchange) throws InspectionFailure {
    if (!hostIsLoopback(exchange.getRequestHeaders().getFirst("Host"))) {
      return Answer.refusal(403, "the Host header names no loopback address");
    }
    final String path = exchange.getRequestURI().getPath();
    final int slash = path == null ? -1 : path.indexOf('/', 1);
    if (path == null || slash < 0 || !tokenIs(path.substring(1, slash))) {
      return Answer.refusal(
          403, "the token is missing or wrong: open the address as it was printed");
    }
    final String length = exchange.getRequestHeaders().getFirst("Content-Length");
    if (length != null && !(length.matches("[0-9]{1,9}") && Long.parseLong(length) <= MOST_BODY)) {
      return Answer.refusal(413, "a request of ours has no body");
    }
    final String what = path.substring(slash + 1);
    final String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    return switch (exchange.getRequestMethod()) {
      case "GET" -> get(what, query);
      case "POST" -> post(what, query);
      default -> Answer.refusal(405, "only GET and POST");
    };
  }

  private Answer get(String what, String query) throws InspectionFailure {
    return switch (what) {
      case "" -> new Answer(200, "text/html; charset=utf-8", session.page());
      case "api/events" -> Answer.json(200, session.eventsSince(since(query)));
      case "api/state" -> Answer.json(200, commands.ask(session::state));
      case "api/inspect" -> inspect(query);
      default -> Answer.refusal(404, "nothing is here");
    };
  }

  private Answer inspect(String query) throws InspectionFailure {
    final String words = parameter(query, "words");
    if (words.length() > MOST_QUESTION) {
      return Answer.refusal(400, "a question of more than " + MOST_QUESTION + " characters");
    }
    final boolean text = parameter(query, "form").equals("text");
    // Both forms are made while the machine stands still: they may look at it once more.
    final Optional<InspectionFailure>[] failure = newBox();
    final String body =
        commands.ask(
            () -> {
              try {
                final Shown shown = session.inspect(words);
                return text ? WebSession.text(shown) : shown.json().toString();
              } catch (InspectionFailure e) {
                failure[0] = Optional.of(e);
                return "";
              }
            });
    if (failure[0].isPresent()) {
      throw failure[0].get();
    }
    return Answer.json(200, body);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Optional<InspectionFailure>[] newBox() {
    return new Optional[] {Optional.empty()};
  }

  private Answer post(String what, String query) {
    if (what.equals("api/interrupt")) {
      if (!commands.isBusy()) {
        return Answer.refusal(409, "nothing runs");
      }
      session.interrupt();
      return Answer.json(200, "{}");
    }
    final Optional<WebSession.Move> move =
        what.startsWith("api/")
            ? WebSession.Move.of(what.substring("api/".length()))
            : Optional.empty();
    if (move.isEmpty()) {
      return Answer.refusal(404, "no such command");
    }
    final long since = since(query);
    return Answer.json(
        200,
        commands.ask(
            () -> {
              session.move(move.get());
              return session.eventsSince(since);
            }));
  }

  private static long since(String query) {
    final String text = parameter(query, "since");
    try {
      return text.isEmpty() ? -1 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      // Whoever has seen what cannot be, has seen nothing.
      return -1;
    }
  }

  /** The first parameter of that name; empty if there is none. */
  private static String parameter(String query, String name) {
    for (final String part : query.split("&", 32)) {
      if (part.startsWith(name + "=")) {
        try {
          return URLDecoder.decode(part.substring(name.length() + 1), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
          return "";
        }
      }
    }
    return "";
  }

  private boolean tokenIs(String given) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  /** A page of elsewhere that had its name lead here (DNS rebinding) has its own name there. */
  private static boolean hostIsLoopback(String host) {
    if (host == null) {
      return false;
    }
    final String name = host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]{1,5}$", "");
    return name.equals("127.0.0.1") || name.equals("localhost") || name.equals("[::1]");
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    final byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    final var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.type());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    if (!answer.type().startsWith("text/html")) {
      // The page names its own policy, with the hashes of its script and style.
      headers.set("Content-Security-Policy", "default-src 'none'");
    }
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
