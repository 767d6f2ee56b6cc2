package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.shm.ShmLimits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * read(2), write(2), writev(2), lseek(2), ftruncate(2), fstat(2) and close(2), each case as a
 * native Linux 6.18 answers it.
 */
final class FileCallTest {
  private static final long KERNEL_HALF = 0xffff_8000_0000_0000L;
  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;
  private static final int SEEK_END = 2;
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final SoftAssertions softly = new SoftAssertions();
  private GuestHand guest = ground.guest("caller");
  private long both = guest.object("object", 8192);
  private final long reader = guest.open("/dev/shm/object", 0);
  private final long writer = guest.open("/dev/shm/object", O_WRONLY);
  private final long directory = guest.open("/dev/shm", 0);

  private void answers(String what, String expected, long number, long... arguments) {
    softly.assertThat(guest.result(number, arguments)).as(what).isEqualTo(expected);
  }

  @Test
  void readRefusesInLinuxsOrder() {
    answers("-1", "EBADF", READ, -1, SCRATCH, 1);
    answers("not open", "EBADF", READ, 77, KERNEL_HALF, 1);
    answers("write-only", "EBADF", READ, writer, KERNEL_HALF, 1);
    answers("nothing", "0", READ, both, SCRATCH, 0);
    answers("nothing to null", "0", READ, both, 0, 0);
    answers("null", "EFAULT", READ, both, 0, 8);
    answers("read-only memory", "EFAULT", READ, both, CONSTANT, 8);
    answers("kernel half", "EFAULT", READ, both, KERNEL_HALF, 8);
    answers("nothing to the kernel half", "EFAULT", READ, both, KERNEL_HALF, 0);
    answers("not canonical", "EFAULT", READ, both, 1L << 63, 8);
    answers("wraps", "EFAULT", READ, both, SCRATCH, -1);
    answers("2^63", "EFAULT", READ, both, SCRATCH, 1L << 63);
    answers("over the end of the user half", "EFAULT", READ, both, SCRATCH, AddressSpace.END);
    answers("position", "0", LSEEK, both, 0, SEEK_CUR);
    answers("directory", "EISDIR", READ, directory, SCRATCH, 1);
    answers("nothing of a directory", "EISDIR", READ, directory, SCRATCH, 0);
    answers("directory into the kernel half", "EFAULT", READ, directory, KERNEL_HALF, 1);
    answers("output", "EBADF", READ, 1, SCRATCH, 1);
    softly.assertAll();
  }

  @Test
  void readEndsWhereTheObjectOrTheMemoryEnds() {
    answers("half", "4096", READ, both, SCRATCH_END - 4096, 8192);
    answers("the rest", "4096", READ, both, SCRATCH, 8192);
    answers("at the end", "0", READ, both, SCRATCH, 8192);
    answers("at the end, null", "0", READ, both, 0, 8);
    answers("at the end, kernel half", "EFAULT", READ, both, KERNEL_HALF, 8);
    answers("behind the end", "10000", LSEEK, both, 10_000, SEEK_SET);
    answers("behind the end", "0", READ, both, SCRATCH, 8192);
    softly.assertAll();
  }

  @Test
  void standardInputGivesItsBytesAndThenItsEnd() {
    answers("one", "1", READ, 0, SCRATCH, 1);
    answers("null", "EFAULT", READ, 0, 0, 1);
    answers("the rest", "1", READ, 0, SCRATCH, 100);
    softly.assertThat(guest.peek(SCRATCH, 1)).containsExactly('n');
    answers("end", "0", READ, 0, SCRATCH, 100);
    answers("to write", "EBADF", WRITE, 0, SCRATCH, 1);
    softly.assertAll();
  }

