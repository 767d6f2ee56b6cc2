package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.shm.Attributes;
import java.util.Optional;

/** A symbolic link (symlink(7)). */
class SymlinkNode extends Node {
  private final String target;

  SymlinkNode(FileSystem files, Volume volume, String target, Attributes attributes) {
    super(files, volume, files.nextNumber(), attributes);
    this.target = target;
  }

  /** What it says, one char a byte. */
  String target(Task caller) throws ErrnoException {
    return target;
  }

  /** Where it leads whatever it says: a link of {@code /proc} does. Empty for all others. */
  Optional<Entry> jump(Task caller) throws ErrnoException {
    return Optional.empty();
  }

  @Override
  public final int type() {
    return FileStatus.SYMBOLIC_LINK;
  }

  @Override
  public long size() {
    return target.length();
  }

  @Override
  public final OpenFile open(Task opener, int flags) throws ErrnoException {
    if ((flags & OpenFile.O_PATH) == 0) {
      throw new ErrnoException(Errno.ELOOP, "a symbolic link: node=" + number());
    }
    return new PathFile(this, flags);
  }
}
