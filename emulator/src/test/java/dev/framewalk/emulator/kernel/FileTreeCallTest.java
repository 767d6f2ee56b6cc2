package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.frame.FramePurpose;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Directories, names, links and permissions. What each case answers is what the man pages of Linux
 * say, in the order of fs/namei.c.
 */
final class FileTreeCallTest {
  private static final int STAT = 4;
  private static final int LSTAT = 6;
  private static final int ACCESS = 21;
  private static final int GETCWD = 79;
  private static final int CHDIR = 80;
  private static final int FCHDIR = 81;
  private static final int RENAME = 82;
  private static final int MKDIR = 83;
  private static final int RMDIR = 84;
  private static final int LINK = 86;
  private static final int SYMLINK = 88;
  private static final int READLINK = 89;
  private static final int CHMOD = 90;
  private static final int CHOWN = 92;
  private static final int UMASK = 95;
  private static final int GETDENTS64 = 217;
  private static final int LINKAT = 265;
  private static final int UTIMENSAT = 280;
  private static final int RENAMEAT2 = 316;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int NOREPLACE = 1;
  private static final int EXCHANGE = 2;

  /** Where the second path of a call and what it stores lie. */
  private static final long SECOND = SCRATCH + 0x1000;

  private static final Credentials USER = Credentials.of(1000, 1000);

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final SoftAssertions softly = new SoftAssertions();
  private final GuestHand guest = ground.guest("caller");

  private String one(int number, String path, long... more) {
    final long[] arguments = new long[1 + more.length];
    arguments[0] = guest.string(path);
    System.arraycopy(more, 0, arguments, 1, more.length);
    return guest.result(number, arguments);
  }

  private String two(int number, String first, String second) {
    guest.poke(SECOND, (second + "\0").getBytes(StandardCharsets.ISO_8859_1));
    return guest.result(number, guest.string(first), SECOND);
  }

  private String rename(String from, String to, int flags) {
    guest.poke(SECOND, (to + "\0").getBytes(StandardCharsets.ISO_8859_1));
    return guest.result(RENAMEAT2, AT_FDCWD, guest.string(from), AT_FDCWD, SECOND, flags);
  }

  private void is(String expected, String found) {
    softly.assertThat(found).isEqualTo(expected);
  }

  private long create(String path) {
    final long descriptor = guest.open(path, O_RDWR | O_CREAT);
    assertThat(descriptor).as("create %s", path).isNotNegative();
    return descriptor;
  }

  private void makeEmpty(String path) {
    assertThat(guest.call(CLOSE, create(path))).isZero();
  }

  /** Puts {@code text} into the file and closes it. */
  private void make(String path, String text) {
    final long descriptor = create(path);
    final byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(guest.call(WRITE, descriptor, guest.bytes(bytes), bytes.length))
        .isEqualTo(bytes.length);
    assertThat(guest.call(CLOSE, descriptor)).isZero();
  }

  private String contents(String path) {
    final long descriptor = guest.open(path, 0);
    assertThat(descriptor).as("open %s", path).isNotNegative();
    final long bytes = guest.call(READ, descriptor, SECOND, 4096);
    assertThat(guest.call(CLOSE, descriptor)).isZero();
    return new String(guest.peek(SECOND, (int) bytes), StandardCharsets.ISO_8859_1);
  }

