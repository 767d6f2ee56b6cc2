package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.shm.ShmLimits;
import dev.framewalk.pagetable.frame.FramePurpose;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * open(2) and openat(2). What each case answers was seen on a native Linux 6.18, except where
 * shared-memory objects have limits of their own.
 */
final class OpenCallTest {
  private static final String OBJECT = "/dev/shm/object";
  private static final String MISSING = "/dev/shm/missing";
  private static final String NAME_255 = "n".repeat(255);
  private static final String NAME_256 = "n".repeat(256);

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final SoftAssertions softly = new SoftAssertions();
  private GuestHand guest = ground.guest("opener");

  @BeforeEach
  void anObjectThatExists() {
    assertThat(guest.object("object", 5000)).isEqualTo(3);
  }

  private void opens(String path, int flags, String expected) {
    softly
        .assertThat(text(guest.open(path, flags)))
        .as("open %s flags 0%s", path, Integer.toOctalString(flags))
        .isEqualTo(expected);
  }

  @Test
  void givesTheLowestFreeDescriptor() {
    opens(OBJECT, 0, "4");
    opens(OBJECT, O_RDWR, "5");
    softly.assertThat(guest.result(CLOSE, 4)).isEqualTo("0");
    opens(OBJECT, O_WRONLY, "4");
    opens(OBJECT, 0, "6");
    softly.assertAll();
  }

  @Test
  void createsOnlyWhenAsked() {
    opens(MISSING, 0, "ENOENT");
    opens(MISSING, O_RDWR | O_EXCL, "ENOENT");
    opens(MISSING, O_RDWR | O_DIRECTORY, "ENOENT");
    opens(MISSING, O_RDWR | O_CREAT, "4");
    opens(MISSING, O_RDWR | O_CREAT, "5");
    opens(MISSING, O_RDWR | O_CREAT | O_EXCL, "EEXIST");
    opens(MISSING, O_CREAT | O_EXCL, "EEXIST");
    opens(MISSING, O_RDWR | O_EXCL, "6");
    softly.assertAll();
  }

  @Test
  void flagsAreRefusedBeforeThePointer() {
    softly.assertThat(guest.result(OPEN, 0, O_CREAT | O_DIRECTORY, 0)).isEqualTo("EINVAL");
    softly.assertThat(guest.result(OPEN, 0, O_TMPFILE, 0)).isEqualTo("EINVAL");
    softly
        .assertThat(guest.result(OPEN, 0, O_TMPFILE & ~O_DIRECTORY | O_RDWR, 0))
        .isEqualTo("EINVAL");
    softly.assertThat(guest.result(OPEN, 0, O_TMPFILE | O_CREAT | O_RDWR, 0)).isEqualTo("EINVAL");
    softly.assertThat(guest.result(OPEN, 0, 0, 0)).isEqualTo("EFAULT");
    softly.assertThat(guest.result(OPENAT, 3, 0, O_CREAT | O_DIRECTORY, 0)).isEqualTo("EINVAL");
    softly.assertAll();
  }

  @Test
  void pathsThatCannotBeReadAreRefused() {
    softly.assertThat(guest.result(OPEN, 0xffff_8000_0000_0000L, 0)).isEqualTo("EFAULT");
    softly.assertThat(guest.result(OPEN, 0x8000_0000_0000_0000L, 0)).isEqualTo("EFAULT");
    softly.assertThat(guest.result(OPEN, AddressSpace.END, 0)).isEqualTo("EFAULT");
    softly.assertThat(guest.result(OPEN, -1, 0)).isEqualTo("EFAULT");
    final byte[] path = OBJECT.getBytes(StandardCharsets.US_ASCII);
    final long unterminated = SCRATCH_END - path.length;
    guest.poke(unterminated, path);
    softly.assertThat(guest.result(OPEN, unterminated, 0)).isEqualTo("EFAULT");
    guest.poke(unterminated - 1, path);
    guest.poke(SCRATCH_END - 1, (byte) 0);
    softly.assertThat(guest.result(OPEN, unterminated - 1, 0)).isEqualTo("4");
    softly.assertAll();
  }

