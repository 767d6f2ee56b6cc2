package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.UserMemory;

/** A file that is read at positions; what it is written to differs. */
abstract class PositionedFile extends OpenFile {
  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;
  private static final int SEEK_END = 2;

  private long position;

  PositionedFile(int flags) {
    super(flags);
  }

  /** Where SEEK_END counts from. */
  abstract long end();

  @Override
  public final boolean seekable() {
    return true;
  }

  @Override
  public long read(UserMemory memory, long address, long length) throws ErrnoException {
    final long done = readAt(memory, address, length, position);
    position += done;
    return done;
  }

  @Override
  public long write(UserMemory memory, long address, long length) throws ErrnoException {
    final long done = writeAt(memory, address, length, position);
    position += done;
    return done;
  }

  @Override
  public long writeAt(UserMemory memory, long address, long length, long at) throws ErrnoException {
    throw new ErrnoException(Errno.EINVAL, "cannot be written: file=" + this);
  }

  @Override
  public void checkTransfer(long count) throws ErrnoException {
    if (position + count < 0) {
      throw new ErrnoException(
          Errno.EINVAL, "behind the last position: position=" + position + ", bytes=" + count);
    }
  }

  @Override
  public long seek(long offset, int whence) throws ErrnoException {
    final long target =
        switch (whence) {
          case SEEK_SET -> offset;
          case SEEK_CUR -> position + offset;
          case SEEK_END -> end() + offset;
          default -> throw new ErrnoException(Errno.EINVAL, "seek: whence=" + whence);
        };
    if (target < 0) {
      throw new ErrnoException(Errno.EINVAL, "before the start: position=" + target);
    }
    position = target;
    return target;
  }

  final long position() {
    return position;
  }

  /** Copies out what of {@code bytes} is at {@code at}; EFAULT if nothing can be. */
  static long give(UserMemory memory, long address, long length, byte[] bytes, long at)
      throws ErrnoException {
    final int count = (int) Math.min(length, Math.max(0, bytes.length - at));
    final int done = count == 0 ? 0 : memory.copyOutSome(address, bytes, (int) at, count);
    if (done == 0 && count > 0) {
      throw new ErrnoException(
          Errno.EFAULT, "not accessible: address=0x" + Long.toHexString(address));
    }
    return done;
  }
}
