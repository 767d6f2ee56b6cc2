package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.kernel.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the packets of one client. */
final class Conversation {
  private static final Logger log = LoggerFactory.getLogger(Conversation.class);

  /** Serves a packet. */
  private interface Handler {
    /**
     * @param rest what stands behind the row's prefix
     * @return the reply; empty for one that says that there is no such packet
     */
    String serve(String rest) throws GdbError, IOException;
  }

  /**
   * @param prefix what the packet begins with
   * @param whole whether nothing may follow
   */
  private record Row(String prefix, boolean whole, Handler handler) {
    boolean matches(String payload) {
      return whole ? payload.equals(prefix) : payload.startsWith(prefix);
    }
  }

  private static final String OK = "OK";
  private static final String FEATURES =
      "PacketSize="
          + Integer.toHexString(PacketReader.MOST_BYTES)
          + ";qXfer:features:read+;qXfer:threads:read+;QStartNoAckMode+;ReverseStep+"
          + ";ReverseContinue+;swbreak+;hwbreak+;vContSupported+";

  private final DebugSession session;
  private final Connection connection;
  private final Threads threads;
  private final Points points;
  private final Changes changes;
  private final Moves moves;
  private final StopReply replies;
  private final Monitor monitor;
  private final List<Row> rows;
  private boolean physical;
  private Iterator<Task> listed = List.<Task>of().iterator();
  private Optional<GdbServer.Ending> ending = Optional.empty();

  /**
   * @param changes what clients have done to the run, which outlives this one
   */
  Conversation(
      DebugSession session, List<Inspection> inspections, Connection connection, Changes changes) {
    this.session = session;
    this.connection = connection;
    this.changes = changes;
    this.threads = new Threads(session);
    this.points = new Points(session);
    this.replies = new StopReply(session, connection, threads, points);
    this.moves = new Moves(session, connection, threads, points, changes, replies);
    this.monitor = new Monitor(session, inspections, threads, changes);
    this.rows = rows();
  }

  /** The packets that there are; every other one is answered empty. */
  private List<Row> rows() {
    return List.of(
        row("qSupported", rest -> FEATURES),
        whole("QStartNoAckMode", this::stopAcknowledging),
        row("qXfer:features:read:target.xml:", rest -> part(TargetDescription.XML, rest)),
        row("qXfer:threads:read::", rest -> part(threads.xml(), rest)),
        whole("?", rest -> replies.now()),
        // Registers
        whole("g", rest -> Registers.readAll(view())),
        row("G", this::writeRegisters),
        row("p", rest -> Hex.of(Registers.get(Hex.small(rest)).read(view()))),
        row("P", this::writeRegister),
        // Memory
        row("m", this::readMemory),
        row("M", rest -> writeMemory(rest, Hex.bytes(behind(rest, ':')))),
        row("X", rest -> writeMemory(rest, raw(behind(rest, ':')))),
        whole("qqemu.PhyMemMode", rest -> physical ? "1" : "0"),
        row("Qqemu.PhyMemMode:", this::choosePhysical),
        // Threads
        row("H", this::select),
        row("T", rest -> threads.parse(rest).isPresent() ? OK : "E03"),
        whole("qC", rest -> "QC" + Integer.toHexString(threads.selected().tid())),
        whole("qfThreadInfo", this::listThreads),
        whole("qsThreadInfo", rest -> nextThreads()),
        row("qThreadExtraInfo,", this::describeThread),
        whole("qAttached", rest -> "1"),
        row("qAttached:", rest -> "1"),
        // Moves
        whole("vCont?", rest -> Moves.ACTIONS),
        row("vCont;", rest -> moves.resume(rest)),
        whole("c", rest -> moves.go()),
        row("C", rest -> moves.resume("C" + rest)),
        whole("s", rest -> moves.step()),
        row("S", rest -> moves.resume("S" + rest)),
        whole("bs", rest -> moves.stepBack()),
        whole("bc", rest -> moves.goBack()),
        // What gdb plugins ask QEMU: single steps, with interrupts and timers off
        whole("qqemu.sstepbits", rest -> "ENABLE=1,NOIRQ=2,NOTIMER=4"),
        whole("Qqemu.sstepbits", rest -> "ENABLE=1,NOIRQ=2,NOTIMER=4"),
        whole("qqemu.sstep", rest -> "0x7"),
        // Points
        row("Z", rest -> point(true, rest)),
        row("z", rest -> point(false, rest)),
        row("qRcmd,", this::monitor),
        // The end
        whole("D", rest -> end(GdbServer.Ending.DETACHED)),
        row("D;", rest -> end(GdbServer.Ending.DETACHED)),
        row("vKill;", rest -> end(GdbServer.Ending.KILLED)),
        whole("k", rest -> end(GdbServer.Ending.KILLED)));
  }

  private static Row row(String prefix, Handler handler) {
    return new Row(prefix, false, handler);
  }

  private static Row whole(String packet, Handler handler) {
    return new Row(packet, true, handler);
  }

  /** Serves packets until the client has done, or is gone. */
  GdbServer.Ending serve() {
    try {
      while (ending.isEmpty()) {
        final Optional<Incoming> next = connection.take();
        if (next.isEmpty()) {
          return GdbServer.Ending.GONE;
        }
        if (next.get() instanceof Incoming.Packet packet) {
          serve(packet.payload());
        } else {
          connection.reply(GdbError.TOO_LONG.reply());
        }
      }
      return ending.get();
    } catch (IOException e) {
      log.debug("gdb: the line broke: {}", e.getMessage());
      return GdbServer.Ending.GONE;
    } finally {
      points.clear();
    }
  }