  @Test
  void aPathHas4095BytesAtMost() {
    opens("/".repeat(4096 - 1 - 14) + "dev/shm/object", 0, "4");
    opens("/".repeat(4096 - 14) + "dev/shm/object", 0, "ENAMETOOLONG");
    // Too long comes before unreadable: the 4096 bytes end where the mapping does.
    guest.mustMap(0x40_0000, 1, RW, ANONYMOUS, -1, 0);
    final byte[] slashes = new byte[4096];
    Arrays.fill(slashes, (byte) '/');
    guest.poke(0x40_0000, slashes);
    softly.assertThat(guest.result(OPEN, 0x40_0000, 0)).isEqualTo("ENAMETOOLONG");
    softly.assertAll();
  }

  @Test
  void aNameHas255BytesAtMost() {
    opens("/dev/shm/" + NAME_255, O_RDWR | O_CREAT, "4");
    opens("/dev/shm/" + NAME_256, O_RDWR | O_CREAT, "ENAMETOOLONG");
    opens("/dev/shm/" + NAME_256, 0, "ENAMETOOLONG");
    opens("/dev/shm/" + NAME_256 + "/x", 0, "ENAMETOOLONG");
    opens("/dev/" + NAME_256, 0, "ENAMETOOLONG");
    opens("/" + NAME_256 + "/object", 0, "ENAMETOOLONG");
    // What is not a directory is met before the name behind it.
    opens(OBJECT + "/" + NAME_256, 0, "ENOTDIR");
    opens(MISSING + "/" + NAME_256, 0, "ENOENT");
    // And a slash at the end before the name in front of it.
    opens("/dev/shm/" + NAME_256 + "/", O_RDWR | O_CREAT, "EISDIR");
    softly.assertAll();
  }

  @Test
  void namesAreBytes() {
    opens("/dev/shm/\u00e4\u00ff", O_RDWR | O_CREAT, "4");
    opens("/dev/shm/\u00e4\u00ff", O_RDWR | O_CREAT | O_EXCL, "EEXIST");
    opens("/dev/shm/\u00e4\u00fe", 0, "ENOENT");
    opens("/dev/shm/...", O_RDWR | O_CREAT, "5");
    opens("/dev/shm/ ", 0, "ENOENT");
    softly.assertAll();
  }

  @Test
  void onePathHasManySpellings() {
    opens("//dev//shm///object", 0, "4");
    opens("/dev/./shm/././object", 0, "5");
    opens("/dev/shm/../shm/object", 0, "6");
    opens("/../../dev/shm/object", 0, "7");
    opens("dev/shm/object", 0, "8");
    opens("./dev/shm/object", 0, "9");
    softly.assertAll();
  }

  @Test
  void nothingOfTheHostExists() {
    opens("/etc/hostname", 0, "ENOENT");
    opens("/usr", 0, "ENOENT");
    opens("/proc/new", O_RDWR | O_CREAT, "ENOENT");
    opens("/dev/new/", O_RDWR | O_CREAT, "EISDIR");
    opens("", 0, "ENOENT");
    softly.assertAll();
  }

  @Test
  void anObjectIsNoDirectory() {
    opens(OBJECT + "/x", 0, "ENOTDIR");
    opens(OBJECT + "/x", O_RDWR | O_CREAT, "ENOTDIR");
    opens(OBJECT + "/.", 0, "ENOTDIR");
    opens(OBJECT + "/..", 0, "ENOTDIR");
    opens(OBJECT + "/", 0, "ENOTDIR");
    opens(OBJECT, O_DIRECTORY, "ENOTDIR");
    opens(OBJECT, O_DIRECTORY | O_EXCL, "ENOTDIR");
    opens(OBJECT + "/", O_RDWR | O_CREAT, "EISDIR");
    opens(OBJECT + "/", O_CREAT | O_EXCL, "EISDIR");
    opens(MISSING + "/..", 0, "ENOENT");
    opens(MISSING + "/", 0, "ENOENT");
    opens(MISSING + "/", O_RDWR | O_CREAT, "EISDIR");
    softly.assertAll();
  }

