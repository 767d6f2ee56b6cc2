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
 */
public record FileStatus(
    long device, long inode, int mode, long links, int uid, int gid, long size, long blocks) {
  /** Type bits of a regular file (S_IFREG). */
  public static final int REGULAR = 0100000;

  /** Type bits of a directory (S_IFDIR). */
  public static final int DIRECTORY = 0040000;

  /** Type bits of a character device (S_IFCHR). */
  public static final int CHARACTER_DEVICE = 0020000;

  /** Type bits of a pipe (S_IFIFO). */
  public static final int PIPE = 0010000;

  /** Bytes of Linux's x86-64 {@code struct stat}. */
  public static final int BYTES = 144;

  /** st_blksize: the page size, as tmpfs has it. */
  private static final long BLOCK_SIZE = 4096;

  /** The {@code struct stat} of Linux x86-64; times are zero, for a machine has no calendar. */
  public byte[] encode() {
    final ByteBuffer out = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(device).putLong(inode).putLong(links);
    out.putInt(mode).putInt(uid).putInt(gid).putInt(0);
    out.putLong(0).putLong(size).putLong(BLOCK_SIZE).putLong(blocks);
    return out.array();
  }
}