  @Test
  void writeRefusesInLinuxsOrder() {
    answers("-1", "EBADF", WRITE, -1, SCRATCH, 1);
    answers("read-only", "EBADF", WRITE, reader, KERNEL_HALF, 1);
    answers("directory", "EBADF", WRITE, directory, SCRATCH, 1);
    answers("nothing", "0", WRITE, both, SCRATCH, 0);
    answers("nothing from null", "0", WRITE, both, 0, 0);
    answers("null", "EFAULT", WRITE, both, 0, 8);
    answers("kernel half", "EFAULT", WRITE, both, KERNEL_HALF, 8);
    answers("nothing from the kernel half", "EFAULT", WRITE, both, -1, 0);
    answers("wraps", "EFAULT", WRITE, both, SCRATCH, -1);
    answers("nothing from the last address", "0", WRITE, both, AddressSpace.END, 0);
    answers("nothing from behind it", "EFAULT", WRITE, both, AddressSpace.END + 1, 0);
    answers("size", "8192", LSEEK, both, 0, SEEK_END);
    answers("memory that ends", "4096", WRITE, both, SCRATCH_END - 4096, 8192);
    answers("size", "12288", LSEEK, both, 0, SEEK_END);
    answers("output, null", "EFAULT", WRITE, 1, 0, 8);
    answers("output", "8", WRITE, 1, SCRATCH, 8);
    answers("output that ends", "16", WRITE, 1, SCRATCH_END - 16, 32);
    softly.assertAll();
  }

  @Test
  void positionsDoNotOverflow() {
    final long max = Long.MAX_VALUE;
    answers("as far as it goes", Long.toString(max), LSEEK, both, max, SEEK_SET);
    answers("read 1", "EINVAL", READ, both, SCRATCH, 1);
    answers("read 0", "0", READ, both, SCRATCH, 0);
    answers("write 1", "EINVAL", WRITE, both, SCRATCH, 1);
    answers("further", "EINVAL", LSEEK, both, 1, SEEK_CUR);
    answers("ten before", Long.toString(max - 10), LSEEK, both, max - 10, SEEK_SET);
    answers("read 10", "0", READ, both, SCRATCH, 10);
    answers("read 11", "EINVAL", READ, both, SCRATCH, 11);
    answers("read 11 to null", "EINVAL", READ, both, 0, 11);
    answers("read 11 to the kernel half", "EFAULT", READ, both, KERNEL_HALF, 11);
    answers("write 11", "EINVAL", WRITE, both, SCRATCH, 11);
    answers("write beyond the limit", "EFBIG", WRITE, both, SCRATCH, 1);
    vectors(SCRATCH + 64, 5, SCRATCH + 64, 16);
    answers("writev", "EINVAL", WRITEV, both, SCRATCH, 2);
    softly.assertAll();
  }

  @Test
  void writeLeavesAHoleOfZeroes() {
    guest.poke(SCRATCH, (byte) 7);
    answers("cut", "0", FTRUNCATE, both, 3);
    answers("behind the end", "5000", LSEEK, both, 5000, SEEK_SET);
    answers("write", "1", WRITE, both, SCRATCH, 1);
    answers("size", "5001", LSEEK, both, 0, SEEK_END);
    answers("back", "0", LSEEK, both, 0, SEEK_SET);
    answers("read", "5001", READ, both, SCRATCH, 8192);
    final byte[] expected = new byte[5001];
    expected[5000] = 7;
    softly.assertThat(guest.peek(SCRATCH, 5001)).isEqualTo(expected);
    softly.assertAll();
  }

  @Test
  void appendingWritesGoToTheEnd() {
    final long appender = guest.open("/dev/shm/object", O_RDWR | O_APPEND);
    answers("at first", "0", LSEEK, appender, 0, SEEK_CUR);
    answers("write", "3", WRITE, appender, SCRATCH, 3);
    answers("position", "8195", LSEEK, appender, 0, SEEK_CUR);
    answers("back", "0", LSEEK, appender, 0, SEEK_SET);
    answers("write", "3", WRITE, appender, SCRATCH, 3);
    answers("position", "8198", LSEEK, appender, 0, SEEK_CUR);
    softly.assertAll();
  }