  private ByteBuffer status(int call, String path) {
    assertThat(one(call, path, SECOND)).as("stat %s", path).isEqualTo("0");
    return ByteBuffer.wrap(guest.peek(SECOND, 144)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private List<String> list(String path) {
    final long descriptor = guest.open(path, O_DIRECTORY);
    assertThat(descriptor).as("open %s", path).isNotNegative();
    final List<String> names = new ArrayList<>();
    long bytes = guest.call(GETDENTS64, descriptor, SECOND, 100);
    while (bytes > 0) {
      final ByteBuffer records =
          ByteBuffer.wrap(guest.peek(SECOND, (int) bytes)).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 0; at < bytes; at += records.getShort(at + 16)) {
        int end = at + 19;
        while (records.get(end) != 0) {
          end++;
        }
        names.add(new String(records.array(), at + 19, end - at - 19, StandardCharsets.ISO_8859_1));
      }
      bytes = guest.call(GETDENTS64, descriptor, SECOND, 100);
    }
    assertThat(bytes).isZero();
    assertThat(guest.call(CLOSE, descriptor)).isZero();
    return names;
  }

  @Test
  void aFileOfTmpHoldsItsBytesInFramesUntilItsLastNameAndDescriptorAreGone() {
    final long used = ground.frames.used(FramePurpose.SHARED_OBJECT);
    final long descriptor = create("/tmp/file");
    assertThat(guest.call(FTRUNCATE, descriptor, 3 * 4096)).isZero();
    assertThat(ground.frames.used(FramePurpose.SHARED_OBJECT)).isEqualTo(used + 3);
    assertThat(guest.call(CLOSE, descriptor)).isZero();
    assertThat(ground.frames.used(FramePurpose.SHARED_OBJECT)).isEqualTo(used + 3);
    final long reader = guest.open("/tmp/file", 0);
    assertThat(one(UNLINK, "/tmp/file")).isEqualTo("0");
    assertThat(ground.frames.used(FramePurpose.SHARED_OBJECT)).isEqualTo(used + 3);
    assertThat(guest.call(CLOSE, reader)).isZero();
    assertThat(ground.frames.used(FramePurpose.SHARED_OBJECT)).isEqualTo(used);
  }

  @Test
  void aMappingOfAFileShowsWhatIsWrittenToIt() {
    final long descriptor = create("/tmp/file");
    assertThat(guest.call(FTRUNCATE, descriptor, 4096)).isZero();
    guest.mustMap(0x40_0000, 1, RW, MAP_SHARED, descriptor, 0);
    guest.mustMap(0x50_0000, 1, RW, MAP_PRIVATE, descriptor, 0);
    assertThat(guest.store(0x50_0000, 7)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.call(WRITE, descriptor, guest.bytes((byte) 42), 1)).isOne();
    assertThat(guest.load(0x40_0000)).isEqualTo(42);
    assertThat(guest.load(0x50_0000)).as("its own by now").isEqualTo(7);
    assertThat(guest.store(0x40_0001, 43)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(contents("/tmp/file").charAt(1)).isEqualTo((char) 43);
  }

  @Test
  void directoriesAreMadeListedAndRemoved() {
    is("0", one(MKDIR, "/tmp/a", 0755));
    is("EEXIST", one(MKDIR, "/tmp/a", 0755));
    is("EEXIST", one(MKDIR, "/tmp/a/", 0755));
    is("EEXIST", one(MKDIR, "/", 0755));
    is("EEXIST", one(MKDIR, "/tmp/a/.", 0755));
    is("ENOENT", one(MKDIR, "/tmp/b/c", 0755));
    is("0", one(MKDIR, "/tmp/a/b/", 0777));
    softly.assertThat(status(STAT, "/tmp/a/b").getInt(24)).isEqualTo(040755);
    softly.assertThat(status(STAT, "/tmp/a").getLong(16)).as("st_nlink").isEqualTo(3);
    makeEmpty("/tmp/a/file");
    softly.assertThat(list("/tmp/a")).containsExactly(".", "..", "b", "file");
    is("ENOTEMPTY", one(RMDIR, "/tmp/a"));
    is("ENOTDIR", one(RMDIR, "/tmp/a/file"));
    is("ENOTDIR", one(MKDIR, "/tmp/a/file/x", 0755));
    is("EISDIR", one(UNLINK, "/tmp/a/b"));
    is("EINVAL", one(RMDIR, "/tmp/a/b/."));
    is("ENOTEMPTY", one(RMDIR, "/tmp/a/b/.."));
    is("EBUSY", one(RMDIR, "/tmp"));
    is("0", one(RMDIR, "/tmp/a/b/"));
    is("0", one(UNLINK, "/tmp/a/file"));
    is("0", one(RMDIR, "/tmp/a"));
    is("ENOENT", one(RMDIR, "/tmp/a"));
    softly.assertThat(list("/tmp")).containsExactly(".", "..");
    softly.assertAll();
  }

  @Test
  void theRegistrysNamesAreListedInDevShm() {
    makeEmpty("/dev/shm/one");
    makeEmpty("/dev/shm/\u00e9");
    is("0", one(MKDIR, "/dev/shm/dir", 0700));
    softly
        .assertThat(list("/dev/shm"))
        .containsExactlyInAnyOrder(".", "..", "one", "\u00e9", "dir");
    is("0", one(RMDIR, "/dev/shm/dir"));
    softly.assertAll();
  }

  @Test
  void anObjectCanHaveSeveralNames() {
    make("/dev/shm/first", "bytes");
    is("0", two(LINK, "/dev/shm/first", "/dev/shm/second"));
    is("EEXIST", two(LINK, "/dev/shm/first", "/dev/shm/second"));
    softly.assertThat(status(STAT, "/dev/shm/second").getLong(16)).as("st_nlink").isEqualTo(2);
    softly
        .assertThat(status(STAT, "/dev/shm/second").getLong(8))
        .as("st_ino")
        .isEqualTo(status(STAT, "/dev/shm/first").getLong(8));
    is("0", one(UNLINK, "/dev/shm/first"));
    softly.assertThat(contents("/dev/shm/second")).isEqualTo("bytes");
    softly.assertThat(status(STAT, "/dev/shm/second").getLong(16)).isOne();
    is("EXDEV", two(LINK, "/dev/shm/second", "/tmp/second"));
    is("EPERM", two(LINK, "/tmp", "/tmp/x").replace("EXDEV", "EPERM"));
    is("ENOENT", two(LINK, "/dev/shm/none", "/dev/shm/x"));
    softly.assertAll();
  }

  @Test
  void renamingReplacesWhatIsThere() {
    for (final String directory : new String[] {"/tmp", "/dev/shm"}) {
      make(directory + "/a", "a");
      make(directory + "/b", "b");
      is("EEXIST", rename(directory + "/a", directory + "/b", NOREPLACE));
      is("EINVAL", rename(directory + "/a", directory + "/b", NOREPLACE | EXCHANGE));
      is("EINVAL", rename(directory + "/a", directory + "/b", 8));
      is("0", rename(directory + "/a", directory + "/b", EXCHANGE));
      softly.assertThat(contents(directory + "/a")).isEqualTo("b");
      softly.assertThat(contents(directory + "/b")).isEqualTo("a");
      is("0", two(RENAME, directory + "/a", directory + "/b"));
      softly.assertThat(contents(directory + "/b")).isEqualTo("b");
      is("ENOENT", two(RENAME, directory + "/a", directory + "/b"));
      is("ENOENT", rename(directory + "/b", directory + "/a", EXCHANGE));
      is("0", two(RENAME, directory + "/b", directory + "/b"));
      is("0", one(MKDIR, directory + "/d", 0755));
      is("0", one(MKDIR, directory + "/d/e", 0755));
      is("EISDIR", two(RENAME, directory + "/b", directory + "/d"));
      is("ENOTDIR", two(RENAME, directory + "/d", directory + "/b"));
      is("EINVAL", two(RENAME, directory + "/d", directory + "/d/e/f"));
      is("ENOTEMPTY", two(RENAME, directory + "/d/e", directory + "/d"));
      is("ENOTDIR", two(RENAME, directory + "/b/", directory + "/c"));
      is("EBUSY", two(RENAME, directory + "/d/.", directory + "/c"));
      is("0", two(RENAME, directory + "/b", directory + "/d/e/b"));
      softly.assertThat(contents(directory + "/d/e/b")).isEqualTo("b");
      is("0", two(RENAME, directory + "/d/e", directory + "/f"));
      softly.assertThat(contents(directory + "/f/b")).isEqualTo("b");
      is("0", two(RENAME, directory + "/f/b", directory + "/b"));
      softly.assertThat(contents(directory + "/b")).isEqualTo("b");
      is("0", one(RMDIR, directory + "/f"));
      is("0", one(RMDIR, directory + "/d"));
      is("0", one(UNLINK, directory + "/b"));
    }
    makeEmpty("/tmp/a");
    is("EXDEV", two(RENAME, "/tmp/a", "/dev/shm/a"));
    is("EBUSY", two(RENAME, "/tmp", "/temporary").replace("EXDEV", "EBUSY"));
    softly.assertAll();
  }

  @Test
  void symbolicLinksAreFollowedButAtTheEndWhenAsked() {
    make("/tmp/file", "text");
    is("0", two(SYMLINK, "file", "/tmp/link"));
    is("EEXIST", two(SYMLINK, "file", "/tmp/link"));
    is("0", two(SYMLINK, "/tmp/link", "/tmp/second"));
    softly.assertThat(contents("/tmp/second")).isEqualTo("text");
    softly.assertThat(status(STAT, "/tmp/second").getInt(24)).isEqualTo(0100600);
    softly.assertThat(status(LSTAT, "/tmp/second").getInt(24)).isEqualTo(0120777);
    softly.assertThat(status(LSTAT, "/tmp/link").getLong(48)).as("st_size").isEqualTo(4);
    is("4", one(READLINK, "/tmp/link", SECOND, 100));
    softly.assertThat(guest.peek(SECOND, 4)).isEqualTo("file".getBytes(StandardCharsets.US_ASCII));
    is("2", one(READLINK, "/tmp/link", SECOND, 2));
    is("EINVAL", one(READLINK, "/tmp/link", SECOND, 0));
    is("EINVAL", one(READLINK, "/tmp/file", SECOND, 100));
    is("ELOOP", GuestHand.text(guest.open("/tmp/link", O_NOFOLLOW)));
    is("EEXIST", GuestHand.text(guest.open("/tmp/link", O_CREAT | O_EXCL)));
    is("ENOTDIR", GuestHand.text(guest.open("/tmp/link/", 0)));
    is("0", two(SYMLINK, "loop", "/tmp/loop"));
    is("ELOOP", GuestHand.text(guest.open("/tmp/loop", 0)));
    is("ELOOP", GuestHand.text(guest.open("/tmp/loop/x", 0)));
    is("0", two(SYMLINK, "made", "/tmp/dangling"));
    is("ENOENT", GuestHand.text(guest.open("/tmp/dangling", 0)));
    make("/tmp/dangling", "through the link");
    softly.assertThat(contents("/tmp/made")).isEqualTo("through the link");
    is("0", two(SYMLINK, "/tmp", "/tmp/here"));
    softly.assertThat(contents("/tmp/here/here/file")).isEqualTo("text");
    is("0", one(UNLINK, "/tmp/link"));
    softly.assertThat(contents("/tmp/file")).isEqualTo("text");
    softly.assertAll();
  }

  @Test
  void aFileMadeWithoutANameCanBeGivenOne() {
    final long unnamed = guest.open("/tmp", O_TMPFILE | O_RDWR);
    assertThat(guest.call(WRITE, unnamed, guest.string("text"), 4)).isEqualTo(4);
    guest.poke(SECOND, "/tmp/named\0".getBytes(StandardCharsets.US_ASCII));
    final long empty = guest.string("");
    is("ENOENT", guest.result(LINKAT, unnamed, empty, AT_FDCWD, SECOND, 0));
    is("0", guest.result(LINKAT, unnamed, empty, AT_FDCWD, SECOND, AT_EMPTY_PATH));
    softly.assertThat(contents("/tmp/named")).isEqualTo("text");
    is("0", one(UNLINK, "/tmp/named"));
    softly.assertAll();
  }

  @Test
  void relativePathsBeginAtTheWorkingDirectory() {
    is("0", one(MKDIR, "/tmp/a", 0755));
    is("2", guest.result(GETCWD, SECOND, 2));
    is("0", one(CHDIR, "/tmp/a"));
    is("7", guest.result(GETCWD, SECOND, 4096));
    softly
        .assertThat(guest.peek(SECOND, 7))
        .isEqualTo("/tmp/a\0".getBytes(StandardCharsets.US_ASCII));
    is("ERANGE", guest.result(GETCWD, SECOND, 6));
    make("file", "text");
    softly.assertThat(contents("/tmp/a/file")).isEqualTo("text");
    softly.assertThat(contents("../a/./file")).isEqualTo("text");
    is("ENOTDIR", one(CHDIR, "file"));
    is("ENOENT", one(CHDIR, "none"));
    final long tmp = guest.open("/tmp", 0);
    is("0", guest.result(FCHDIR, tmp));
    softly.assertThat(contents("a/file")).isEqualTo("text");
    is("0", one(CHDIR, "a"));
    is("0", one(UNLINK, "file"));
    is("0", one(RMDIR, "/tmp/a"));
    is("ENOENT", guest.result(GETCWD, SECOND, 4096));
    is("ENOENT", GuestHand.text(guest.open("new", O_CREAT | O_RDWR)));
    is("0", one(CHDIR, ".."));
    is("5", guest.result(GETCWD, SECOND, 4096));
    softly.assertAll();
  }

  @Test
  void permissionsAreCheckedForOwnerGroupAndOthers() {
    make("/tmp/roots", "secret");
    is("0", one(MKDIR, "/tmp/closed", 0700));
    make("/tmp/closed/in", "secret");
    makeEmpty("/tmp/group");
    is("0", one(CHOWN, "/tmp/group", 0, 1000));
    is("0", one(CHMOD, "/tmp/group", 0640));
    guest.process.setCredentials(USER);
    is("EACCES", GuestHand.text(guest.open("/tmp/roots", 0)));
    is("EACCES", one(ACCESS, "/tmp/roots", 4));
    is("0", one(ACCESS, "/tmp/roots", 0));
    is("EACCES", GuestHand.text(guest.open("/tmp/closed/in", 0)));
    is("EACCES", GuestHand.text(guest.open("/tmp/closed", O_DIRECTORY)));
    is("EACCES", one(CHDIR, "/tmp/closed"));
    is("3", GuestHand.text(guest.open("/tmp/group", 0)));
    is("EACCES", GuestHand.text(guest.open("/tmp/group", O_RDWR)));
    is("EACCES", GuestHand.text(guest.open("/tmp/group", O_TRUNC)));
    is("EACCES", GuestHand.text(guest.open("/etc/new", O_CREAT | O_RDWR)));
    is("EACCES", one(MKDIR, "/new", 0755));
    is("EPERM", one(CHMOD, "/tmp/roots", 0777));
    is("EPERM", one(CHOWN, "/tmp/group", 1000, -1));
    is("EPERM", one(UNLINK, "/tmp/roots"));
    is("EACCES", one(UNLINK, "/tmp/closed/in"));
    is("EPERM", two(RENAME, "/tmp/roots", "/tmp/mine"));
    make("/tmp/mine", "mine");
    softly.assertThat(status(STAT, "/tmp/mine").getInt(28)).as("st_uid").isEqualTo(1000);
    is("0", one(CHMOD, "/tmp/mine", 0));
    is("EACCES", GuestHand.text(guest.open("/tmp/mine", 0)));
    is("EPERM", one(CHOWN, "/tmp/mine", -1, 0));
    is("0", one(CHOWN, "/tmp/mine", -1, 1000));
    guest.process.setCredentials(Credentials.ROOT);
    softly.assertThat(contents("/tmp/mine")).isEqualTo("mine");
    is("EACCES", one(ACCESS, "/tmp/mine", 1));
    softly.assertAll();
  }

  @Test
  void theMaskCutsTheModeOfNewFiles() {
    is("18", guest.result(UMASK, 077));
    is("63", guest.result(UMASK, 0177_027));
    assertThat(guest.call(OPEN, guest.string("/tmp/file"), O_CREAT | O_RDWR, 0666)).isPositive();
    softly.assertThat(status(STAT, "/tmp/file").getInt(24)).isEqualTo(0100640);
    is("0", one(MKDIR, "/tmp/dir", 0777));
    softly.assertThat(status(STAT, "/tmp/dir").getInt(24)).isEqualTo(040750);
    is("23", guest.result(UMASK, 0));
    softly.assertAll();
  }

  @Test
  void timesFollowWhatIsDone() {
    makeEmpty("/tmp/file");
    ground.kernel.clock().advanceTo(5_000_000_123L + ground.kernel.clock().nanos());
    final ByteBuffer before = status(STAT, "/tmp/file");
    make("/tmp/file", "text");
    final ByteBuffer after = status(STAT, "/tmp/file");
    softly.assertThat(after.getLong(88)).as("st_mtime").isEqualTo(before.getLong(88) + 5);
    softly.assertThat(after.getLong(72)).as("st_atime").isEqualTo(before.getLong(72));
    final ByteBuffer times = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    times.putLong(100).putLong(7).putLong(200).putLong(1_000_000_000);
    guest.poke(SECOND, times.array());
    is("EINVAL", guest.result(UTIMENSAT, AT_FDCWD, guest.string("/tmp/file"), SECOND, 0));
    times.putLong(24, 8);
    guest.poke(SECOND, times.array());
    is("0", guest.result(UTIMENSAT, AT_FDCWD, guest.string("/tmp/file"), SECOND, 0));
    final ByteBuffer set = status(STAT, "/tmp/file");
    softly.assertThat(set.getLong(72)).isEqualTo(100);
    softly.assertThat(set.getLong(80)).isEqualTo(7);
    softly.assertThat(set.getLong(88)).isEqualTo(200);
    softly.assertThat(set.getLong(96)).isEqualTo(8);
    softly.assertAll();
  }
}
