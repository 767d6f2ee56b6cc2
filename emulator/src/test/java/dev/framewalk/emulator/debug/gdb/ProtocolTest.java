package dev.framewalk.emulator.debug.gdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.emulator.debug.session.LiveSession;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.unicorn.Register;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packet by packet, as gdb's manual has them (Debugging with GDB, appendix E). */
final class ProtocolTest {
  private static final String WRITER_TID = "64";
  private static final String READER_TID = "65";

  @TempDir Path directory;
  private LiveSession session;
  private Served served;
  private Client client;

  @BeforeEach
  void connect() throws Exception {
    session =
        new Guests(directory).add("writer", Guests.WRITER).add("reader", Guests.READER).start();
    served = Served.of(session, Question.WALK, Question.WHY);
    client = new Client(served.port());
  }

  @AfterEach
  void disconnect() throws Exception {
    client.close();
    served.close();
    session.close();
  }

  private Task task(int tid) {
    return session.machine().kernel().task(tid).orElseThrow();
  }

  private long register(int tid, Register register) {
    return session.machine().registers(task(tid)).get(register);
  }

  private static String little(long value) {
    return Hex.of(Cells.little(value, 8));
  }

  @Test
  void whatNobodyKnowsIsAnsweredEmpty() throws IOException {
    for (final String unknown :
        List.of(
            "vMustReplyEmpty",
            "qOffsets",
            "qSymbol::",
            "qTStatus",
            "vFile:setfs:0",
            "",
            "custom",
            "gg",
            "kk",
            "qXfer:auxv:read::0,1000",
            "b",
            "!",
            "R00",
            "\u00ff\u00fe",
            "qC1",
            "i")) {
      assertThat(client.asks(unknown)).as(unknown).isEmpty();
    }
  }

  @Test
  void itSaysWhatItCanDo() throws IOException {
    assertThat(client.asks("qSupported:multiprocess+;swbreak+").split(";", -1))
        .contains(
            "PacketSize=4000",
            "qXfer:features:read+",
            "QStartNoAckMode+",
            "ReverseStep+",
            "ReverseContinue+",
            "swbreak+",
            "hwbreak+",
            "vContSupported+")
        .doesNotContain("multiprocess+");
    assertThat(client.asks("vCont?")).isEqualTo("vCont;c;C;s;S;t");
    assertThat(client.asks("Qqemu.sstepbits")).isEqualTo("ENABLE=1,NOIRQ=2,NOTIMER=4");
    assertThat(client.asks("qqemu.sstepbits")).isEqualTo("ENABLE=1,NOIRQ=2,NOTIMER=4");
    assertThat(client.asks("qAttached")).isEqualTo("1");
  }

  @Test
  void eachTaskIsAThread() throws IOException {
    assertThat(client.asks("qfThreadInfo")).isEqualTo("m64,65");
    assertThat(client.asks("qsThreadInfo")).isEqualTo("l");
    assertThat(client.asks("qC")).isEqualTo("QC64");
    assertThat(client.asks("?")).isEqualTo("T05thread:64;");
    assertThat(client.asks("T65")).isEqualTo("OK");
    assertThat(client.asks("T66")).isEqualTo("E03");
    assertThat(client.asks("Hg66")).isEqualTo("E03");
    assertThat(client.asks("H")).isEqualTo("E22");
    assertThat(Client.fromHex(client.asks("qThreadExtraInfo,65")))
        .isEqualTo(
            "reader, pid 101, ready, cr3 0x" + Long.toHexString(task(101).space().mode().cr3()));
    assertThat(client.asks("qXfer:threads:read::0,1000"))
        .startsWith("l<?xml")
        .contains("<thread id=\"64\" core=\"0\" name=\"writer\">")
        .contains("<thread id=\"65\" core=\"0\" name=\"reader\">");
  }

