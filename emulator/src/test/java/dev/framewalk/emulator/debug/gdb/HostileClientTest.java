package dev.framewalk.emulator.debug.gdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.debug.session.LiveSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that send what no gdb does: the session is unharmed, and serves the next. */
@Timeout(60)
final class HostileClientTest {
  @TempDir Path directory;
  private LiveSession session;
  private Served served;

  @BeforeEach
  void serve() throws Exception {
    session = new Guests(directory).add("endless", Guests.ENDLESS).start();
    served = Served.of(session);
  }

  @AfterEach
  void everyClientIsServedStill() throws Exception {
    try (LiveSession open = session;
        Served last = served.server().isServing() ? served : served.again()) {
      assertThat(open.machine()).isNotNull();
      try (Client client = new Client(last.port())) {
        assertThat(client.asks("qC")).isEqualTo("QC64");
        assertThat(client.monitor("goto 0")).contains("at place 0");
        final String before = client.asks("p10");
        assertThat(client.asks("vCont;s:64;c")).isEqualTo("T05thread:64;");
        assertThat(client.asks("vCont;s:64;c")).isEqualTo("T05thread:64;");
        assertThat(client.asks("bs")).isEqualTo("T05thread:64;");
        assertThat(client.asks("p10")).isNotEqualTo(before);
        assertThat(client.asks("D")).isEqualTo("OK");
      }
    }
  }

  private Client client() throws IOException {
    return new Client(served.port());
  }

  @Test
  void whatIsNoProtocolIsDropped() throws Exception {
    for (final String first : new String[] {"GET / HTTP/1.1\r\n\r\n", "\u0000", "\u00ff\u00d8"}) {
      try (Client client = client()) {
        client.sends(first + "$P10=0000000000000000#00");
        assertThat(client.hearsByte()).isEqualTo(-1);
      }
    }
  }

  @Test
  void aPortScanIsNoClient() throws Exception {
    for (int i = 0; i < 50; i++) {
      client().close();
    }
    Thread.sleep(200);
    assertThat(served.server().isServing()).isTrue();
  }

  @Test
  void silenceIsDroppedAfterAWhile() throws Exception {
    try (Client client = client()) {
      assertThat(client.hearsByte()).isEqualTo(-1);
    }
  }

  @Test
  void aWrongChecksumIsAskedForAgain() throws Exception {
    try (Client client = client()) {
      assertThat(client.asks("qC")).isEqualTo("QC64");
      client.sends("$qC#00");
      assertThat(client.hearsByte()).isEqualTo('-');
      client.sends("$qC#zz");
      assertThat(client.hearsByte()).isEqualTo('-');
      assertThat(client.asks("qC")).isEqualTo("QC64");
    }
    assertThat(served.ending()).isEqualTo(GdbServer.Ending.GONE);
  }

  @Test
  void whatDidNotArriveIsSentAgain() throws Exception {
    try (Client client = client()) {
      assertThat(client.asks("qC")).isEqualTo("QC64");
      client.sends("-");
      assertThat(client.hears()).isEqualTo("QC64");
      client.sends("-----------------------------------");
      for (int i = 0; i < 2; i++) {
        assertThat(client.hears()).isEqualTo("QC64");
      }
      assertThat(client.asks("T64")).isEqualTo("OK");
    }
    assertThat(served.ending()).isEqualTo(GdbServer.Ending.GONE);
  }

  @Test
  void halfAPacketIsForgotten() throws Exception {
    try (Client client = client()) {
      assertThat(client.asks("qC")).isEqualTo("QC64");
      client.sends("$qThreadExtr");
      assertThat(client.asks("qC")).isEqualTo("QC64");
      client.sends("$qThreadExtr");
      assertThat(client.hearsByte()).isEqualTo('-');
      assertThat(client.asks("qC")).isEqualTo("QC64");
    }
    assertThat(served.ending()).isEqualTo(GdbServer.Ending.GONE);
  }

