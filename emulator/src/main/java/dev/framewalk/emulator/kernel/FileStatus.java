package dev.framewalk.emulator.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What stat(2) says of a file.
 *
 * @param device st_dev
 * @param inode st_ino
 * @param mode type and permission bits
 * @param links names of the file
 * @param uid owner
 * @param gid group
 * @param size bytes
 * @param blocks blocks of 512 bytes in use
 * @param special device number of a device, 0 of others (st_rdev)
 * @param times when it was used
 */
public record FileStatus(
    long device,
    long inode,
    int mode,
    long links,
    int uid,
    int gid,
    long size,
    long blocks,
    long special,
    Times times) {
  /** Of a file that is no device and has no times. */
  public FileStatus(
      long device, long inode, int mode, long links, int uid, int gid, long size, long blocks) {
    this(device, inode, mode, links, uid, gid, size, blocks, 0, Times.NONE);
  }

  /** When it was read, when its bytes changed, when anything changed: nanoseconds since 1970. */
  public record Times(long accessed, long modified, long changed) {
    /** Of a file that keeps none. */
    public static final Times NONE = new Times(0, 0, 0);
  }

  /** Type bits of a regular file (S_IFREG). */
  public static final int REGULAR = 0100000;

  /** Type bits of a directory (S_IFDIR). */
  public static final int DIRECTORY = 0040000;

  /** Type bits of a character device (S_IFCHR). */
  public static final int CHARACTER_DEVICE = 0020000;

  /** Type bits of a pipe (S_IFIFO). */
  public static final int PIPE = 0010000;

  /** Type bits of a symbolic link (S_IFLNK). */
  public static final int SYMBOLIC_LINK = 0120000;

  /** Type bits of a mode (S_IFMT). */
  public static final int TYPE_MASK = 0170000;

  /** Bytes of {@code struct statx}. */
  public static final int STATX_BYTES = 256;

  /** STATX_BASIC_STATS: all that stat(2) says. */
  private static final int BASIC_STATS = 0x7ff;

  private static final long SECOND = 1_000_000_000L;

  /** Bytes of Linux's x86-64 {@code struct stat}. */
  public static final int BYTES = 144;

  /** st_blksize: the page size, as tmpfs has it. */
  private static final long BLOCK_SIZE = 4096;

  /** The {@code struct stat} of Linux x86-64 (arch/x86/include/uapi/asm/stat.h). */
  public byte[] encode() {
    final ByteBuffer out = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(device).putLong(inode).putLong(links);
    out.putInt(mode).putInt(uid).putInt(gid).putInt(0);
    out.putLong(special).putLong(size).putLong(BLOCK_SIZE).putLong(blocks);
    time(out, times.accessed);
    time(out, times.modified);
    time(out, times.changed);
    return out.array();
  }

  private static void time(ByteBuffer out, long nanos) {
    out.putLong(Math.floorDiv(nanos, SECOND)).putLong(Math.floorMod(nanos, SECOND));
  }

  /** The {@code struct statx} (include/uapi/linux/stat.h), with the basic fields. */
  public byte[] encodeExtended() {
    final ByteBuffer out = ByteBuffer.allocate(STATX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(BASIC_STATS).putInt((int) BLOCK_SIZE).putLong(0);
    out.putInt((int) links).putInt(uid).putInt(gid).putShort((short) mode).putShort((short) 0);
    out.putLong(inode).putLong(size).putLong(blocks).putLong(0);
    extendedTime(out, times.accessed);
    extendedTime(out, 0);
    extendedTime(out, times.changed);
    extendedTime(out, times.modified);
    out.putInt(major(special)).putInt(minor(special)).putInt(major(device)).putInt(minor(device));
    return out.array();
  }

  private static void extendedTime(ByteBuffer out, long nanos) {
    out.putLong(Math.floorDiv(nanos, SECOND)).putInt((int) Math.floorMod(nanos, SECOND)).putInt(0);
  }

  /** The major number of a device number (makedev(3)). */
  public static int major(long device) {
    return (int) (device >>> 8 & 0xfff);
  }

  /** The minor number of a device number (makedev(3)). */
  public static int minor(long device) {
    return (int) (device & 0xff | device >>> 12 & 0xfff00);
  }
}