  @Test
  void writeFillsAnObjectToItsLimit() throws Exception {
    final KernelGround small =
        KernelGround.withLimits(ShmLimits.defaults().withObjectBytes(10_000), 64);
    guest = small.guest("filler");
    both = guest.object("small", 0);
    answers("1", "8192", WRITE, both, SCRATCH, 8192);
    answers("2", "1808", WRITE, both, SCRATCH, 8192);
    answers("3", "EFBIG", WRITE, both, SCRATCH, 8192);
    answers("truncate", "EINVAL", FTRUNCATE, both, 10_001);
    answers("size", "10000", LSEEK, both, 0, SEEK_END);
    softly.assertAll();
    small.assertEverythingReturned();
  }

  @Test
  void writeStoresWhatThereAreFramesFor() throws Exception {
    final KernelGround small = KernelGround.ofFrames(64);
    guest = small.guest("filler");
    guest.mustMap(0x40_0000, 16, RW, ANONYMOUS, -1, 0);
    final byte[] bytes = new byte[16 * 4096];
    Arrays.fill(bytes, (byte) 3);
    guest.poke(0x40_0000, bytes);
    both = guest.object("big", 0);
    answers("all but three", "0", FTRUNCATE, both, (small.frames.available() - 3) * 4096);
    answers("to the end", Long.toString(both == 3 ? size(both) : -1), LSEEK, both, 0, SEEK_END);
    answers("ten bytes short of a page", "12278", WRITE, both, 0x40_0000, 12278);
    answers("the last ten", "10", WRITE, both, 0x40_0000, 16 * 4096);
    answers("full", "ENOSPC", WRITE, both, 0x40_0000, 1);
    answers("truncate", "ENOMEM", FTRUNCATE, both, size(both) + 1);
    softly.assertAll();
    small.assertEverythingReturned();
  }