  @Test
  void aDirectoryIsOpenedToBeReadOnly() {
    for (final String directory : new String[] {"/", "/dev", "/dev/shm"}) {
      opens(directory, O_WRONLY, "EISDIR");
      opens(directory, O_RDWR, "EISDIR");
      opens(directory, 3, "EISDIR");
      opens(directory, O_TRUNC, "EISDIR");
      opens(directory, O_CREAT, "EISDIR");
      opens(directory, O_CREAT | O_EXCL, "EEXIST");
    }
    opens("/dev/shm/", O_CREAT | O_EXCL, "EISDIR");
    opens("/dev/shm/.", O_CREAT | O_EXCL, "EEXIST");
    opens("/dev/shm/./", O_CREAT | O_EXCL, "EEXIST");
    opens("/dev/shm/..", O_CREAT, "EISDIR");
    opens("/dev/shm", O_DIRECTORY, "4");
    opens("/dev/shm/", 0, "5");
    opens("/", 0, "6");
    softly.assertAll();
  }

  @Test
  void truncatingByOpeningNeedsNoRightToWrite() {
    final long reader = guest.open(OBJECT, O_TRUNC);
    assertThat(reader).isEqualTo(4);
    assertThat(guest.call(LSEEK, reader, 0, 2)).isZero();
  }

  @Test
  void anAccessModeOfBothBitsAllowsNeither() {
    final long neither = guest.open(OBJECT, 3);
    assertThat(neither).isEqualTo(4);
    assertThat(guest.result(READ, neither, SCRATCH, 1)).isEqualTo("EBADF");
    assertThat(guest.result(WRITE, neither, SCRATCH, 1)).isEqualTo("EBADF");
    assertThat(guest.result(FTRUNCATE, neither, 0)).isEqualTo("EINVAL");
    assertThat(guest.result(LSEEK, neither, 0, 2)).isEqualTo("5000");
  }

  @Test
  void anOpenForThePathAloneNamesTheFileAndDoesNothing() {
    final long path = guest.open(OBJECT, O_PATH | O_CREAT | O_EXCL | O_TRUNC | O_RDWR);
    assertThat(path).isEqualTo(4);
    softly.assertThat(guest.result(READ, path, SCRATCH, 1)).isEqualTo("EBADF");
    softly.assertThat(guest.result(WRITE, path, SCRATCH, 1)).isEqualTo("EBADF");
    softly.assertThat(guest.result(WRITEV, path, 0, -1)).isEqualTo("EBADF");
    softly.assertThat(guest.result(LSEEK, path, 0, 0)).isEqualTo("EBADF");
    softly.assertThat(guest.result(FTRUNCATE, path, 0)).isEqualTo("EBADF");
    softly
        .assertThat(guest.result(MMAP, 0, 4096, PROT_READ, MAP_SHARED, path, 0))
        .isEqualTo("EBADF");
    softly.assertThat(guest.result(FSTAT, path, SCRATCH)).isEqualTo("0");
    softly
        .assertThat(
            ByteBuffer.wrap(guest.peek(SCRATCH + 48, 8)).order(ByteOrder.LITTLE_ENDIAN).getLong())
        .as("st_size: nothing was cut")
        .isEqualTo(5000);
    softly.assertThat(guest.result(CLOSE, path)).isEqualTo("0");
    opens(MISSING, O_PATH | O_CREAT, "ENOENT");
    opens(OBJECT, O_PATH | O_DIRECTORY | O_CREAT, "ENOTDIR");
    opens(OBJECT + "/", O_PATH, "ENOTDIR");
    opens("/dev/shm", O_PATH | O_RDWR, "4");
    softly.assertAll();
  }

  @Test
  void anUnnamedFileLivesAsLongAsItIsOpen() {
    final long used = ground.frames.used(FramePurpose.SHARED_OBJECT);
    final long unnamed = guest.open("/dev/shm", O_TMPFILE | O_RDWR);
    assertThat(unnamed).isEqualTo(4);
    assertThat(guest.open("/dev/shm/", O_TMPFILE | O_WRONLY | O_EXCL)).isEqualTo(5);
    assertThat(guest.result(FTRUNCATE, unnamed, 8192)).isEqualTo("0");
    assertThat(guest.result(FSTAT, unnamed, SCRATCH)).isEqualTo("0");
    assertThat(guest.peek(SCRATCH + 16, 8)).as("st_nlink").containsOnly(0);
    assertThat(ground.frames.used(FramePurpose.SHARED_OBJECT)).isEqualTo(used + 2);
    assertThat(guest.result(CLOSE, unnamed)).isEqualTo("0");
    assertThat(ground.frames.used(FramePurpose.SHARED_OBJECT)).isEqualTo(used);
    opens(OBJECT, O_TMPFILE | O_RDWR, "ENOTDIR");
    opens(MISSING, O_TMPFILE | O_RDWR, "ENOENT");
    opens("/proc", O_TMPFILE | O_RDWR, "EOPNOTSUPP");
    softly.assertAll();
  }

