package dev.framewalk.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code framewalk debug --gdb} and {@code --web}, as programs of their own. */
@Timeout(60)
final class DebugServicesTest {
  private static final String GUEST =
      Path.of("..", "guest-tests", "asm", "ipc", "message-writer.S").toAbsolutePath().toString();
  private static final Pattern PORT = Pattern.compile("target remote :(\\d+)");
  private static final Pattern URL =
      Pattern.compile("(http://127\\.0\\.0\\.1:\\d+)(/[0-9a-f]{32}/)");

  /** Surefire's own class path has one file in it, which names the others. */
  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  @TempDir private Path directory;

  /** The program, whose standard error is read line by line. */
  private record Program(Process process, BufferedReader messages) implements AutoCloseable {
    static Program debug(String... options) throws Exception {
      return of(GUEST, options);
    }

    static Program of(String guest, String... options) throws Exception {
      final List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-cp", CLASS_PATH, Main.class.getName(), "debug"));
      command.addAll(List.of(options));
      command.add(guest);
      final Process process =
          new ProcessBuilder(command).redirectInput(new File("/dev/null")).start();
      return new Program(
          process,
          new BufferedReader(
              new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)));
    }

    @CanIgnoreReturnValue
    Matcher message(Pattern pattern) throws Exception {
      for (String line = messages.readLine(); line != null; line = messages.readLine()) {
        final Matcher matcher = pattern.matcher(line);
        if (matcher.find()) {
          return matcher;
        }
      }
      throw new AssertionError("never told: " + pattern);
    }