  @Test
  void registersAreThoseOfTheSelectedThread() throws IOException {
    final String description = whole("qXfer:features:read:target.xml:");
    final Matcher reg =
        Pattern.compile("<reg name=\"(\\w+)\" bitsize=\"(\\d+)\" type=\"\\w+\" regnum=\"(\\d+)\"")
            .matcher(description);
    for (final String tid : List.of(WRITER_TID, READER_TID)) {
      assertThat(client.asks("Hg" + tid)).isEqualTo("OK");
      final int number = Integer.parseInt(tid, 16);
      final String all = client.asks("g");
      int at = 0;
      int seen = 0;
      for (reg.reset(); reg.find(); seen++) {
        final int digits = Integer.parseInt(reg.group(2)) / 4;
        final String value = all.substring(at, at + digits);
        assertThat(reg.group(3)).isEqualTo(Integer.toString(seen));
        assertThat(client.asks("p" + Integer.toHexString(seen))).isEqualTo(value);
        switch (reg.group(1)) {
          case "rip" -> assertThat(value).isEqualTo(little(register(number, Register.RIP)));
          case "rsp" -> assertThat(value).isEqualTo(little(register(number, Register.RSP)));
          case "cr3" -> assertThat(value).isEqualTo(little(task(number).space().mode().cr3()));
          case "cs" -> assertThat(value).isEqualTo("33000000");
          // Power-on states of the x87 and of SSE (Intel SDM 1, 8.1.5 and 10.2.3.1).
          case "fctrl" -> assertThat(value).isEqualTo("7f030000");
          case "ftag" -> assertThat(value).isEqualTo("ffff0000");
          case "mxcsr" -> assertThat(value).isEqualTo("801f0000");
          default -> {}
        }
        at += digits;
      }
      assertThat(seen).isEqualTo(67);
      assertThat(at).isEqualTo(all.length());
    }
  }

  private String whole(String request) throws IOException {
    final StringBuilder text = new StringBuilder();
    while (true) {
      final String part = client.asks(request + Integer.toHexString(text.length()) + ",3ff");
      text.append(part.substring(1));
      if (part.startsWith("l")) {
        return text.toString();
      }
    }
  }

  @Test
  void registersCanBeWritten() throws IOException {
    assertThat(client.asks("P0=efcdab8967452301")).isEqualTo("OK");
    assertThat(client.asks("p0")).isEqualTo("efcdab8967452301");
    assertThat(register(100, Register.RAX)).isEqualTo(0x0123456789abcdefL);
    final String all = client.asks("g");
    assertThat(client.asks("G" + "1100000000000000" + all.substring(16))).isEqualTo("OK");
    assertThat(register(100, Register.RAX)).isEqualTo(0x11);
    // What the program may not have, it is not given: an address beyond its own, the kernel's
    // tables, interrupts off.
    assertThat(client.asks("P10=0000000000000080")).startsWith("E.not an address");
    assertThat(client.asks("P10=00")).isEqualTo("E22");
    assertThat(client.asks("P11=00000000")).isEqualTo("OK");
    assertThat(register(100, Register.RFLAGS) & 0x200).isEqualTo(0x200);
    assertThat(client.asks("Pff=00")).isEqualTo("E22");
    assertThat(client.asks("G12345")).isEqualTo("E22");
  }

  @Test
  void memoryIsReadByTheTablesOfTheThread() throws IOException {
    // The programs' first bytes (ELF: 7f 45 4c 46) lie at the same address in both, elsewhere.
    assertThat(client.asks("m400000,4")).isEqualTo("7f454c46");
    assertThat(client.asks("m1234,4")).isEqualTo("E14");
    assertThat(client.asks("m8000000000000000,4")).isEqualTo("E14");
    assertThat(client.asks("m400000,0")).isEmpty();
    assertThat(client.asks("m400000")).isEqualTo("E22");
    assertThat(client.asks("m,4")).isEqualTo("E22");
    assertThat(client.asks("mfffffffffffffffff,4")).isEqualTo("E22");
    // What lies before a hole comes.
    assertThat(client.asks("m400ffe,ffffffff")).isEqualTo("E22");
    assertThat(client.asks("m400000,7fffffff").length()).isBetween(0x2000, 0x4000);
    final long physical = Long.parseLong(gpa("0x400000"), 16);
    assertThat(client.asks("qqemu.PhyMemMode")).isEqualTo("0");
    assertThat(client.asks("Qqemu.PhyMemMode:1")).isEqualTo("OK");
    assertThat(client.asks("qqemu.PhyMemMode")).isEqualTo("1");
    assertThat(client.asks("m" + Long.toHexString(physical) + ",4")).isEqualTo("7f454c46");
    assertThat(client.asks("mfffffe,8")).hasSize(4);
    assertThat(client.asks("m1000000,1")).isEqualTo("E14");
    assertThat(client.asks("m8000000000000000,1")).isEqualTo("E14");
    assertThat(client.asks("Mfffffe,4:00000000")).isEqualTo("E14");
    assertThat(client.asks("Qqemu.PhyMemMode:2")).isEqualTo("E22");
  }

