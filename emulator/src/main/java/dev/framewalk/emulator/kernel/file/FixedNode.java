package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.shm.Attributes;

/** A regular file that never changes: a program that was loaded, or a table of the system's. */
public final class FixedNode extends Node {
  private final byte[] bytes;

  FixedNode(FileSystem files, Volume volume, byte[] bytes, Attributes attributes) {
    super(files, volume, files.nextNumber(), attributes);
    this.bytes = bytes;
  }

  /** Its bytes, which are nobody's to change. */
  byte[] bytes() {
    return bytes;
  }

  @Override
  public byte[] program() {
    return bytes;
  }

  @Override
  public int type() {
    return FileStatus.REGULAR;
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  long blocks() {
    return (bytes.length + 4095L) / 4096 * 8;
  }

  /**
   * @throws ErrnoException ETXTBSY if it is to be written, as a program that is executed
   */
  @Override
  public OpenFile open(Task opener, int flags) throws ErrnoException {
    if ((flags & OpenFile.O_PATH) == 0
        && ((flags & OpenFile.O_ACCMODE) != OpenFile.O_RDONLY || (flags & 01000) != 0)) {
      throw new ErrnoException(Errno.ETXTBSY, "never changes: node=" + number());
    }
    return new FixedFile(this, opener.process().kernel().registry(), flags);
  }
}
