package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.UserMemory;

/** A file that was opened for its path alone (open(2), O_PATH). */
final class PathFile extends OpenFile {
  private final Node node;

  PathFile(Node node, int flags) {
    super(flags);
    this.node = node;
  }

  @Override
  public long read(UserMemory memory, long address, long length) throws ErrnoException {
    throw new ErrnoException(Errno.EBADF, "read: file=" + this);
  }

  @Override
  public long write(UserMemory memory, long address, long length) throws ErrnoException {
    throw new ErrnoException(Errno.EBADF, "write: file=" + this);
  }

  @Override
  public FileStatus status() {
    return node.status();
  }

  @Override
  public String toString() {
    return "path of node " + node.number();
  }
}