  private String gpa(String address) throws IOException {
    return client.monitor("gva2gpa " + address).replace("gpa: 0x", "").strip();
  }

  @Test
  void memoryCanBeWrittenAndTheOtherProcessKeepsItsOwn() throws IOException {
    final String stack = Long.toHexString(register(100, Register.RSP) - 16);
    assertThat(client.asks("M" + stack + ",4:01020304")).isEqualTo("OK");
    assertThat(client.asks("m" + stack + ",4")).isEqualTo("01020304");
    client.sends(Client.packet("X" + stack + ",3:}\u0003\u0000\u0080"));
    assertThat(client.hears()).isEqualTo("OK");
    assertThat(client.asks("m" + stack + ",4")).isEqualTo("23008004");
    assertThat(client.asks("Hg" + READER_TID)).isEqualTo("OK");
    assertThat(client.asks("m" + stack + ",4")).isNotEqualTo("23008004");
    assertThat(client.asks("M" + stack + ",4:01")).isEqualTo("E22");
    assertThat(client.asks("M1234,1:01")).isEqualTo("E14");
    assertThat(client.asks("X" + stack + ",0:")).isEqualTo("OK");
  }

  @Test
  void afterAWriteThereIsNoWayBackButAnew() throws IOException {
    assertThat(client.asks("P0=efcdab8967452301")).isEqualTo("OK");
    client.sends(Client.packet("s"));
    assertThat(Client.fromHex(client.hears().substring(1))).contains("no going back");
    assertThat(client.hears()).isEqualTo("T05thread:64;");
    assertThat(client.asks("bs")).startsWith("E.registers or memory were written");
    assertThat(client.asks("bc")).startsWith("E.registers or memory were written");
    assertThat(client.monitor("goto 0")).contains("at place 0");
    assertThat(client.asks("p0")).isEqualTo("0000000000000000");
    assertThat(Client.fromHex(client.asks("bs").substring(1)))
        .contains("task 100 has executed nothing before place 0");
    assertThat(client.hears()).isEqualTo("T05replaylog:begin;thread:64;");
    assertThat(client.asks("bc")).isEqualTo("T05replaylog:begin;thread:64;");
    // Before anything has run it is as well.
    assertThat(client.asks("P0=efcdab8967452301")).isEqualTo("OK");
    assertThat(client.monitor("goto 0")).contains("at place 0");
    assertThat(client.asks("p0")).isEqualTo("0000000000000000");
  }

  @Test
  void aStepOfAThreadIsAStepOfThatThread() throws IOException {
    final long rip = register(101, Register.RIP);
    assertThat(client.asks("vCont;s:65")).isEqualTo("T05thread:65;");
    assertThat(register(101, Register.RIP)).isNotEqualTo(rip);
    assertThat(client.asks("bs")).isEqualTo("T05thread:65;");
    assertThat(register(101, Register.RIP)).isEqualTo(rip);
    assertThat(client.asks("vCont;s:99")).isEqualTo("E03");
    assertThat(client.asks("vCont;q")).isEqualTo("E22");
    assertThat(client.asks("vCont;")).isEqualTo("E22");
    assertThat(client.asks("vCont;t")).startsWith("T05thread:");
  }

  @Test
  void whoIsSteppedAndWhoIsLookedAtAreChosenApart() throws IOException {
    final long writer = register(100, Register.RIP);
    final long reader = register(101, Register.RIP);
    assertThat(client.asks("Hg64")).isEqualTo("OK");
    assertThat(client.asks("Hc65")).isEqualTo("OK");
    assertThat(client.asks("p10")).isEqualTo(little(writer));
    assertThat(client.asks("s")).isEqualTo("T05thread:65;");
    assertThat(register(101, Register.RIP)).isNotEqualTo(reader);
    assertThat(client.asks("bs")).isEqualTo("T05thread:65;");
    assertThat(register(101, Register.RIP)).isEqualTo(reader);
    assertThat(client.asks("Hc0")).isEqualTo("OK");
    assertThat(client.asks("Hg64")).isEqualTo("OK");
    assertThat(client.asks("s")).isEqualTo("T05thread:64;");
  }