  @Test
  void flagsThatMeanNothingHereAreTaken() {
    opens(OBJECT, O_NOFOLLOW | O_CLOEXEC | O_RDWR, "4");
    opens(OBJECT, 0x4000_0000 | O_RDWR, "5");
    softly.assertAll();
  }

  @Test
  void theDirectoryOfARelativePathIsChecked() {
    final long name = guest.string("object");
    softly.assertThat(guest.result(OPENAT, -1, name, O_RDWR)).isEqualTo("EBADF");
    softly.assertThat(guest.result(OPENAT, 500, name, O_RDWR)).isEqualTo("EBADF");
    softly.assertThat(guest.result(OPENAT, 3, name, O_RDWR)).isEqualTo("ENOTDIR");
    softly.assertThat(guest.result(OPENAT, -1, 0, O_RDWR)).isEqualTo("EFAULT");
    softly.assertThat(guest.result(OPENAT, -1, guest.string(""), O_RDWR)).isEqualTo("ENOENT");
    softly.assertThat(guest.open("/dev/shm", 0)).isEqualTo(4);
    softly.assertThat(guest.open("/dev/shm", O_PATH)).isEqualTo(5);
    softly.assertThat(guest.open(OBJECT, O_PATH)).isEqualTo(6);
    softly
        .assertThat(guest.result(OPENAT, 4, guest.string("object"), O_RDWR))
        .as("below an open directory")
        .isEqualTo("7");
    softly.assertThat(guest.result(OPENAT, 5, guest.string("./object"), O_RDWR)).isEqualTo("8");
    softly
        .assertThat(guest.result(OPENAT, 4, guest.string("../../dev/shm/object"), 0))
        .isEqualTo("9");
    softly.assertThat(guest.result(OPENAT, 6, guest.string("x"), 0)).isEqualTo("ENOTDIR");
    softly.assertThat(guest.result(OPENAT, -1, guest.string(OBJECT), 0)).isEqualTo("10");
    softly
        .assertThat(guest.result(OPENAT, 0xffff_ff9cL, guest.string("dev/shm/object"), 0))
        .as("AT_FDCWD without its upper half")
        .isEqualTo("11");
    softly.assertAll();
  }

  @Test
  void descriptorsRunOutBeforeNamesAreLookedUp() throws Exception {
    final KernelGround small = KernelGround.withLimits(ShmLimits.defaults(), 4);
    guest = small.guest("full");
    softly.assertThat(guest.open("/dev/shm/last", O_RDWR | O_CREAT)).isEqualTo(3);
    opens("/dev/shm/last", 0, "EMFILE");
    opens(MISSING, 0, "EMFILE");
    opens("/dev/shm/new", O_RDWR | O_CREAT, "EMFILE");
    opens("", 0, "ENOENT");
    softly.assertThat(guest.result(OPEN, 0, 0)).isEqualTo("EFAULT");
    opens("/".repeat(4096), 0, "ENAMETOOLONG");
    opens("/", O_CREAT | O_DIRECTORY, "EINVAL");
    softly.assertThat(guest.result(OPENAT, 99, guest.string("x"), 0)).isEqualTo("EMFILE");
    softly.assertThat(small.kernel.registry().count()).as("nothing was made").isOne();
    softly.assertAll();
    small.assertEverythingReturned();
  }

  @Test
  void objectsRunOut() throws Exception {
    final KernelGround small = KernelGround.withLimits(ShmLimits.defaults().withObjects(2), 64);
    guest = small.guest("maker");
    opens("/dev/shm/one", O_RDWR | O_CREAT, "3");
    opens("/dev/shm/two", O_RDWR | O_CREAT, "4");
    opens("/dev/shm/three", O_RDWR | O_CREAT, "ENOSPC");
    opens("/dev/shm", O_TMPFILE | O_RDWR, "ENOSPC");
    opens("/dev/shm/one", O_RDWR | O_CREAT, "5");
    softly.assertAll();
    small.assertEverythingReturned();
  }
}