  private long size(long descriptor) {
    assertThat(guest.call(FSTAT, descriptor, SCRATCH)).isZero();
    return ByteBuffer.wrap(guest.peek(SCRATCH + 48, 8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /** Puts an array of struct iovec at the start of scratch memory: address, length, … */
  private void vectors(long... fields) {
    final ByteBuffer array = ByteBuffer.allocate(8 * fields.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(fields).forEach(array::putLong);
    guest.poke(SCRATCH, array.array());
  }

  @Test
  void writevRefusesInLinuxsOrder() {
    answers("-1", "EBADF", WRITEV, -1, 0, -1);
    answers("read-only", "EBADF", WRITEV, reader, 0, -1);
    answers("none", "0", WRITEV, both, 0, 0);
    answers("none at null", "0", WRITEV, both, SCRATCH, 0);
    answers("-1 vectors", "EINVAL", WRITEV, both, SCRATCH, -1);
    answers("1025 vectors", "EINVAL", WRITEV, both, SCRATCH, 1025);
    answers("at null", "EFAULT", WRITEV, both, 0, 1);
    answers("in the kernel half", "EFAULT", WRITEV, both, KERNEL_HALF, 1);
    answers("end unmapped", "EFAULT", WRITEV, both, SCRATCH_END - 16, 2);
    vectors(SCRATCH + 64, -1);
    answers("negative length", "EINVAL", WRITEV, both, SCRATCH, 1);
    vectors(KERNEL_HALF, 8, SCRATCH + 64, -1);
    answers("bad pointer, then negative length", "EINVAL", WRITEV, both, SCRATCH, 2);
    vectors(SCRATCH + 64, 8, KERNEL_HALF, 8);
    answers("second in the kernel half", "EFAULT", WRITEV, both, SCRATCH, 2);
    vectors(KERNEL_HALF, 0, SCRATCH + 64, 8);
    answers("nothing from the kernel half", "EFAULT", WRITEV, both, SCRATCH, 2);
    vectors(0, 8);
    answers("null", "EFAULT", WRITEV, both, SCRATCH, 1);
    vectors(SCRATCH + 64, 1, SCRATCH, AddressSpace.END);
    answers("second too long", "EFAULT", WRITEV, both, SCRATCH, 2);
    answers("nothing was written", "0", LSEEK, both, 0, SEEK_CUR);
    softly.assertAll();
  }

  @Test
  void writevWritesUpToTheFirstBadPointer() {
    vectors(SCRATCH + 64, 8, SCRATCH_END, 8, SCRATCH + 64, 8);
    answers("second unmapped", "8", WRITEV, both, SCRATCH, 3);
    vectors(0, 0, SCRATCH + 64, 8);
    answers("empty from null", "8", WRITEV, both, SCRATCH, 2);
    vectors(SCRATCH + 64, 8, SCRATCH_END - 4, 8, SCRATCH + 64, 8);
    answers("second ends unmapped", "12", WRITEV, both, SCRATCH, 3);
    vectors(SCRATCH + 64, 8);
    answers("to output", "8", WRITEV, 1, SCRATCH, 1);
    softly.assertAll();
  }

  @Test
  void lseekMovesWithinWhatAPositionCanBe() {
    answers("-1", "EBADF", LSEEK, -1, 0, 9);
    answers("whence 5", "EINVAL", LSEEK, both, 0, 5);
    answers("whence -1", "EINVAL", LSEEK, both, 0, -1);
    answers("negative", "EINVAL", LSEEK, both, -1, SEEK_SET);
    answers("set", "100", LSEEK, both, 100, SEEK_SET);
    answers("before the start", "EINVAL", LSEEK, both, -101, SEEK_CUR);
    answers("back", "90", LSEEK, both, -10, SEEK_CUR);
    answers("end", "8187", LSEEK, both, -5, SEEK_END);
    answers("before the start", "EINVAL", LSEEK, both, -8193, SEEK_END);
    answers("overflow", "EINVAL", LSEEK, both, Long.MAX_VALUE, SEEK_CUR);
    answers("overflow", "EINVAL", LSEEK, both, Long.MAX_VALUE, SEEK_END);
    answers("underflow", "EINVAL", LSEEK, both, Long.MIN_VALUE, SEEK_CUR);
    answers("unmoved", "8187", LSEEK, both, 0, SEEK_CUR);
    answers("data behind the end", "ENXIO", LSEEK, both, 8192, SEEK_DATA);
    answers("hole before the start", "ENXIO", LSEEK, both, -1, SEEK_HOLE);
    answers("the end is a hole", "8192", LSEEK, both, 0, SEEK_HOLE);
    answers("write-only", "8192", LSEEK, writer, 0, SEEK_END);
    softly.assertAll();
  }

  @Test
  void lseekOfWhatIsNoObject() {
    answers("pipe", "ESPIPE", LSEEK, 0, 0, SEEK_SET);
    answers("pipe, data", "ESPIPE", LSEEK, 1, 0, SEEK_DATA);
    answers("pipe, whence 9", "EINVAL", LSEEK, 1, 0, 9);
    answers("directory", "5", LSEEK, directory, 5, SEEK_SET);
    answers("directory on", "6", LSEEK, directory, 1, SEEK_CUR);
    answers("directory before its start", "EINVAL", LSEEK, directory, -100, SEEK_CUR);
    answers("directory's end", "EINVAL", LSEEK, directory, 0, SEEK_END);
    answers("directory's data", "EINVAL", LSEEK, directory, 0, SEEK_DATA);
    softly.assertAll();
  }

  @Test
  void ftruncateRefusesInLinuxsOrder() {
    answers("-1", "EBADF", FTRUNCATE, -1, 0);
    answers("not open, negative", "EINVAL", FTRUNCATE, 77, -1);
    answers("read-only", "EINVAL", FTRUNCATE, reader, 8192);
    answers("negative", "EINVAL", FTRUNCATE, both, -1);
    answers("smallest", "EINVAL", FTRUNCATE, both, Long.MIN_VALUE);
    answers("largest", "EINVAL", FTRUNCATE, both, Long.MAX_VALUE);
    answers("over the limit", "EINVAL", FTRUNCATE, both, (256L << 20) + 1);
    answers("at the limit, too little memory", "ENOMEM", FTRUNCATE, both, 256L << 20);
    answers("directory", "EINVAL", FTRUNCATE, directory, 0);
    answers("pipe", "EINVAL", FTRUNCATE, 1, 0);
    answers("pipe to read", "EINVAL", FTRUNCATE, 0, 0);
    answers("size", "8192", LSEEK, both, 0, SEEK_END);
    answers("write-only", "0", FTRUNCATE, writer, 1);
    answers("garbage above", "0", FTRUNCATE, 0x5555_5555_0000_0000L | both, 2);
    answers("size", "2", LSEEK, both, 0, SEEK_END);
    softly.assertAll();
  }

  @Test
  void fstatFillsTheStructureOrRefuses() {
    answers("-1", "EBADF", FSTAT, -1, SCRATCH);
    answers("not open", "EBADF", FSTAT, 77, 0);
    answers("null", "EFAULT", FSTAT, both, 0);
    answers("kernel half", "EFAULT", FSTAT, both, KERNEL_HALF);
    answers("read-only memory", "EFAULT", FSTAT, both, CONSTANT);
    answers("ends unmapped", "EFAULT", FSTAT, both, SCRATCH_END - 143);
    answers("to the last byte", "0", FSTAT, both, SCRATCH_END - 144);
    final ByteBuffer status =
        ByteBuffer.wrap(guest.peek(SCRATCH_END - 144, 144)).order(ByteOrder.LITTLE_ENDIAN);
    // struct stat of arch/x86/include/uapi/asm/stat.h.
    softly.assertThat(status.getLong(16)).as("st_nlink").isOne();
    softly.assertThat(status.getInt(24)).as("st_mode").isEqualTo(0100600);
    softly.assertThat(status.getLong(48)).as("st_size").isEqualTo(8192);
    softly.assertThat(status.getLong(56)).as("st_blksize").isEqualTo(4096);
    softly.assertThat(status.getLong(64)).as("st_blocks").isEqualTo(16);
    answers("directory", "0", FSTAT, directory, SCRATCH);
    softly.assertThat(mode()).isEqualTo(041777);
    answers("pipe", "0", FSTAT, 1, SCRATCH);
    softly.assertThat(mode()).isEqualTo(010600);
    softly.assertAll();
  }

  private int mode() {
    return ByteBuffer.wrap(guest.peek(SCRATCH + 24, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  @Test
  void theModeOfANewObjectIsCutByTheMask() {
    assertThat(guest.call(OPEN, guest.string("/dev/shm/new"), O_CREAT | O_RDWR, 0177777))
        .isEqualTo(7);
    assertThat(guest.call(FSTAT, 7, SCRATCH)).isZero();
    assertThat(mode()).as("regular, 07777 without the mask 022").isEqualTo(0107755);
  }

  @Test
  void closeGivesTheNumberBack() {
    answers("-1", "EBADF", CLOSE, -1);
    answers("never opened", "EBADF", CLOSE, 100);
    answers("the limit", "EBADF", CLOSE, 1024);
    answers("largest", "EBADF", CLOSE, Integer.MAX_VALUE);
    answers("open", "0", CLOSE, reader);
    answers("again", "EBADF", CLOSE, reader);
    answers("garbage above", "0", CLOSE, 0x7654_3210_0000_0000L | writer);
    answers("a standard stream", "0", CLOSE, 0);
    softly.assertThat(guest.open("/dev/shm/object", 0)).isZero();
    softly.assertAll();
  }
}