  @Test
  void pointsCanBeSetTwiceAndTakenAwayTwice() throws IOException {
    assertThat(client.asks("Z0,401000,1")).isEqualTo("OK");
    assertThat(client.asks("Z0,401000,1")).isEqualTo("OK");
    assertThat(session.breakpoints()).hasSize(1);
    assertThat(client.asks("z0,401000,1")).isEqualTo("OK");
    assertThat(client.asks("z0,401000,1")).isEqualTo("OK");
    assertThat(session.breakpoints()).isEmpty();
    // One that crosses a page is two to the session.
    assertThat(client.asks("Z2,7ffff7fffffc,8")).isEqualTo("OK");
    assertThat(session.watches()).hasSize(2);
    assertThat(client.asks("z2,7ffff7fffffc,8")).isEqualTo("OK");
    assertThat(session.watches()).isEmpty();
    for (final String bad :
        List.of("Z5,0,1", "Z0", "Z0,1", "Z2,401000,0", "Z2,401000,ffffffff", "Z0,x,1", "Z2,,")) {
      assertThat(client.asks(bad)).as(bad).isEqualTo("E22");
    }
    assertThat(client.asks("Z0,8000000000000000,1")).startsWith("E.not a canonical address");
    assertThat(client.asks("Z3,401000,8")).isEqualTo("OK");
    assertThat(client.asks("D")).isEqualTo("OK");
    assertThat(served.again().server()).isNotNull();
  }

  @Test
  void aDetachedClientLeavesTheSessionToTheNext() throws Exception {
    assertThat(client.asks("Z0,401000,1")).isEqualTo("OK");
    assertThat(client.asks("P0=efcdab8967452301")).isEqualTo("OK");
    assertThat(client.asks("D;1")).isEqualTo("OK");
    assertThat(served.ending()).isEqualTo(GdbServer.Ending.DETACHED);
    assertThat(session.breakpoints()).isEmpty();
    final Served next = served.again();
    try (Client other = new Client(served.port())) {
      assertThat(other.asks("p0")).isEqualTo("efcdab8967452301");
      // That the run was changed is not forgotten with who did it.
      assertThat(other.asks("bs")).startsWith("E.registers or memory were written");
      assertThat(other.asks("vKill;1")).isEqualTo("OK");
      assertThat(next.ending()).isEqualTo(GdbServer.Ending.KILLED);
    }
  }

  @Test
  void theEndOfTheRunIsToldWithWhoeverFailed() throws Exception {
    client.sends(Client.packet("vCont;c"));
    final StringBuilder console = new StringBuilder();
    String reply = client.hears();
    for (; reply.startsWith("O"); reply = client.hears()) {
      console.append(Client.fromHex(reply.substring(1)));
    }
    assertThat(reply).isEqualTo("W03");
    assertThat(console)
        .contains("writer (pid 100): exit status 0")
        .contains("reader (pid 101): exit status 3");
    assertThat(client.asks("?")).isEqualTo("W03");
    assertThat(client.asks("g")).isEqualTo("E03");
    assertThat(client.asks("m400000,4")).isEqualTo("E03");
    assertThat(client.asks("qfThreadInfo")).isEqualTo("l");
    assertThat(client.monitor("info mem")).isEqualTo("no process lives any more\n");
    assertThat(client.monitor("info cpus")).contains("halted");
    assertThat(client.asks("bc")).isEqualTo("T05replaylog:begin;thread:64;");
  }

