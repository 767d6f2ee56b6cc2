package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pipes, waiting for files, and descriptors, as pipe(7), poll(2), select(2) and fcntl(2) say. */
final class PipeCallTest {
  private static final int POLL = 7;
  private static final int IOCTL = 16;
  private static final int SELECT = 23;
  private static final int DUP = 32;
  private static final int DUP2 = 33;
  private static final int FCNTL = 72;
  private static final int DUP3 = 292;
  private static final int PIPE2 = 293;
  private static final int MEMFD_CREATE = 319;
  private static final int CLOSE_RANGE = 436;
  private static final int O_NONBLOCK = 04000;
  private static final int F_DUPFD = 0;
  private static final int F_GETFD = 1;
  private static final int F_SETFD = 2;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int F_SETPIPE_SZ = 1031;
  private static final int F_GETPIPE_SZ = 1032;
  private static final int F_ADD_SEALS = 1033;
  private static final int F_GET_SEALS = 1034;
  private static final int FIONREAD = 0x541b;
  private static final int TCGETS = 0x5401;
  private static final int POLLIN = 1;
  private static final int POLLOUT = 4;
  private static final int POLLERR = 8;
  private static final int POLLHUP = 0x10;
  private static final int POLLNVAL = 0x20;

  /** Sixteen pages to write from. */
  private static final long DATA = 0x40_0000;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final SoftAssertions softly = new SoftAssertions();
  private final GuestHand guest = ground.guest("caller");
  private long reader;
  private long writer;

  @BeforeEach
  void aPipe() {
    guest.mustMap(DATA, 32, RW, ANONYMOUS, -1, 0);
    pipe(0);
  }

  private void pipe(int flags) {
    assertThat(guest.result(PIPE2, SCRATCH, flags)).isEqualTo("0");
    final ByteBuffer ends = ByteBuffer.wrap(guest.peek(SCRATCH, 8)).order(ByteOrder.LITTLE_ENDIAN);
    reader = ends.getInt();
    writer = ends.getInt();
  }

  private void is(String expected, String found) {
    softly.assertThat(found).isEqualTo(expected);
  }

  private void waits(long number, long... arguments) {
    final long unanswered = guest.call(number, arguments);
    softly.assertThat(unanswered).isZero();
    softly.assertThat(guest.waits()).as("waits").isTrue();
  }

