package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.shm.Attributes;

/** The node behind the two ends of a pipe. */
final class PipeNode extends Node {
  private final Pipe pipe;

  PipeNode(FileSystem files, Task maker, Pipe pipe) {
    super(
        files,
        Volume.PIPES,
        files.nextNumber(),
        new Attributes(0600, maker.owner().uid(), maker.owner().gid()));
    this.pipe = pipe;
    attributes().born(files.now());
  }

  @Override
  public int type() {
    return FileStatus.PIPE;
  }

  @Override
  public long links() {
    return 1;
  }

  @Override
  public OpenFile open(Task opener, int flags) {
    return (flags & OpenFile.O_PATH) != 0
        ? new PathFile(this, flags)
        : new PipeFile(this, pipe, flags);
  }
}