  @Test
  void theMonitorTakesQemusWordsAndOurs() throws IOException {
    assertThat(client.monitor("help")).contains("info tlb").contains("walk PID ADDRESS");
    assertThat(client.monitor("walk 100 0x400000")).startsWith("walk of writer (pid 100)\nPML4");
    assertThat(client.monitor("walk 0x400000")).startsWith("walk of writer (pid 100)\nPML4");
    assertThat(client.asks("Hg65")).isEqualTo("OK");
    assertThat(client.monitor("walk 0x400000")).startsWith("walk of reader (pid 101)\nPML4");
    assertThat(client.monitor("why 101 0x400000 w")).isEqualTo("WRITE is refused\n");
    for (final String wrong :
        List.of(
            "why 7 0 r",
            "walk",
            "xp",
            "xp /9z 0",
            "xp /99999xg 0",
            "goto nowhere",
            "x 0x1",
            "gva2gpa q",
            "nothing",
            "info",
            "",
            "xp 0x7fffffffffffffff",
            "\u2028\u00e4")) {
      assertThat(client.monitor(wrong)).as(wrong).endsWith("\n").hasLineCount(1);
    }
    assertThat(client.asks("qRcmd,7")).isEqualTo("E22");
    assertThat(client.monitor("shm list")).isEqualTo("no shared objects\n");
    assertThat(client.monitor("place")).isEqualTo("0\n");
    assertThat(client.monitor("x /4xb 0x400000"))
        .isEqualTo("0000000000400000: 0x7f 0x45 0x4c 0x46\n");
    assertThat(client.monitor("x /3c 0x400001")).isEqualTo("0000000000400001: 'E' 'L' 'F'\n");
    assertThat(client.monitor("info registers"))
        .contains("CR3=%016x".formatted(task(101).space().mode().cr3()));
    assertThat(client.monitor("info mem"))
        .contains(" ur-x\n")
        .contains(" urw-\n")
        .doesNotContain("wx");
  }

  @Test
  void aSecondClientIsRefusedAtOnce() throws IOException {
    assertThat(client.asks("qC")).isEqualTo("QC64");
    try (Client second = new Client(served.port())) {
      assertThat(second.hearsByte()).isEqualTo(-1);
    }
    assertThat(client.asks("qC")).isEqualTo("QC64");
  }

  @Test
  void onlyThisHostReachesIt() throws IOException {
    final int port = served.port();
    assertThat(InetAddress.getLoopbackAddress().isLoopbackAddress()).isTrue();
    for (final var network :
        java.util.Collections.list(java.net.NetworkInterface.getNetworkInterfaces())) {
      for (final InetAddress address : java.util.Collections.list(network.getInetAddresses())) {
        if (!address.isLoopbackAddress()) {
          assertThatThrownBy(() -> new Socket(address, port).close())
              .isInstanceOf(IOException.class);
        }
      }
    }
  }

  @Test
  void aPortThatIsTakenIsSaidSo() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> GdbServer.open(session, List.of(), taken.getLocalPort()).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " cannot be had")
          .hasMessageContaining("give another one");
    }
    assertThatThrownBy(() -> GdbServer.open(session, List.of(), 65536).close())
        .isInstanceOf(IOException.class)
        .hasMessage("no port 65536: give one from 1 to 65535, or 0");
  }

  @Test
  void aServerThatIsClosedDropsItsClient() throws Exception {
    assertThat(client.asks("qC")).isEqualTo("QC64");
    served.close();
    assertThat(client.hearsByte()).isEqualTo(-1);
    assertThat(served.ending()).isEqualTo(GdbServer.Ending.CLOSED);
  }

  @Test
  void textOfRepliesIsShortAndWhole() {
    // Debugging with GDB, E.1: "0* " is 0000; # and $ are no counts.
    final StringBuilder all = new StringBuilder();
    for (int run = 1; run < 250; run++) {
      final String payload = "a" + "0".repeat(run) + "b";
      final String sent = Framing.withRuns(payload).toString();
      assertThat(sent).doesNotContain("#", "$", "+", "-");
      assertThat(sent.length()).isLessThanOrEqualTo(payload.length());
      assertThat(expanded(sent)).isEqualTo(payload);
      all.append(sent.length()).append(' ');
    }
    assertThat(Framing.withRuns("0000")).hasToString("0* ");
    assertThat(new String(Framing.text("OK"), StandardCharsets.US_ASCII)).isEqualTo("$OK#9a");
    assertThat(new String(Framing.binary("#$}*"), StandardCharsets.US_ASCII))
        .startsWith("$}\u0003}\u0004}]}\n#");
  }

  private static String expanded(String sent) {
    final StringBuilder text = new StringBuilder();
    for (int i = 0; i < sent.length(); i++) {
      if (sent.charAt(i) == '*') {
        text.append(sent.substring(i - 1, i).repeat(sent.charAt(++i) - 29));
      } else {
        text.append(sent.charAt(i));
      }
    }
    return text.toString();
  }
}
