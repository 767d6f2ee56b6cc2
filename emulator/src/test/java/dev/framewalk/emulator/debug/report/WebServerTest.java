package dev.framewalk.emulator.debug.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.framewalk.emulator.debug.inspection.Arguments;
import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.debug.inspection.Subject;
import dev.framewalk.emulator.debug.session.LiveSession;
import dev.framewalk.emulator.debug.session.Recipe;
import dev.framewalk.pagetable.inspect.SpaceView;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The live page: who may use it, what it answers, and that nothing that is sent harms it. */
@Timeout(120)
final class WebServerTest {
  private static final String[] CALLS = {
    "  shm_join object, 0x2000",
    "  mov rbx, rax",
    "  map_shared rbx, 0x2000",
    "  mov r12, rax",
    "  mov qword ptr [r12], 42",
    "  sys getpid",
    "  exit",
  };

  private static final String[] ENDLESS = {"1:", "  jmp 1b"};

  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private final CompletableFuture<WebServer> opened = new CompletableFuture<>();
  private Thread thread = new Thread();

  @TempDir Path directory;

  /** A question that says which process it was asked about. */
  private static final class Echo implements Inspection {
    @Override
    public String name() {
      return "echo";
    }

    @Override
    public String synopsis() {
      return "echo PID";
    }

    @Override
    public String summary() {
      return "says which process was meant";
    }

    @Override
    public void check(List<String> words) {
      // every word will do
    }

    @Override
    public Shown inspect(Subject subject, List<String> words) throws InspectionFailure {
      final SpaceView space =
          Arguments.parse(synopsis(), words, Set.of(), Set.of(), 1, 1).space(0, subject);
      return new Shown() {
        @Override
        public String text(Style style) {
          return "it is " + space + "\n";
        }

        @Override
        public ObjectNode json() {
          return JsonNodeFactory.instance
              .objectNode()
              .put("schema", "framewalk.echo/1")
              .put("name", space.name());
        }
      };
    }
  }

  /** Opens a server in a thread of its own, to which the session belongs. */
  private WebServer open(String... program) throws Exception {
    final RecordedRun run = new RecordedRun(directory).add("guest", program);
    thread =
        new Thread(
            () -> {
              try (LiveSession session =
                      LiveSession.start(new Recipe(run.config(), run.programs(), List.of()));
                  WebServer server = WebServer.open(session, List.of(new Echo()), 0)) {
                opened.complete(server);
                server.serve();
              } catch (Exception | Error e) {
                opened.completeExceptionally(e);
              }
            });
    thread.start();
    return opened.get(60, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    if (opened.isDone() && !opened.isCompletedExceptionally()) {
      opened.get().close();
      thread.join(20_000);
      assertThat(thread.isAlive()).as("serve() returned after close()").isFalse();
    }
  }

  private HttpResponse<String> send(String method, String address) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(address))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode json(HttpResponse<String> answer) throws Exception {
    return mapper.readTree(answer.body());
  }

