package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.UserMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An open directory. */
public final class DirectoryFile extends OpenFile {
  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;

  /** Bytes of a struct linux_dirent64 before the name (getdents64(2)). */
  private static final int HEAD_BYTES = 19;

  private static final long DOT = 1;
  private static final long DOT_DOT = 2;

  private final DirectoryNode directory;
  private long position;

  DirectoryFile(DirectoryNode directory, int flags) {
    super(flags);
    this.directory = directory;
  }

  /** The directory. */
  public DirectoryNode directory() {
    return directory;
  }

  @Override
  public long read(UserMemory memory, long address, long length) throws ErrnoException {
    throw new ErrnoException(Errno.EISDIR, "read: file=" + this);
  }

  @Override
  public long write(UserMemory memory, long address, long length) throws ErrnoException {
    throw new ErrnoException(Errno.EBADF, "write: file=" + this);
  }

  @Override
  public long readAt(UserMemory memory, long address, long length, long at) throws ErrnoException {
    throw new ErrnoException(Errno.EISDIR, "pread: file=" + this);
  }

  @Override
  public boolean seekable() {
    return true;
  }

  @Override
  public long seek(long offset, int whence) throws ErrnoException {
    // As tmpfs has it (Linux fs/libfs.c, offset_dir_llseek): a directory has no end.
    final long target = whence == SEEK_CUR ? position + offset : offset;
    if ((whence != SEEK_SET && whence != SEEK_CUR) || target < 0) {
      throw new ErrnoException(Errno.EINVAL, "seek: offset=" + offset + ", whence=" + whence);
    }
    position = target;
    return target;
  }

  /**
   * Fills {@code length} bytes with entries (getdents64(2)).
   *
   * @return bytes filled, 0 at the end
   * @throws ErrnoException ENOENT if the directory is removed; EINVAL if not even the first entry
   *     fits; EFAULT if it cannot be stored
   */
  public long list(Task caller, long address, long length) throws ErrnoException {
    if (directory.isRemoved()) {
      throw new ErrnoException(Errno.ENOENT, "removed: directory=" + this);
    }
    directory.noteRead();
    long done = 0;
    while (true) {
      final Entry next = position < DOT_DOT ? null : directory.after(position, caller);
      if (position >= DOT_DOT && next == null) {
        return done;
      }
      final byte[] record = record(next);
      if (record.length > length - done) {
        if (done > 0) {
          return done;
        }
        throw new ErrnoException(Errno.EINVAL, "too small for an entry: bytes=" + length);
      }
      try {
        caller.memory().copyOut(address + done, record, 0, record.length);
      } catch (ErrnoException fault) {
        if (done > 0) {
          return done;
        }
        throw fault;
      }
      done += record.length;
      position = next == null ? position + 1 : next.cookie();
    }
  }

  /** The record of {@code next}, or of what comes before the entries: {@code .} and {@code ..}. */
  private byte[] record(@Nullable Entry next) {
    final String name = next != null ? next.name() : position < DOT ? "." : "..";
    final Node node = next != null ? next.node() : position < DOT ? directory : directory.parent();
    final byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    final int length = (HEAD_BYTES + bytes.length + 1 + 7) & -8;
    final ByteBuffer record = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(node.number());
    record.putLong(next == null ? position + 1 : next.cookie());
    record.putShort((short) length);
    // DT_REG and the others are the type bits of the mode, moved down.
    record.put((byte) (node.type() >> 12));
    record.put(bytes);
    return record.array();
  }

  @Override
  public FileStatus status() {
    return directory.status();
  }

  @Override
  public String toString() {
    return directory.self().path();
  }
}