  /** Gives another process one end of the pipe as descriptor 9, as fork does. */
  private void inherit(GuestHand other, long descriptor) {
    try {
      other
          .process
          .descriptors()
          .replace(guest.process.descriptors().get(descriptor), 9, DescriptorTable.OnExec.KEEP);
    } catch (ErrnoException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsWrittenIsReadInOrder() {
    is("5", guest.result(WRITE, writer, guest.string("first"), 5));
    is("6", guest.result(WRITE, writer, guest.string("second"), 6));
    is("0", guest.result(IOCTL, reader, FIONREAD, SCRATCH));
    softly.assertThat(guest.peek(SCRATCH, 4)).containsExactly(11, 0, 0, 0);
    is("7", guest.result(READ, reader, SCRATCH, 7));
    softly.assertThat(new String(guest.peek(SCRATCH, 7))).isEqualTo("firstse");
    is("4", guest.result(READ, reader, SCRATCH, 100));
    softly.assertThat(new String(guest.peek(SCRATCH, 4))).isEqualTo("cond");
    is("EBADF", guest.result(READ, writer, SCRATCH, 1));
    is("EBADF", guest.result(WRITE, reader, SCRATCH, 1));
    is("ESPIPE", guest.result(LSEEK, reader, 0, 0));
    is("ESPIPE", guest.result(17, reader, SCRATCH, 1, 0));
    softly.assertAll();
  }

  @Test
  void aReadWaitsForBytesAndForTheEnd() {
    waits(READ, reader, SCRATCH, 10);
    is("waits", guest.resumed());
    final GuestHand other = ground.guest("writer");
    inherit(other, writer);
    is("3", other.result(WRITE, 9, other.string("abc"), 3));
    is("3", guest.resumed());
    softly.assertThat(new String(guest.peek(SCRATCH, 3))).isEqualTo("abc");
    waits(READ, reader, SCRATCH, 10);
    softly.assertThat(guest.process.leader().resume(false)).isNull();
    is("0", other.result(CLOSE, 9));
    is("waits", guest.resumed());
    final Task leader = guest.process.leader();
    softly.assertThat(leader.waitsFor().orElseThrow().restartable()).isTrue();
    is("EINTR", GuestHand.text(guest.interrupt()));
    is("0", guest.result(CLOSE, writer));
    is("0", guest.result(READ, reader, SCRATCH, 10));
    softly.assertAll();
  }

  @Test
  void aWriteWaitsUntilAllIsWritten() {
    is("65536", guest.result(WRITE, writer, DATA, 65536));
    waits(WRITE, writer, DATA, 8192);
    final GuestHand other = ground.guest("reader");
    inherit(other, reader);
    is("4096", other.result(READ, 9, SCRATCH, 4096));
    is("waits", guest.resumed());
    is("4096", other.result(READ, 9, SCRATCH, 4096));
    is("8192", guest.resumed());
    waits(WRITE, writer, DATA, 8192);
    is("4096", other.result(READ, 9, SCRATCH, 4096));
    is("waits", guest.resumed());
    is("4096", GuestHand.text(guest.interrupt()));
    softly.assertAll();
  }

  @Test
  void whoMayNotWaitIsToldSo() {
    pipe(O_NONBLOCK);
    is("EAGAIN", guest.result(READ, reader, SCRATCH, 1));
    is("0", guest.result(READ, reader, SCRATCH, 0));
    is("65536", guest.result(WRITE, writer, DATA, 100_000));
    is("EAGAIN", guest.result(WRITE, writer, DATA, 1));
    is("1000", guest.result(READ, reader, DATA, 1000));
    is("EAGAIN", guest.result(WRITE, writer, DATA, 1));
    is("3096", guest.result(READ, reader, DATA, 3096));
    is("4096", guest.result(WRITE, writer, DATA, 8192));
    softly.assertAll();
  }

  /** As a native Linux 6.18 does: sixteen pages take four writes of 1000 bytes each. */
  @Test
  void writesOfUpToAPageAreNotTorn() {
    pipe(O_NONBLOCK);
    for (int i = 0; i < 64; i++) {
      is("1000", guest.result(WRITE, writer, DATA, 1000));
    }
    is("EAGAIN", guest.result(WRITE, writer, DATA, 1000));
    is("96", guest.result(WRITE, writer, DATA, 96));
    softly.assertAll();
  }

  @Test
  void nobodyToReadIsABrokenPipe() {
    is("0", guest.result(CLOSE, reader));
    is("EPIPE", guest.result(WRITE, writer, DATA, 1));
    softly.assertAll();
  }

  @Test
  void theRoomCanBeChanged() {
    is("65536", guest.result(FCNTL, reader, F_GETPIPE_SZ));
    is("8192", guest.result(FCNTL, writer, F_SETPIPE_SZ, 5000));
    is("8192", guest.result(WRITE, writer, DATA, 8192));
    is("EBUSY", guest.result(FCNTL, writer, F_SETPIPE_SZ, 4096));
    is("131072", guest.result(FCNTL, writer, F_SETPIPE_SZ, 131072));
    is("EBADF", guest.result(FCNTL, 0, F_GETPIPE_SZ));
    softly.assertAll();
  }

  private String poll(long timeout, int... descriptorsAndEvents) {
    final ByteBuffer array =
        ByteBuffer.allocate(4 * descriptorsAndEvents.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(descriptorsAndEvents).forEach(array::putInt);
    guest.poke(SCRATCH, array.array());
    return guest.result(POLL, SCRATCH, descriptorsAndEvents.length / 2, timeout);
  }

  private int revents(int index) {
    return ByteBuffer.wrap(guest.peek(SCRATCH + 8L * index + 6, 2))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getShort();
  }

  @Test
  void pollSaysWhatIsReady() {
    is("1", poll(0, (int) reader, POLLIN, (int) writer, POLLOUT));
    softly.assertThat(revents(0)).isZero();
    softly.assertThat(revents(1)).isEqualTo(POLLOUT);
    is("1", guest.result(WRITE, writer, DATA, 1));
    is("3", poll(-1, (int) reader, POLLIN, 77, POLLIN, 1, POLLOUT, -5, POLLIN));
    softly.assertThat(revents(0)).isEqualTo(POLLIN);
    softly.assertThat(revents(1)).isEqualTo(POLLNVAL);
    softly.assertThat(revents(2)).isEqualTo(POLLOUT);
    softly.assertThat(revents(3)).isZero();
    is("0", guest.result(CLOSE, writer));
    is("1", poll(0, (int) reader, POLLIN));
    softly.assertThat(revents(0)).isEqualTo(POLLIN | POLLHUP);
    pipe(0);
    is("0", guest.result(CLOSE, reader));
    is("1", poll(0, (int) writer, POLLOUT));
    softly.assertThat(revents(0)).isEqualTo(POLLOUT | POLLERR);
    is("EINVAL", guest.result(POLL, SCRATCH, 1025, 0));
    is("EFAULT", guest.result(POLL, 8, 1, 0));
    softly.assertAll();
  }

  @Test
  void pollWaitsUntilSomethingIsReadyOrTimeIsOver() {
    is("0", poll(500, (int) reader, POLLIN));
    softly.assertThat(guest.waits()).isTrue();
    is("waits", guest.resumed());
    softly
        .assertThat(guest.process.leader().deadline().orElseThrow())
        .isEqualTo(ground.kernel.clock().nanos() + 500_000_000L);
    ground.kernel.clock().advanceTo(ground.kernel.clock().nanos() + 500_000_000L);
    ground.kernel.timers().fire(ground.kernel.clock().nanos());
    is("0", guest.resumed());
    is("0", poll(-1, (int) reader, POLLIN));
    softly.assertThat(guest.waits()).isTrue();
    is("EINTR", GuestHand.text(guest.interrupt()));
    softly.assertAll();
  }

  @Test
  void selectSaysWhatIsReady() {
    final ByteBuffer sets = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    sets.putLong(0, 1L << reader).putLong(8, 1L << writer);
    guest.poke(SCRATCH, sets.array());
    is("1", guest.result(SELECT, 64, SCRATCH, SCRATCH + 8, SCRATCH + 16, 0));
    softly.assertThat(guest.peek(SCRATCH, 8)).containsOnly(0);
    softly.assertThat(guest.peek(SCRATCH + 8, 1)[0]).isEqualTo((byte) (1 << writer));
    sets.putLong(0, 1L << 60);
    guest.poke(SCRATCH, sets.array());
    is("EBADF", guest.result(SELECT, 64, SCRATCH, 0, 0, 0));
    is("EINVAL", guest.result(SELECT, -1, 0, 0, 0, 0));
    softly.assertAll();
  }

  @Test
  void descriptorsAreDuplicated() {
    is("5", guest.result(DUP, reader));
    is("10", guest.result(DUP2, reader, 10));
    is("10", guest.result(DUP2, 10, 10));
    is("EBADF", guest.result(DUP2, 77, 77));
    is("EBADF", guest.result(DUP2, reader, 1024));
    is("EINVAL", guest.result(DUP3, reader, reader, 0));
    is("EINVAL", guest.result(DUP3, reader, 11, 1));
    is("11", guest.result(DUP3, reader, 11, O_CLOEXEC));
    is("1", guest.result(FCNTL, 11, F_GETFD));
    is("0", guest.result(FCNTL, 10, F_GETFD));
    is("6", guest.result(FCNTL, reader, F_DUPFD, 6));
    is("7", guest.result(FCNTL, reader, F_DUPFD_CLOEXEC, 6));
    is("EINVAL", guest.result(FCNTL, reader, F_DUPFD, 1024));
    is("EINVAL", guest.result(FCNTL, reader, F_DUPFD, -1));
    is("0", guest.result(FCNTL, 10, F_SETFD, 1));
    guest.process.descriptors().closeOnExec();
    is("EBADF", guest.result(FCNTL, 10, F_GETFD));
    is("EBADF", guest.result(FCNTL, 7, F_GETFD));
    is("0", guest.result(FCNTL, 6, F_GETFD));
    is("0", guest.result(CLOSE_RANGE, 5, 0xffff_ffffL, 0));
    is("EBADF", guest.result(FCNTL, 6, F_GETFD));
    is("EINVAL", guest.result(CLOSE_RANGE, 5, 4, 0));
    is("0", guest.result(FCNTL, reader, F_GETFL));
    is("0", guest.result(FCNTL, reader, F_SETFL, O_NONBLOCK | O_CREAT | O_RDWR));
    is("2048", guest.result(FCNTL, reader, F_GETFL));
    is("ENOTTY", guest.result(IOCTL, 1, TCGETS, SCRATCH));
    is("ENOTTY", guest.result(IOCTL, reader, TCGETS, SCRATCH));
    softly.assertAll();
  }

  @Test
  void aCopyOfATableSharesTheDescriptions() throws ErrnoException {
    final DescriptorTable copy = guest.process.descriptors().copy();
    is("0", guest.result(CLOSE, writer));
    is("0", guest.result(CLOSE, reader));
    softly.assertThat(copy.get(reader).readiness()).as("a writer is left").isZero();
    copy.leave();
    softly.assertThat(copy.count()).isZero();
    softly.assertAll();
  }

  @Test
  void aMemoryFileTakesSeals() {
    final long file = guest.call(MEMFD_CREATE, guest.string("name"), 2);
    is("0", guest.result(FTRUNCATE, file, 8192));
    is("0", guest.result(FCNTL, file, F_GET_SEALS));
    is("0", guest.result(FCNTL, file, F_ADD_SEALS, 2));
    is("EPERM", guest.result(FTRUNCATE, file, 4096));
    is("0", guest.result(FTRUNCATE, file, 12288));
    guest.mustMap(0x60_0000, 1, RW, MAP_SHARED, file, 0);
    is("EBUSY", guest.result(FCNTL, file, F_ADD_SEALS, 8));
    is("0", guest.result(MUNMAP, 0x60_0000, 4096));
    is("0", guest.result(FCNTL, file, F_ADD_SEALS, 8));
    is("EPERM", guest.result(WRITE, file, SCRATCH, 1));
    is("10", guest.result(FCNTL, file, F_GET_SEALS));
    final long plain = guest.call(MEMFD_CREATE, guest.string("name"), 0);
    is("1", guest.result(FCNTL, plain, F_GET_SEALS));
    is("EPERM", guest.result(FCNTL, plain, F_ADD_SEALS, 2));
    is("EINVAL", guest.result(MEMFD_CREATE, guest.string("n".repeat(250)), 0));
    is("EINVAL", guest.result(FCNTL, reader, F_GET_SEALS));
    softly.assertAll();
  }
}