  /** Sends bytes as they are, and gives the first line of what comes back, empty for nothing. */
  private static String raw(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      final OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      socket.shutdownOutput();
      final InputStream in = socket.getInputStream();
      final String all = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      return all.lines().findFirst().orElse("");
    } catch (java.net.SocketException e) {
      return "";
    }
  }

  @Test
  void onlyWhoHasTheTokenAndNamesTheLoopbackIsAnswered() throws Exception {
    final WebServer server = open(CALLS);
    final String base = "http://127.0.0.1:" + server.port();
    assertThat(server.url()).matches("http://127\\.0\\.0\\.1:[0-9]+/[0-9a-f]{32}/");
    for (final String path :
        List.of(
            "/", "/api/events", "/00000000000000000000000000000000/", "/x/api/state", "/%ff/")) {
      final HttpResponse<String> answer = send("GET", base + path);
      assertThat(answer.statusCode()).as(path).isEqualTo(403);
      assertThat(answer.body())
          .doesNotContain(server.url().substring(base.length() + 1, base.length() + 9));
    }
    final HttpResponse<String> page = send("GET", server.url());
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().map())
        .containsEntry("x-frame-options", List.of("DENY"))
        .containsEntry("x-content-type-options", List.of("nosniff"))
        .containsEntry("referrer-policy", List.of("no-referrer"))
        .containsEntry("cache-control", List.of("no-store"))
        .doesNotContainKey("access-control-allow-origin");
    final String path = URI.create(server.url()).getPath();
    assertThat(raw(server.port(), "GET " + path + " HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
        .startsWith("HTTP/1.1 403");
    assertThat(raw(server.port(), "GET " + path + " HTTP/1.1\r\nHost: localhost:1\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void commandsMoveTheMachineAndQuestionsAreAnswered() throws Exception {
    final WebServer server = open(CALLS);
    final String api = server.url() + "api/";
    final JsonNode first = json(send("GET", api + "events"));
    assertThat(first.get("schema").asText()).isEqualTo("framewalk.report/1");
    assertThat(first.get("events")).hasSize(1);
    final JsonNode after = json(send("POST", api + "step-call?since=0"));
    assertThat(after.get("events")).hasSize(1);
    assertThat(after.get("events").get(0).get("t").asText()).startsWith("open(\"/dev/shm/shared\"");
    assertThat(json(send("GET", api + "state")).get("place").asText()).isNotEqualTo("0");
    assertThat(json(send("POST", api + "step?since=1")).get("total").asInt()).isEqualTo(3);
    assertThat(json(send("POST", api + "back?since=2")).get("events").get(0).get("w").asText())
        .isEqualTo(after.get("events").get(0).get("w").asText());
    final HttpResponse<String> echo = send("GET", api + "inspect?words=echo+100");
    assertThat(json(echo).get("schema").asText()).isEqualTo("framewalk.echo/1");
    assertThat(json(send("GET", api + "inspect?words=echo+100&form=text")).get("text").asText())
        .isEqualTo("it is guest (pid 100)\n");
    final HttpResponse<String> unknown = send("GET", api + "inspect?words=echo+7");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(json(unknown).get("error").asText()).contains("no process 7");
    assertThat(json(send("GET", api + "inspect?words=nonsense")).get("error").asText())
        .contains("there are: echo PID");
    assertThat(json(send("POST", api + "continue")).get("events").toString())
        .contains("the run is over: every program exited with status 0");
  }

  private CompletableFuture<HttpResponse<String>> post(String url) {
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void oneCommandAtATimeMovesTheMachineAndItCanBeInterrupted() throws Exception {
    final WebServer server = open(ENDLESS);
    final String api = server.url() + "api/";
    assertThat(send("POST", api + "interrupt").statusCode()).isEqualTo(409);
    CompletableFuture<HttpResponse<String>> running = post(api + "continue");
    // The command is on its way; and where a look has come before it, it is sent once more.
    int status = 0;
    for (int i = 0; i < 3000 && status != 409; i++) {
      Thread.sleep(10);
      if (running.isDone()) {
        assertThat(running.get().statusCode()).isEqualTo(409);
        running = post(api + "continue");
      }
      status = send("GET", api + "state").statusCode();
    }
    assertThat(status).isEqualTo(409);
    final HttpResponse<String> busy = send("POST", api + "step");
    assertThat(busy.statusCode()).isEqualTo(409);
    assertThat(busy.body()).contains("busy");
    // Looking needs no turn.
    assertThat(send("GET", server.url()).statusCode()).isEqualTo(200);
    assertThat(send("POST", api + "interrupt").statusCode()).isEqualTo(200);
    final HttpResponse<String> stopped = running.get(30, TimeUnit.SECONDS);
    assertThat(stopped.body()).contains("interrupted");
  }

  @Test
  void closingEndsWhatRuns() throws Exception {
    final WebServer server = open(ENDLESS);
    final CompletableFuture<HttpResponse<String>> running =
        client.sendAsync(
            HttpRequest.newBuilder(URI.create(server.url() + "api/continue"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    Thread.sleep(300);
    assertThat(running).isNotDone();
    server.close();
    thread.join(20_000);
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void aPortThatIsTakenIsSaid() throws Exception {
    final WebServer server = open(CALLS);
    final RecordedRun run = new RecordedRun(directory).add("other", "  exit");
    try (LiveSession session =
        LiveSession.start(new Recipe(run.config(), run.programs(), List.of()))) {
      assertThatThrownBy(() -> WebServer.open(session, List.of(), server.port()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port " + server.port() + " cannot be used");
      assertThatThrownBy(() -> WebServer.open(session, List.of(), 70_000))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not a port: 70000");
    }
  }

  @Test
  void garbageDoesNoHarm() throws Exception {
    final WebServer server = open(CALLS);
    final String path = URI.create(server.url()).getPath();
    final Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      final byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      final String garbage = new String(bytes, StandardCharsets.ISO_8859_1);
      assertThat(raw(server.port(), garbage)).doesNotContain("200 OK");
      final String unusedGet =
          raw(
              server.port(),
              "GET " + path + "api/" + garbage + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      final String unusedPost =
          raw(server.port(), "POST " + path + "api/step HTTP/1.1\r\n" + garbage + "\r\n\r\n");
    }
    final String host = " HTTP/1.1\r\nHost: localhost\r\n";
    assertThat(
            raw(
                server.port(),
                "POST " + path + "api/step" + host + "Content-Length: 99999999\r\n\r\nx"))
        .startsWith("HTTP/1.1 413");
    assertThat(raw(server.port(), "DELETE " + path + host + "\r\n")).startsWith("HTTP/1.1 405");
    assertThat(raw(server.port(), "GET " + path + "api/none" + host + "\r\n"))
        .startsWith("HTTP/1.1 404");
    assertThat(raw(server.port(), "POST " + path + "api/none" + host + "\r\n"))
        .startsWith("HTTP/1.1 404");
    assertThat(raw(server.port(), "GET " + path + "api/events?since=zzz" + host + "\r\n"))
        .startsWith("HTTP/1.1 200");
    assertThat(
            raw(
                server.port(),
                "GET " + path + "api/inspect?words=" + "a".repeat(5_000) + host + "\r\n"))
        .startsWith("HTTP/1.1 400");
    assertThat(raw(server.port(), "GET " + path + "api/inspect?words=%zz" + host + "\r\n"))
        .startsWith("HTTP/1.1 400");
    assertThat(json(send("POST", server.url() + "api/step-call")).get("total").asInt())
        .isEqualTo(2);
  }

  @Test
  void clientsThatSendHalfARequestAndWaitBlockNobody() throws Exception {
    final WebServer server = open(CALLS);
    final String path = URI.create(server.url()).getPath();
    final List<Socket> waiting = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        final Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        waiting.add(socket);
        final String half =
            i % 2 == 0
                ? "GET " + path + " HTTP/1.1\r\nHost: loc"
                : "POST "
                    + path
                    + "api/step HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n";
        socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
      }
      Thread.sleep(300);
      final HttpResponse<String> answer =
          client
              .sendAsync(
                  HttpRequest.newBuilder(URI.create(server.url())).build(),
                  HttpResponse.BodyHandlers.ofString())
              .get(10, TimeUnit.SECONDS);
      assertThat(answer.statusCode()).isEqualTo(200);
    } finally {
      for (final Socket socket : waiting) {
        socket.close();
      }
    }
  }

  @Test
  void aBrowserStepsAsksAndGoesBackWhileAnotherLooks() throws Exception {
    final WebServer server = open(CALLS);
    try (Browser browser = new Browser()) {
      final Page page = browser.page(1280, 900, ColorScheme.LIGHT);
      final Page other = browser.page(390, 844, ColorScheme.DARK);
      page.navigate(server.url());
      other.navigate(server.url());
      assertThat(page.locator("#event-text").textContent())
          .contains("before the first instruction");
      for (int i = 0; i < 3; i++) {
        final int before = ((Number) page.evaluate("framewalk.events()")).intValue();
        page.getByText("Step call", new Page.GetByTextOptions().setExact(true)).click();
        page.waitForCondition(
            () -> ((Number) page.evaluate("framewalk.events()")).intValue() > before);
      }
      assertThat(page.locator("#event-text").textContent()).startsWith("mmap(NULL, 8192");
      assertThat(page.locator("#event-text").textContent()).endsWith("= 0x7ffff6f00000");
      assertThat(page.locator("#changes").innerText())
          .contains("mapped 0x7ffff6f00000 2 pages, rw-");
      other.waitForCondition(
          () -> other.locator("#event-text").textContent().startsWith("mmap(NULL, 8192"));
      assertThat(other.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
      page.getByLabel("Question").fill("echo 100");
      page.getByText("Ask").click();
      page.waitForCondition(() -> page.locator("#live pre").isVisible());
      page.waitForCondition(
          () -> page.locator("#live pre").textContent().equals("it is guest (pid 100)\n"));
      page.getByText("Back a call").click();
      page.waitForCondition(
          () -> page.locator("#event-text").textContent().startsWith("ftruncate"));
      assertThat(page.locator("#changes").innerText()).contains("unmapped 0x7ffff6f00000 2 pages");
      assertThat(browser.complaints()).isEmpty();
      assertThat(browser.requests()).allMatch(url -> url.startsWith(server.url()));
    }
  }
}
