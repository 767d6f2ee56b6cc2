package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.file.GuestFiles;
import dev.framewalk.pagetable.frame.FramePurpose;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code /proc}, {@code /dev} and {@code /etc} as proc(5), null(4), passwd(5) describe them. */
final class ProcFileTest {
  private static final int PREAD64 = 17;
  private static final int READLINK = 89;
  private static final long BUFFER = 0x40_0000;
  private static final int BUFFER_PAGES = 4;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final GuestHand guest = ground.guest("reader");

  ProcFileTest() {
    guest.mustMap(BUFFER, BUFFER_PAGES, RW, ANONYMOUS, -1, 0);
  }

  private String contents(String path) {
    final long descriptor = guest.open(path, 0);
    assertThat(descriptor).as("open %s", path).isNotNegative();
    final StringBuilder text = new StringBuilder();
    long bytes = guest.call(READ, descriptor, BUFFER, 1000);
    while (bytes > 0) {
      text.append(new String(guest.peek(BUFFER, (int) bytes), StandardCharsets.ISO_8859_1));
      bytes = guest.call(READ, descriptor, BUFFER, 1000);
    }
    assertThat(guest.call(CLOSE, descriptor)).isZero();
    return text.toString();
  }

  private String link(String path) {
    final long bytes = guest.call(READLINK, guest.string(path), BUFFER, 4096);
    assertThat(bytes).as("readlink %s", path).isPositive();
    return new String(guest.peek(BUFFER, (int) bytes), StandardCharsets.ISO_8859_1);
  }

