package dev.framewalk.emulator.kernel;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.emulator.kernel.file.Entry;
import dev.framewalk.emulator.kernel.file.OpenFiles;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

  /** Writes go to the end (open(2), O_APPEND). */
  public static final int O_APPEND = 02000;

  /** A call that would have to wait is EAGAIN (open(2), O_NONBLOCK). */
  public static final int O_NONBLOCK = 04000;

  /** What F_SETFL changes (fcntl(2)): O_APPEND, O_NONBLOCK, O_DIRECT, O_NOATIME. */
  public static final int SETTABLE_FLAGS = O_APPEND | O_NONBLOCK | 040000 | 01000000;

  /** Flags that F_GETFL does not tell: they said how to open (Linux fs/open.c, do_dentry_open). */
  private static final int OPENING_FLAGS = 0100 | 0200 | 0400 | 01000 | 02000000;

  /** Readiness for reading: POLLIN and POLLRDNORM (poll(2)). */
  public static final int READY_IN = 0x41;

  /** Readiness for writing: POLLOUT and POLLWRNORM (poll(2)). */
  public static final int READY_OUT = 0x104;

  private final int accessMode;
  private final boolean pathOnly;
  private int statusFlags;
  private int references = 1;
  private @Nullable Entry entry;
  private @Nullable OpenFiles count;

  /**
   * @param flags of open(2), of which the access mode and {@link #O_PATH} count here. The mode is
   *     {@link #O_RDONLY}, {@link #O_WRONLY}, {@link #O_RDWR}, or 3, which Linux takes and which
   *     allows neither
   */
  protected OpenFile(int flags) {
    this.pathOnly = (flags & O_PATH) != 0;
    this.accessMode = pathOnly ? O_ACCMODE : flags & O_ACCMODE;
    this.statusFlags = flags & ~OPENING_FLAGS;
  }

  /** What F_GETFL says: access mode and status flags (fcntl(2)). */
  public int statusFlags() {
    return statusFlags;
  }

  /** Changes the status flags that can be changed; the others are ignored (fcntl(2), F_SETFL). */
  public void setStatusFlags(int flags) {
    statusFlags = statusFlags & ~SETTABLE_FLAGS | flags & SETTABLE_FLAGS;
  }

  /** Whether calls refuse to wait. */
  public boolean nonBlocking() {
    return (statusFlags & O_NONBLOCK) != 0;
  }

  /** Whether writes go to the end. */
  public boolean appends() {
    return (statusFlags & O_APPEND) != 0;
  }

  /** Where in the tree it was found; empty for what is in no tree. */
  public Optional<Entry> entry() {
    return Optional.ofNullable(entry);
  }

  /** Says where in the tree it was found; returns this. */
  @CanIgnoreReturnValue
  public OpenFile at(Entry where) {
    entry = where;
    return this;
  }

  /** Counts it among those of a machine until it is closed; returns this. */
  @CanIgnoreReturnValue
  public OpenFile countedIn(OpenFiles files) {
    if (count == null) {
      count = files;
      files.opened();
    }
    return this;
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
      if (count != null) {
        count.closed(this);
      }
      closeLast();
    }
  }

  /** The last descriptor is gone. */
  protected void closeLast() {}

  /**
   * Reads at the position into user memory and moves it; returns bytes read, 0 at the end.
   *
   * @throws ErrnoException EAGAIN if there is nothing yet: whether the caller waits is his affair
   */
  public abstract long read(UserMemory memory, long address, long length) throws ErrnoException;

  /**
   * Writes at the position from user memory and moves it; returns bytes written.
   *
   * @throws ErrnoException EAGAIN if there is no room yet: whether the caller waits is his affair
   */
  public abstract long write(UserMemory memory, long address, long length) throws ErrnoException;

  /** Reads at {@code position} and leaves the file's own where it is (pread(2)). */
  public long readAt(UserMemory memory, long address, long length, long position)
      throws ErrnoException {
    throw new ErrnoException(Errno.ESPIPE, "no position: file=" + this);
  }

  /** Writes at {@code position} and leaves the file's own where it is (pwrite(2)). */
  public long writeAt(UserMemory memory, long address, long length, long position)
      throws ErrnoException {
    throw new ErrnoException(Errno.ESPIPE, "no position: file=" + this);
  }

  /** Whether {@link #readAt} and {@link #writeAt} are there for it. */
  public boolean seekable() {
    return false;
  }

  /** What could be done now without waiting, as poll(2) says it: always all, for most files. */
  public int readiness() {
    return READY_IN | READY_OUT;
  }

  /** Where those wait who want {@link #readiness} to change; empty if it never does. */
  public Optional<WaitQueue> waiters() {
    return Optional.empty();
  }

  /**
   * Bytes that a read would give at once (ioctl(2), FIONREAD).
   *
   * @throws ErrnoException ENOTTY if it cannot be asked
   */
  public long available() throws ErrnoException {
    throw new ErrnoException(Errno.ENOTTY, "FIONREAD: file=" + this);
  }

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