    int status() throws Exception {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private static String ask(Socket gdb, String packet) throws Exception {
    int sum = 0;
    for (final char each : packet.toCharArray()) {
      sum += each;
    }
    gdb.getOutputStream()
        .write(("+$" + packet + "#" + String.format("%02x", sum & 0xff)).getBytes("US-ASCII"));
    final InputStream in = gdb.getInputStream();
    final StringBuilder reply = new StringBuilder();
    int hashes = -1;
    for (int each = in.read(); each >= 0; each = in.read()) {
      reply.append((char) each);
      hashes = each == '#' ? 0 : hashes < 0 ? hashes : hashes + 1;
      if (hashes == 2) {
        break;
      }
    }
    return reply.toString();
  }

  @Test
  void aClientOfTheProtocolIsServedAndThenTheNextOne() throws Exception {
    try (Program program = Program.debug("--gdb", ":0")) {
      final int port = Integer.parseInt(program.message(PORT).group(1));
      try (Socket first = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(ask(first, "?")).contains("$T05");
      }
      program.message(Pattern.compile("gdb has gone; the run stands at place 0, for the next one"));
      try (Socket second = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(ask(second, "c")).contains("$W00");
      }
      assertThat(program.status()).isZero();
      assertThat(new String(program.process().getInputStream().readAllBytes(), "UTF-8"))
          .isEqualTo("written\n");
    }
  }

  @Test
  void detachLetsTheRunGoOnToItsEnd() throws Exception {
    try (Program program = Program.debug("--gdb", ":0")) {
      final int port = Integer.parseInt(program.message(PORT).group(1));
      try (Socket gdb = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(ask(gdb, "D")).contains("$OK");
      }
      program.message(Pattern.compile("gdb has detached; the run goes on"));
      program.message(Pattern.compile("the run is over: every program exited with status 0"));
      assertThat(program.status()).isZero();
      assertThat(new String(program.process().getInputStream().readAllBytes(), "UTF-8"))
          .isEqualTo("written\n");
    }
  }

  @Test
  void theNextOneStopsARunThatGoesOn() throws Exception {
    final String endless =
        new CommandLineUser(directory).source("endless.S", "  print_line \"begun\"\n1: jmp 1b");
    try (Program program = Program.of(endless, "--gdb", ":0")) {
      final int port = Integer.parseInt(program.message(PORT).group(1));
      try (Socket gdb = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(ask(gdb, "D")).contains("$OK");
      }
      assertThat(new String(program.process().getInputStream().readNBytes(6), "UTF-8"))
          .isEqualTo("begun\n");
      // Somebody who is no gdb changes nothing in that.
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      Thread.sleep(200);
      try (Socket gdb = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(ask(gdb, "?")).contains("$T02");
        assertThat(ask(gdb, "k")).contains("$OK");
      }
      assertThat(program.status()).isZero();
    }
  }

  @Test
  void terminationEndsARunThatGoesOnAndGivesThePortBack() throws Exception {
    final String endless = new CommandLineUser(directory).source("endless.S", "1: jmp 1b");
    try (Program program = Program.of(endless, "--gdb", ":0")) {
      final int port = Integer.parseInt(program.message(PORT).group(1));
      try (Socket gdb = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(ask(gdb, "D")).contains("$OK");
      }
      program.message(Pattern.compile("gdb has detached"));
      program.process().destroy();
      assertThat(program.status()).isEqualTo(143);
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }
  }

  @Test
  void theOneWhoKillsEndsIt() throws Exception {
    try (Program program = Program.debug("--gdb", ":0");
        Socket gdb =
            new Socket(
                InetAddress.getLoopbackAddress(),
                Integer.parseInt(program.message(PORT).group(1)))) {
      final String unused = ask(gdb, "vKill;64");
      assertThat(program.status()).isZero();
    }
  }

  @Test
  void aBrowserIsServedWhoKnowsTheToken() throws Exception {
    try (Program program = Program.debug("--web")) {
      final Matcher url = program.message(URL);
      final HttpClient browser = HttpClient.newHttpClient();
      final HttpRequest page = HttpRequest.newBuilder(URI.create(url.group())).build();
      assertThat(browser.send(page, BodyHandlers.ofString()).body()).contains("message-writer");
      final URI question =
          URI.create(url.group() + "api/inspect?words=walk+100+0x401000&form=text");
      assertThat(
              browser
                  .send(HttpRequest.newBuilder(question).build(), BodyHandlers.ofString())
                  .body())
          .contains("PML4");
      final URI guessed = URI.create(url.group(1) + "/" + "0".repeat(32) + "/");
      assertThat(
              browser
                  .send(HttpRequest.newBuilder(guessed).build(), BodyHandlers.ofString())
                  .statusCode())
          .isGreaterThanOrEqualTo(400);
      program.process().destroy();
      // 128 + SIGTERM
      assertThat(program.status()).isEqualTo(143);
    }
  }

  @Test
  void aBrowserAsksAsOneDoesAtThePrompt() throws Exception {
    try (Program program = Program.debug("--web")) {
      final String api = program.message(URL).group() + "api/";
      assertThat(body("GET", api + "inspect?form=text&words=walk+_start")).contains("PML4");
      assertThat(body("GET", api + "inspect?words=dump+--where+%27w+%26%26+!x%27"))
          .contains("framewalk.dump/1");
      assertThat(body("GET", api + "inspect?words=mark+a")).contains("framewalk.mark/1");
      assertThat(body("POST", api + "step")).contains("events");
      assertThat(body("GET", api + "inspect?words=diff+a")).contains("framewalk.diff/1");
    }
  }

  private static String body(String method, String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  @Test
  void commandsBesideAServerAreRefused() {
    final CommandLineUser.Result result =
        new CommandLineUser(directory).types("debug", "--gdb", ":0", "-c", "place", GUEST);
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.errorLines())
        .singleElement()
        .asString()
        .contains("--command: not with --gdb");
  }

  @Test
  void aPortThatIsTakenIsOneClearLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (final String option : List.of("--gdb", "--web")) {
        final CommandLineUser.Result result =
            new CommandLineUser(directory)
                .types("debug", option + "=:" + taken.getLocalPort(), GUEST);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.errorLines()).hasSize(1);
        assertThat(result.err()).contains("port " + taken.getLocalPort()).contains("give another");
      }
    }
  }
}