  private long pagemap(long address) {
    final long descriptor = guest.open("/proc/self/pagemap", 0);
    assertThat(guest.call(PREAD64, descriptor, BUFFER, 8, address >>> 12 << 3)).isEqualTo(8);
    assertThat(guest.call(CLOSE, descriptor)).isZero();
    return ByteBuffer.wrap(guest.peek(BUFFER, 8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  @Test
  void mapsHasALineAMappingInLinuxsForm() {
    final long object = guest.object("ring", 8192);
    guest.mustMap(0x6000_0000, 1, PROT_READ, MAP_SHARED, object, 4096);
    assertThat(guest.call(UNLINK, guest.string("/dev/shm/ring"))).isZero();
    final String[] lines = contents("/proc/self/maps").split("\n", -1);
    assertThat(lines[0]).isEqualTo("00200000-00202000 rw-p 00000000 00:00 0 ");
    assertThat(lines[1]).isEqualTo("00210000-00211000 r--p 00000000 00:00 0 ");
    final String shown = "60000000-60001000 r--s 00001000 00:1a 1 ";
    assertThat(lines[3])
        .isEqualTo(shown + " ".repeat(73 - shown.length()) + "/dev/shm/ring (deleted)");
    assertThat(lines[4]).isEmpty();
    assertThat(contents("/proc/" + guest.process.pid() + "/maps"))
        .isEqualTo(String.join("\n", lines));
  }

  @Test
  void pagemapSaysWhichFrameIsBehindAPage() {
    final long object = guest.object("ring", 8192);
    guest.mustMap(0x6000_0000, 2, RW, MAP_SHARED, object, 0);
    guest.mustMap(0x7000_0000, 1, RW, ANONYMOUS, -1, 0);
    assertThat(pagemap(0x7000_0000)).as("not touched yet").isZero();
    assertThat(guest.store(0x7000_0000, 1)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(pagemap(0x7000_0000))
        .as("present, exclusive")
        .isEqualTo(1L << 63 | 1L << 56 | guest.frame(0x7000_0000).number());
    assertThat(pagemap(0x6000_1000))
        .as("present, of a file, exclusive")
        .isEqualTo(1L << 63 | 1L << 61 | 1L << 56 | guest.frame(0x6000_1000).number());
    guest.mustMap(0x6100_0000, 1, RW, MAP_SHARED, object, 0);
    assertThat(pagemap(0x6000_0000))
        .as("shown twice")
        .isEqualTo(1L << 63 | 1L << 61 | guest.frame(0x6000_0000).number());
    guest.process.setCredentials(Credentials.of(1000, 1000));
    assertThat(pagemap(0x6000_0000)).as("without the frame").isEqualTo(1L << 63 | 1L << 61);
    final long descriptor = guest.open("/proc/self/pagemap", 0);
    assertThat(guest.result(PREAD64, descriptor, BUFFER, 4, 0)).isEqualTo("EINVAL");
  }

  @Test
  void statusAndMeminfoCountFrames() {
    assertThat(guest.store(BUFFER, 1)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.store(BUFFER + 3 * 4096, 1)).isEqualTo(FaultVerdict.RESOLVED);
    final String status = contents("/proc/self/status");
    assertThat(status)
        .contains("Name:\treader\n")
        .contains("Pid:\t" + guest.process.pid() + "\n")
        .contains("Uid:\t0\t0\t0\t0\n")
        .contains("Threads:\t1\n");
    final var anonymous = Pattern.compile("RssAnon:\\s+(\\d+) kB").matcher(status);
    assertThat(anonymous.find()).isTrue();
    assertThat(Long.parseLong(anonymous.group(1)))
        .isEqualTo(4 * ground.frames.used(FramePurpose.PRIVATE));
    final var total = Pattern.compile("MemTotal:\\s+(\\d+) kB").matcher(contents("/proc/meminfo"));
    assertThat(total.find()).isTrue();
    assertThat(Long.parseLong(total.group(1)))
        .isEqualTo(4 * (ground.frames.used() + ground.frames.available()));
    assertThat(contents("/proc/sys/vm/max_map_count")).isEqualTo("65530\n");
    assertThat(guest.result(OPEN, guest.string("/proc/sys/vm/max_map_count"), O_RDWR, 0))
        .isEqualTo("EACCES");
    assertThat(guest.result(OPEN, guest.string("/proc/99999/maps"), 0, 0)).isEqualTo("ENOENT");
  }

  @Test
  void linksOfProcLeadToTheFilesThemselves() throws ErrnoException {
    new GuestFiles(ground.kernel.files())
        .write("/tmp/input", "text".getBytes(StandardCharsets.US_ASCII), 0644);
    final long descriptor = guest.open("/tmp/input", 0);
    assertThat(link("/proc/self/fd/" + descriptor)).isEqualTo("/tmp/input");
    assertThat(link("/proc/self")).isEqualTo(Integer.toString(guest.process.pid()));
    assertThat(link("/proc/self/cwd")).isEqualTo("/");
    assertThat(guest.call(UNLINK, guest.string("/tmp/input"))).isZero();
    assertThat(link("/proc/self/fd/" + descriptor)).isEqualTo("/tmp/input (deleted)");
    assertThat(contents("/proc/self/fd/" + descriptor)).isEqualTo("text");
    assertThat(contents("/dev/fd/" + descriptor)).isEqualTo("text");
    assertThat(contents("/dev/stdin")).isEqualTo("in");
    assertThat(guest.result(OPEN, guest.string("/proc/self/fd/77"), 0, 0)).isEqualTo("ENOENT");
  }

  @Test
  void devicesDoWhatTheyAreNamedFor() {
    final long nothing = guest.open("/dev/null", O_RDWR);
    assertThat(guest.call(READ, nothing, BUFFER, 10)).isZero();
    assertThat(guest.call(WRITE, nothing, BUFFER, 10)).isEqualTo(10);
    guest.poke(BUFFER, (byte) 1, (byte) 2);
    final long zero = guest.open("/dev/zero", O_RDWR);
    assertThat(guest.call(READ, zero, BUFFER, 10)).isEqualTo(10);
    assertThat(guest.peek(BUFFER, 10)).containsOnly(0);
    guest.mustMap(0x6000_0000, 1, RW, MAP_PRIVATE, zero, 0);
    assertThat(guest.store(0x6000_0000, 5)).isEqualTo(FaultVerdict.RESOLVED);
    final long full = guest.open("/dev/full", O_RDWR);
    assertThat(guest.result(WRITE, full, BUFFER, 10)).isEqualTo("ENOSPC");
    assertThat(guest.result(OPEN, guest.string("/dev/tty"), O_RDWR, 0)).isEqualTo("ENXIO");
    final long random = guest.open("/dev/urandom", 0);
    assertThat(guest.call(READ, random, BUFFER, 64)).isEqualTo(64);
    final byte[] drawn = guest.peek(BUFFER, 64);
    assertThat(guest.call(READ, random, BUFFER, 64)).isEqualTo(64);
    assertThat(guest.peek(BUFFER, 64)).isNotEqualTo(drawn);
    final KernelGround again = new KernelGround();
    final GuestHand other = again.guest("reader");
    final long same = other.open("/dev/random", 0);
    assertThat(other.call(READ, same, SCRATCH, 64)).isEqualTo(64);
    assertThat(other.peek(SCRATCH, 64)).as("from the seed").isEqualTo(drawn);
    again.endAll();
  }

  @Test
  void theUsersAreRootAndOneOther() {
    assertThat(contents("/etc/passwd")).startsWith("root:x:0:0:").contains("\nuser:x:1000:1000:");
    assertThat(contents("/etc/group")).startsWith("root:x:0:").contains("\nuser:x:1000:");
  }

  @Test
  void filesArePutInAndTakenOut() throws ErrnoException {
    final GuestFiles files = new GuestFiles(ground.kernel.files());
    files.write("/home/user/data/in", new byte[] {1, 2, 3}, 0600);
    files.write("/dev/shm/object", new byte[] {4}, 0666);
    assertThat(ground.kernel.registry().count()).isEqualTo(2);
    assertThat(files.list("/home/user")).containsExactly("data");
    assertThat(files.read("/home/user/data/in")).containsExactly(1, 2, 3);
    final long out = guest.open("/tmp/out", O_RDWR | O_CREAT);
    assertThat(guest.call(WRITE, out, guest.string("out"), 3)).isEqualTo(3);
    assertThat(files.read("/tmp/out")).asString().isEqualTo("out");
    assertThat(contents("/home/user/data/in")).isEqualTo("\1\2\3");
  }
}
