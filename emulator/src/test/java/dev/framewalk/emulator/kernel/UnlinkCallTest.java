package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.frame.FramePurpose;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** unlink(2) and unlinkat(2), each case as a native Linux 6.18 answers it. */
final class UnlinkCallTest {
  private static final int AT_REMOVEDIR = 0x200;
  private static final String OBJECT = "/dev/shm/object";

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final SoftAssertions softly = new SoftAssertions();
  private final GuestHand guest = ground.guest("unlinker");

  private void unlinks(String path, String expected) {
    softly
        .assertThat(guest.result(UNLINK, guest.string(path)))
        .as("unlink %s", path)
        .isEqualTo(expected);
  }

  private void removes(String path, String expected) {
    softly
        .assertThat(guest.result(UNLINKAT, AT_FDCWD, guest.string(path), AT_REMOVEDIR))
        .as("rmdir %s", path)
        .isEqualTo(expected);
  }

  @Test
  void theNameGoesAtOnceAndTheObjectWithItsLastReference() {
    final long used = ground.frames.used(FramePurpose.SHARED_OBJECT);
    final long descriptor = guest.object("object", 8192);
    unlinks(OBJECT, "0");
    unlinks(OBJECT, "ENOENT");
    softly.assertThat(ground.frames.used(FramePurpose.SHARED_OBJECT)).isEqualTo(used + 2);
    softly.assertThat(guest.open(OBJECT, 0)).isEqualTo(-Errno.ENOENT.number());
    softly.assertThat(guest.object("object", 0)).as("another object").isEqualTo(4);
    softly.assertThat(guest.call(LSEEK, descriptor, 0, 2)).isEqualTo(8192);
    softly.assertThat(guest.call(CLOSE, descriptor)).isZero();
    softly.assertThat(ground.frames.used(FramePurpose.SHARED_OBJECT)).isEqualTo(used);
    softly.assertAll();
  }

  @Test
  void whatIsNotAnObjectIsRefused() {
    assertThat(guest.object("object", 0)).isEqualTo(3);
    unlinks("/dev/shm/missing", "ENOENT");
    unlinks("/dev/shm/missing/", "ENOENT");
    unlinks("/dev/shm/missing/x", "ENOENT");
    unlinks(OBJECT + "/x", "ENOTDIR");
    unlinks(OBJECT + "/", "ENOTDIR");
    unlinks(OBJECT + "/.", "ENOTDIR");
    unlinks("/dev/shm", "EISDIR");
    unlinks("/dev/shm/", "EISDIR");
    unlinks("/dev/shm/.", "EISDIR");
    unlinks("/dev/shm/..", "EISDIR");
    unlinks("/", "EISDIR");
    unlinks("/dev/missing", "ENOENT");
    unlinks("/missing/x", "ENOENT");
    unlinks("/dev/shm/" + "n".repeat(256), "ENAMETOOLONG");
    unlinks("/dev/shm/" + "n".repeat(255), "ENOENT");
    unlinks("/".repeat(4096), "ENAMETOOLONG");
    unlinks("", "ENOENT");
    softly.assertThat(guest.result(UNLINK, 0)).isEqualTo("EFAULT");
    softly.assertThat(guest.result(UNLINK, 0xffff_8000_0000_0000L)).isEqualTo("EFAULT");
    unlinks(OBJECT, "0");
    softly.assertAll();
  }

  @Test
  void theDirectoryAndTheFlagsAreChecked() {
    assertThat(guest.object("object", 0)).isEqualTo(3);
    assertThat(guest.open("/dev/shm", O_DIRECTORY)).isEqualTo(4);
    softly.assertThat(guest.result(UNLINKAT, AT_FDCWD, 0, 1)).isEqualTo("EINVAL");
    softly.assertThat(guest.result(UNLINKAT, -1, 0, 1)).isEqualTo("EINVAL");
    softly.assertThat(guest.result(UNLINKAT, -1, 0, 0)).isEqualTo("EFAULT");
    final long name = guest.string("object");
    softly.assertThat(guest.result(UNLINKAT, -1, name, 0)).isEqualTo("EBADF");
    softly.assertThat(guest.result(UNLINKAT, 3, name, 0)).isEqualTo("ENOTDIR");
    softly
        .assertThat(guest.result(UNLINKAT, 4, name, 1L << 32))
        .as("flags are 32 bits")
        .isEqualTo("0");
    softly.assertThat(guest.result(UNLINKAT, 4, name, 0)).isEqualTo("ENOENT");
    softly.assertThat(guest.result(UNLINKAT, 99, guest.string(""), 0)).isEqualTo("ENOENT");
    softly.assertAll();
  }

  @Test
  void noDirectoryCanBeRemoved() {
    assertThat(guest.object("object", 0)).isEqualTo(3);
    removes("/dev/shm", "EBUSY");
    removes("/dev/shm/", "EBUSY");
    removes("/", "EBUSY");
    removes("/dev/shm/.", "EINVAL");
    removes("/dev/shm/./", "EINVAL");
    removes("/dev/shm/..", "ENOTEMPTY");
    removes(OBJECT, "ENOTDIR");
    removes(OBJECT + "/", "ENOTDIR");
    removes(OBJECT + "/.", "ENOTDIR");
    removes("/dev/shm/missing", "ENOENT");
    removes("/dev/shm/missing/", "ENOENT");
    softly.assertAll();
  }
}
