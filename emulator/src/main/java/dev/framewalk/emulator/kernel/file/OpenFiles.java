package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.OpenFile;

/** How many open file descriptions a machine has, and how many it takes (proc(5), file-max). */
public final class OpenFiles {
  private final int limit;
  private final FileLocks locks;
  private int open;

  OpenFiles(int limit, FileLocks locks) {
    this.limit = limit;
    this.locks = locks;
  }

  /** The most that there may be. */
  public int limit() {
    return limit;
  }

  /** How many there are. */
  public int open() {
    return open;
  }

  /** Refuses with ENFILE when there is no room for {@code count} more. */
  public void requireRoom(int count) throws ErrnoException {
    if (open + count > limit) {
      throw new ErrnoException(Errno.ENFILE, "too many open files: limit=" + limit);
    }
  }

  /** One more. */
  public void opened() {
    open++;
  }

  /** One less: the last descriptor of {@code file} is gone. */
  public void closed(OpenFile file) {
    open--;
    locks.releaseAllOf(file);
  }
}