  @Test
  void aPacketOfMegabytesIsRefused() throws Exception {
    final byte[] megabyte = new byte[1 << 20];
    Arrays.fill(megabyte, (byte) 'a');
    try (Client client = client()) {
      assertThat(client.asks("qC")).isEqualTo("QC64");
      client.sends("$");
      for (int i = 0; i < 64; i++) {
        client.sends(megabyte);
      }
      // 64 MiB of 'a' are 0 modulo 256.
      client.sends("#00");
      assertThat(client.hears()).isEqualTo("E07");
      assertThat(client.asks("qC")).isEqualTo("QC64");
    }
    assertThat(served.ending()).isEqualTo(GdbServer.Ending.GONE);
  }

  @Test
  void signsWithoutEndAreNothing() throws Exception {
    final byte[] signs = new byte[4 << 20];
    Arrays.fill(signs, (byte) '+');
    try (Client client = client()) {
      assertThat(client.asks("qC")).isEqualTo("QC64");
      client.sends(signs);
      assertThat(client.asks("qC")).isEqualTo("QC64");
      client.sends(new byte[] {3, 3, 3, 0, -1, 'x'});
      assertThat(client.asks("qC")).isEqualTo("QC64");
    }
    assertThat(served.ending()).isEqualTo(GdbServer.Ending.GONE);
  }

  @Test
  void packetsWithoutWaitingForRepliesAreNotCollected() throws Exception {
    final byte[] packets = Client.packet("g").repeat(10_000).getBytes("US-ASCII");
    try (Client client = client()) {
      client.sends(packets);
      client.sends(packets);
    } catch (IOException e) {
      // It was dropped: as good.
      assertThat(e).isNotNull();
    }
    assertThat(served.ending()).isEqualTo(GdbServer.Ending.GONE);
  }

  @Test
  void aClientThatDisappearsEndsItsRun() throws Exception {
    try (Client client = client()) {
      assertThat(client.asks("qC")).isEqualTo("QC64");
      client.sends(Client.packet("vCont;c"));
      Thread.sleep(300);
    }
    assertThat(served.ending()).isEqualTo(GdbServer.Ending.GONE);
  }

  @Test
  void aRunIsInterruptedAndOneThatIsNotThereIsNot() throws Exception {
    try (Client client = client()) {
      assertThat(client.asks("qC")).isEqualTo("QC64");
      // Without a run it means nothing, also later.
      client.sends("\u0003\u0003");
      assertThat(client.asks("qC")).isEqualTo("QC64");
      for (int i = 0; i < 5; i++) {
        client.sends(Client.packet("vCont;c"));
        if (i > 0) {
          Thread.sleep(50L * i);
        }
        client.sends("\u0003");
        assertThat(client.hears()).isEqualTo("T02thread:64;");
      }
    }
    assertThat(served.ending()).isEqualTo(GdbServer.Ending.GONE);
  }

  @Test
  void randomPacketsDoNoHarm() throws Exception {
    final Random random = new Random(4);
    final String[] beginnings = {
      "m",
      "M",
      "X",
      "p",
      "P",
      "Z0,",
      "z2,",
      "Z4,",
      "H",
      "T",
      "qXfer:features:read:target.xml:",
      "qThreadExtraInfo,",
      "qRcmd,",
      "vCont;",
      "G",
      "Qqemu.PhyMemMode:",
      "qXfer:threads:read::",
      ""
    };
    final String letters = "0123456789abcdef,;:=-.sx\u0000\u00ff*}gcH";
    try (Client client = client()) {
      for (int i = 0; i < 3000; i++) {
        final StringBuilder packet =
            new StringBuilder(beginnings[random.nextInt(beginnings.length)]);
        for (int length = random.nextInt(24); length > 0; length--) {
          packet.append(letters.charAt(random.nextInt(letters.length())));
        }
        final String text = packet.toString();
        if (text.matches("vCont;.*|[cCsSkD].*|b[cs]")) {
          continue;
        }
        // What it is does not matter: that it comes does.
        final String reply = text.startsWith("qRcmd,") ? "" : client.asks(escaped(text));
        assertThat(reply).isNotEqualTo("E01");
      }
    }
    assertThat(served.ending()).isEqualTo(GdbServer.Ending.GONE);
  }

  private static String escaped(String payload) {
    return payload.replace("}", "}]");
  }
}
