package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.emulator.shm.ShmHandle;
import dev.framewalk.emulator.shm.ShmObject;

/** An open shared-memory object: a file of {@code /dev/shm}. */
public final class ObjectFile extends OpenFile {
  /** O_APPEND of open(2). */
  static final int O_APPEND = 02000;

  /** Device number of {@code /dev/shm}. */
  static final long DEVICE = 0x1a;

  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;
  private static final int SEEK_END = 2;
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;

  /** Bytes moved at a time between an object and user memory. */
  private static final int CHUNK = 64 << 10;

  private final ShmHandle handle;
  private final long limit;
  private final boolean append;
  private long position;

  /**
   * @param handle the reference to the object, closed with the last descriptor
   * @param limit the most bytes that the object may have
   * @param flags the flags of open(2)
   */
  public ObjectFile(ShmHandle handle, long limit, int flags) {
    super(flags);
    this.handle = handle;
    this.limit = limit;
    this.append = (flags & O_APPEND) != 0;
  }

  /** The object. */
  public ShmObject object() {
    return handle.object();
  }

  @Override
  protected void closeLast() {
    handle.close();
  }

  @Override
  public void checkTransfer(long count) throws ErrnoException {
    if (position + count < 0) {
      throw new ErrnoException(
          Errno.EINVAL, "behind the last position: position=" + position + ", bytes=" + count);
    }
  }

  @Override
  public long read(UserMemory memory, long address, long length) throws ErrnoException {
    final long count = Math.min(length, Math.max(0, object().size() - position));
    final byte[] chunk = new byte[(int) Math.min(CHUNK, count)];
    long done = 0;
    while (done < count) {
      final int wanted = (int) Math.min(chunk.length, count - done);
      final int part = object().read(position, chunk, 0, wanted);
      final int copied = memory.copyOutSome(address + done, chunk, 0, part);
      position += copied;
      done += copied;
      if (copied < part) {
        return partial(done, address);
      }
    }
    return done;
  }

  @Override
  public long write(UserMemory memory, long address, long length) throws ErrnoException {
    if (append) {
      position = object().size();
    }
    final byte[] chunk = new byte[(int) Math.min(CHUNK, length)];
    long done = 0;
    while (done < length) {
      final int wanted = (int) Math.min(chunk.length, length - done);
      final int copied = memory.copyInSome(address + done, chunk, 0, wanted);
      if (copied > 0) {
        final int room = object().write(position, chunk, 0, grow(position, copied, done));
        memory.noteObjectStore(object());
        position += room;
        done += room;
        if (room < copied) {
          return done;
        }
      }
      if (copied < wanted) {
        return partial(done, address);
      }
    }
    return done;
  }

  /** Makes room for bytes at {@code from}; returns how many have it, and refuses if none. */
  private int grow(long from, int bytes, long doneBefore) throws ErrnoException {
    if (from >= limit) {
      if (doneBefore > 0) {
        return 0;
      }
      throw new ErrnoException(Errno.EFBIG, "object full: position=" + from + ", limit=" + limit);
    }
    int room = (int) Math.min(bytes, limit - from);
    while (from + room > object().size()) {
      try {
        handle.truncate(from + room);
      } catch (ShmException e) {
        // What there are frames for is written: up to the last page boundary that comes before.
        final int less = (int) (((from + room - 1) & -4096L) - from);
        if (less <= 0) {
          if (doneBefore > 0) {
            return 0;
          }
          // A write that finds no room is ENOSPC (write(2)), where a truncate would be ENOMEM.
          throw new ErrnoException(Errno.ENOSPC, String.valueOf(e.getMessage()));
        }
        room = less;
      }
    }
    return room;
  }

  private static long partial(long done, long address) throws ErrnoException {
    if (done > 0) {
      return done;
    }
    throw new ErrnoException(
        Errno.EFAULT, "not accessible: address=0x" + Long.toHexString(address));
  }

  @Override
  public long seek(long offset, int whence) throws ErrnoException {
    final long size = object().size();
    final long target =
        switch (whence) {
          case SEEK_SET -> offset;
          case SEEK_CUR -> position + offset;
          case SEEK_END -> size + offset;
          case SEEK_DATA, SEEK_HOLE -> {
            if (offset < 0 || offset >= size) {
              throw new ErrnoException(Errno.ENXIO, "behind the end: offset=" + offset);
            }
            // An object has all its frames, so it is data from start to end.
            yield whence == SEEK_DATA ? offset : size;
          }
          default -> throw new ErrnoException(Errno.EINVAL, "seek: whence=" + whence);
        };
    if (target < 0) {
      throw new ErrnoException(Errno.EINVAL, "before the start: position=" + target);
    }
    position = target;
    return target;
  }

  @Override
  public void truncate(long size) throws ErrnoException {
    if (!writable()) {
      throw new ErrnoException(Errno.EINVAL, "opened read-only: object=" + object().id());
    }
    try {
      handle.truncate(size);
    } catch (ShmException e) {
      throw ShmErrors.toErrno(e);
    }
  }

  @Override
  public OfObject backing(long firstPage) {
    return new OfObject(object(), firstPage);
  }

  @Override
  public FileStatus status() {
    final ShmObject object = object();
    return new FileStatus(
        DEVICE,
        object.id(),
        FileStatus.REGULAR | object.mode(),
        object.isLinked() ? 1 : 0,
        object.owner().uid(),
        object.owner().gid(),
        object.size(),
        object.frames().size() * (4096 / 512));
  }

  @Override
  public String toString() {
    return "object " + object().id();
  }
}
