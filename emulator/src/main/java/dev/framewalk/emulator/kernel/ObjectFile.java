package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.emulator.kernel.file.RegularNode;
import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.emulator.shm.ShmHandle;
import dev.framewalk.emulator.shm.ShmObject;

/** An open shared-memory object: a file of {@code /dev/shm}. */
public final class ObjectFile extends OpenFile {
  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;
  private static final int SEEK_END = 2;
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;

  /** Bytes moved at a time between an object and user memory. */
  private static final int CHUNK = 64 << 10;

  private static final int F_SEAL_SHRINK = 2;
  private static final int F_SEAL_GROW = 4;
  private static final int F_SEAL_WRITE = 8;
  private static final int F_SEAL_FUTURE_WRITE = 16;

  private final ShmHandle handle;
  private final RegularNode node;
  private final long limit;
  private long position;

  /**
   * @param handle the reference to the object, closed with the last descriptor
   * @param node the file that the object's bytes are
   * @param limit the most bytes that the object may have
   * @param flags the flags of open(2)
   */
  public ObjectFile(ShmHandle handle, RegularNode node, long limit, int flags) {
    super(flags);
    this.handle = handle;
    this.node = node;
    this.limit = limit;
    if (writable()) {
      node.isWritten();
    }
  }

  /** The file. */
  public RegularNode node() {
    return node;
  }

  /** The object. */
  public ShmObject object() {
    return handle.object();
  }

  /** Whether new stores are sealed off, by F_SEAL_WRITE or F_SEAL_FUTURE_WRITE (fcntl(2)). */
  public boolean isSealedAgainstWriting() {
    return (object().attributes().seals() & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)) != 0;
  }

  @Override
  protected void closeLast() {
    if (writable()) {
      node.isWrittenNoMore();
    }
    handle.close();
  }

  @Override
  public void checkTransfer(long count) throws ErrnoException {
    if (position + count < 0) {
      throw new ErrnoException(
          Errno.EINVAL, "behind the last position: position=" + position + ", bytes=" + count);
    }
  }

  /**
   * Where a write would go.
   *
   * @param asked what the call asks for; without effect on a file that appends
   */
  public long placeOfWrite(long asked) {
    return appends() ? object().size() : asked;
  }

  /** The position of read(2) and write(2). */
  public long position() {
    return position;
  }

  @Override
  public boolean seekable() {
    return true;
  }

  @Override
  public long read(UserMemory memory, long address, long length) throws ErrnoException {
    final long done = readAt(memory, address, length, position);
    position += done;
    return done;
  }

  @Override
  public long readAt(UserMemory memory, long address, long length, long from)
      throws ErrnoException {
    node.noteRead();
    final long count = Math.min(length, Math.max(0, object().size() - from));
    final byte[] chunk = new byte[(int) Math.min(CHUNK, count)];
    long done = 0;
    while (done < count) {
      final int wanted = (int) Math.min(chunk.length, count - done);
      final int part = object().read(from + done, chunk, 0, wanted);
      final int copied = memory.copyOutSome(address + done, chunk, 0, part);
      done += copied;
      if (copied < part) {
        return partial(done, address);
      }
    }
    return done;
  }

  @Override
  public long write(UserMemory memory, long address, long length) throws ErrnoException {
    final long from = placeOfWrite(position);
    final long done = writeAt(memory, address, length, from);
    position = from + done;
    return done;
  }

  /** As on Linux, a file that appends does so here too (pwrite(2), BUGS). */
  @Override
  public long writeAt(UserMemory memory, long address, long length, long at) throws ErrnoException {
    final long from = placeOfWrite(at);
    if (isSealedAgainstWriting()) {
      throw sealed("write");
    }
    final int seals = object().attributes().seals();
    if ((seals & F_SEAL_GROW) != 0 && from + length > object().size()) {
      throw sealed("write behind the end");
    }
    final byte[] chunk = new byte[(int) Math.min(CHUNK, length)];
    long done = 0;
    while (done < length) {
      final int wanted = (int) Math.min(chunk.length, length - done);
      final int copied = memory.copyInSome(address + done, chunk, 0, wanted);
      if (copied > 0) {
        final int room = object().write(from + done, chunk, 0, grow(from + done, copied, done));
        memory.noteObjectStore(object());
        node.noteWritten();
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

  /**
   * Makes room for a range, or zeroes it (fallocate(2)).
   *
   * @param hole whether the range is to become a hole: here, zeroes
   * @param keepSize whether the size stays, so that there is nothing to do behind the end
   * @throws ErrnoException EFBIG if the range ends behind the largest size; ENOSPC if frames are
   *     short; EPERM if a seal forbids it
   */
  public void allocate(long from, long length, boolean hole, boolean keepSize)
      throws ErrnoException {
    final int seals = object().attributes().seals();
    final long end = from + length;
    if (end < 0 || end > limit) {
      throw new ErrnoException(Errno.EFBIG, "too large: end=" + end + ", limit=" + limit);
    }
    if (hole) {
      if (isSealedAgainstWriting()) {
        throw sealed("fallocate");
      }
      final byte[] zeroes = new byte[(int) Math.min(CHUNK, length)];
      for (long at = from; at < Math.min(end, object().size()); at += zeroes.length) {
        final int part = (int) Math.min(zeroes.length, end - at);
        final int written = object().write(at, zeroes, 0, part);
        assert written <= part;
      }
      node.noteWritten();
    } else if (!keepSize && end > object().size()) {
      if ((seals & F_SEAL_GROW) != 0) {
        throw sealed("fallocate");
      }
      try {
        handle.truncate(end);
      } catch (ShmException e) {
        throw new ErrnoException(Errno.ENOSPC, String.valueOf(e.getMessage()));
      }
      node.noteWritten();
    }
  }

  private ErrnoException sealed(String what) {
    return new ErrnoException(Errno.EPERM, "sealed: call=" + what + ", file=" + this);
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
    final int seals = object().attributes().seals();
    if ((size < object().size() && (seals & F_SEAL_SHRINK) != 0)
        || (size > object().size() && (seals & F_SEAL_GROW) != 0)) {
      throw sealed("ftruncate");
    }
    try {
      handle.truncate(size);
    } catch (ShmException e) {
      throw ShmErrors.toErrno(e);
    }
    node.noteWritten();
  }

  @Override
  public OfObject backing(long firstPage) {
    node.noteRead();
    return new OfObject(object(), firstPage);
  }

  @Override
  public FileStatus status() {
    return node.status();
  }

  @Override
  public String toString() {
    return "object " + object().id();
  }
}