  private void serve(String payload) throws IOException {
    final String reply = reply(payload);
    if (payload.startsWith("qXfer:")) {
      connection.replyBinary(reply);
    } else {
      connection.reply(reply);
    }
  }

  private String reply(String payload) throws IOException {
    try {
      for (final Row row : rows) {
        if (row.matches(payload)) {
          return row.handler().serve(payload.substring(row.prefix().length()));
        }
      }
      return "";
    } catch (GdbError e) {
      return e.reply();
    } catch (RuntimeException e) {
      // A bug of ours: the client is told, and the session stays usable.
      log.error("gdb: packet failed: {}", printable(payload), e);
      return "E01";
    }
  }

  private static String printable(String payload) {
    return payload.substring(0, Math.min(80, payload.length())).replaceAll("[^ -~]", "?");
  }

  private String stopAcknowledging(String rest) {
    connection.stopAcknowledging();
    return OK;
  }

  /** A part of a document, {@code OFFSET,LENGTH}: {@code m} says that there is more behind it. */
  private static String part(String document, String words) throws GdbError {
    final int offset = Hex.small(before(words, ','));
    final int length = Hex.small(behind(words, ','));
    // One char a byte on the line.
    final String bytes =
        new String(document.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    if (offset > bytes.length()) {
      throw GdbError.INVALID;
    }
    final int most = Math.min(length, PacketReader.MOST_BYTES / 2);
    final int end = (int) Math.min(bytes.length(), (long) offset + most);
    return (end < bytes.length() ? "m" : "l") + bytes.substring(offset, end);
  }

  private static String before(String words, char mark) throws GdbError {
    final int at = words.indexOf(mark);
    if (at < 0) {
      throw GdbError.INVALID;
    }
    return words.substring(0, at);
  }

  private static String behind(String words, char mark) throws GdbError {
    return words.substring(before(words, mark).length() + 1);
  }

  private RegisterView view() throws GdbError {
    return new RegisterView(session.machine(), threads.selected());
  }

  private String writeRegisters(String rest) throws GdbError {
    Registers.writeAll(view(), rest);
    changes.note();
    return OK;
  }

  private String writeRegister(String rest) throws GdbError {
    final GdbRegister register = Registers.get(Hex.small(before(rest, '=')));
    register.write(view(), Hex.bytes(behind(rest, '=')));
    changes.note();
    return OK;
  }

  private String readMemory(String rest) throws GdbError {
    final long address = Hex.number(before(rest, ','));
    final int length = Math.min(Hex.small(behind(rest, ',')), PacketReader.MOST_BYTES / 2);
    final GuestMemory memory = new GuestMemory(session.machine());
    return Hex.of(
        physical
            ? memory.readPhysical(address, length)
            : memory.read(threads.selected(), address, length));
  }

  private String writeMemory(String rest, byte[] bytes) throws GdbError {
    final String place = before(rest, ':');
    final long address = Hex.number(before(place, ','));
    if (Hex.small(behind(place, ',')) != bytes.length) {
      throw GdbError.INVALID;
    }
    if (bytes.length == 0) {
      // gdb asks so whether there is an X packet.
      return OK;
    }
    final GuestMemory memory = new GuestMemory(session.machine());
    changes.note();
    if (physical) {
      memory.writePhysical(address, bytes);
    } else {
      memory.write(threads.selected(), address, bytes);
    }
    return OK;
  }

  private static byte[] raw(String payload) {
    return payload.getBytes(StandardCharsets.ISO_8859_1);
  }

  private String choosePhysical(String rest) throws GdbError {
    if (!rest.equals("0") && !rest.equals("1")) {
      throw GdbError.INVALID;
    }
    physical = rest.equals("1");
    return OK;
  }

  private String select(String rest) throws GdbError {
    if (rest.isEmpty() || (rest.charAt(0) != 'g' && rest.charAt(0) != 'c')) {
      throw GdbError.INVALID;
    }
    final Optional<Task> task = threads.parse(rest.substring(1));
    if (rest.charAt(0) == 'c') {
      threads.selectMover(task.map(Task::tid).orElse(0));
    } else {
      task.ifPresent(of -> threads.select(of.tid()));
    }
    return OK;
  }

  private String listThreads(String rest) {
    listed = threads.all().iterator();
    return nextThreads();
  }

  private String nextThreads() {
    final StringBuilder text = new StringBuilder();
    while (listed.hasNext() && text.length() < PacketReader.MOST_BYTES / 4) {
      text.append(text.length() == 0 ? 'm' : ',');
      text.append(Integer.toHexString(listed.next().tid()));
    }
    return text.length() == 0 ? "l" : text.toString();
  }

  private String describeThread(String rest) throws GdbError {
    final Task task = threads.parse(rest).orElseThrow(() -> GdbError.NO_THREAD);
    return Hex.ofText(threads.describe(task));
  }

  private String point(boolean set, String rest) throws GdbError {
    points.change(set, rest, threads);
    return OK;
  }

  private String monitor(String rest) throws GdbError, IOException {
    connection.console(monitor.answer(new String(Hex.bytes(rest), StandardCharsets.UTF_8)));
    return OK;
  }

  private String end(GdbServer.Ending how) {
    ending = Optional.of(how);
    return OK;
  }
}
