package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.shm.Attributes;

/** What a standard stream leads to: opening it again gives the same stream. */
final class StreamNode extends Node {
  private final OpenFile stream;

  StreamNode(FileSystem files, OpenFile stream) {
    super(files, Volume.PIPES, files.nextNumber(), new Attributes(0600, 0, 0));
    this.stream = stream;
  }

  @Override
  public int type() {
    return FileStatus.PIPE;
  }

  @Override
  public OpenFile open(Task opener, int flags) throws ErrnoException {
    if ((flags & OpenFile.O_PATH) != 0) {
      return new PathFile(this, flags);
    }
    final int access = flags & OpenFile.O_ACCMODE;
    if ((access != OpenFile.O_WRONLY && !stream.readable())
        || (access != OpenFile.O_RDONLY && !stream.writable())) {
      throw new ErrnoException(Errno.EACCES, "the other way round: stream=" + stream);
    }
    stream.retain();
    return stream;
  }
}
