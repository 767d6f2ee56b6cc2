package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.kernel.Backing.OfObject;

/**
 * An open file description (POSIX.1-2017 3.258): what one {@code open} made, with its position and
 * access mode, shared by every descriptor that was duplicated from it.
 *
 * <p>Each kind of file overrides what it can do; the rest is refused as Linux refuses it.
 */
public abstract class OpenFile {
  /** Access modes of open(2). */
  public static final int O_RDONLY = 0;

  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_ACCMODE = 3;

  /** Names a file and opens it for nothing (open(2), O_PATH). */
  public static final int O_PATH = 010000000;

  private final int accessMode;
  private final boolean pathOnly;
  private int references = 1;

  /**
   * @param flags of open(2), of which the access mode and {@link #O_PATH} count here. The mode is
   *     {@link #O_RDONLY}, {@link #O_WRONLY}, {@link #O_RDWR}, or 3, which Linux takes and which
   *     allows neither
   */
  protected OpenFile(int flags) {
    this.pathOnly = (flags & O_PATH) != 0;
    this.accessMode = pathOnly ? O_ACCMODE : flags & O_ACCMODE;
  }

  /** Whether it names a file and nothing more: most calls then say EBADF (open(2), O_PATH). */
  public boolean pathOnly() {
    return pathOnly;
  }

  /** Whether it was opened for reading. */
  public boolean readable() {
    return accessMode == O_RDONLY || accessMode == O_RDWR;
  }

  /** Whether it was opened for writing. */
  public boolean writable() {
    return accessMode == O_WRONLY || accessMode == O_RDWR;
  }

  /** One more descriptor names this description. */
  public void retain() {
    references++;
  }

  /** One descriptor less; the last one closes what is behind. */
  public void release() {
    if (references <= 0) {
      throw new IllegalStateException("released too often: file=" + this);
    }
    references--;
    if (references == 0) {
      closeLast();
    }
  }

  /** The last descriptor is gone. */
  protected void closeLast() {}

  /** Reads at the position into user memory and moves it; returns bytes read, 0 at the end. */
  public abstract long read(UserMemory memory, long address, long length) throws ErrnoException;

  /** Writes at the position from user memory and moves it; returns bytes written. */
  public abstract long write(UserMemory memory, long address, long length) throws ErrnoException;

  /**
   * Refuses a transfer of {@code count} bytes whose end no position can express.
   *
   * @throws ErrnoException EINVAL if it is so (Linux fs/read_write.c, rw_verify_area)
   */
  public void checkTransfer(long count) throws ErrnoException {}

  /** Moves the position (lseek(2)); {@code whence} is one of the five that there are. */
  public long seek(long offset, int whence) throws ErrnoException {
    throw new ErrnoException(Errno.ESPIPE, "no position: file=" + this);
  }

  /** Sets the size (ftruncate(2)). */
  public void truncate(long size) throws ErrnoException {
    throw new ErrnoException(Errno.EINVAL, "not a file with a size: file=" + this);
  }

  /** What a mapping of it from page {@code firstPage} on is backed by (mmap(2)). */
  public OfObject backing(long firstPage) throws ErrnoException {
    throw new ErrnoException(Errno.ENODEV, "cannot be mapped: file=" + this);
  }

  /** What fstat(2) says of it. */
  public abstract FileStatus status();
}
