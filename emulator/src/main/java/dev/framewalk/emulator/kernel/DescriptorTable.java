package dev.framewalk.emulator.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A process's file descriptors: small numbers for open file descriptions. */
public final class DescriptorTable {
  private final int limit;
  private @Nullable OpenFile[] files = new @Nullable OpenFile[8];

  /**
   * @param limit first number that is not given out (RLIMIT_NOFILE)
   */
  public DescriptorTable(int limit) {
    this.limit = limit;
  }

  /**
   * Gives {@code file} the lowest free number; the table then owns the caller's reference.
   *
   * @throws ErrnoException EMFILE if all numbers are taken
   */
  public int add(OpenFile file) throws ErrnoException {
    final int descriptor = lowestFree();
    put(descriptor, file);
    return descriptor;
  }

  /**
   * Refuses with EMFILE when no number is free, before anything is opened that would have to be
   * undone.
   */
  public void requireFree() throws ErrnoException {
    final int free = lowestFree();
    assert free >= 0;
  }

  private int lowestFree() throws ErrnoException {
    int descriptor = 0;
    while (descriptor < files.length && files[descriptor] != null) {
      descriptor++;
    }
    if (descriptor >= limit) {
      throw new ErrnoException(Errno.EMFILE, "no free descriptor: limit=" + limit);
    }
    return descriptor;
  }

  private void put(int descriptor, OpenFile file) {
    if (descriptor >= files.length) {
      files = Arrays.copyOf(files, Math.max(descriptor + 1, files.length * 2));
    }
    files[descriptor] = file;
  }

  /**
   * The description behind a descriptor; only the low 32 bits count, as in Linux.
   *
   * @throws ErrnoException EBADF if it is not open, or opened with O_PATH
   */
  public OpenFile get(long descriptor) throws ErrnoException {
    final OpenFile file = getAny(descriptor);
    if (file.pathOnly()) {
      throw new ErrnoException(Errno.EBADF, "opened with O_PATH: file=" + file);
    }
    return file;
  }

  /**
   * The description behind a descriptor, for the calls that take one opened with O_PATH as well.
   *
   * @throws ErrnoException EBADF if it is not open
   */
  public OpenFile getAny(long descriptor) throws ErrnoException {
    final int number = (int) descriptor;
    final OpenFile file = number < 0 || number >= files.length ? null : files[number];
    if (file == null) {
      throw new ErrnoException(Errno.EBADF, "not open: descriptor=" + number);
    }
    return file;
  }

  /**
   * Closes a descriptor.
   *
   * @throws ErrnoException EBADF if it is not open
   */
  public void close(long descriptor) throws ErrnoException {
    final OpenFile file = getAny(descriptor);
    files[(int) descriptor] = null;
    file.release();
  }

  /** Closes all that is open, at exit. */
  public void closeAll() {
    for (int i = 0; i < files.length; i++) {
      final OpenFile file = files[i];
      files[i] = null;
      if (file != null) {
        file.release();
      }
    }
  }

  /** Descriptors in use. */
  public int count() {
    int count = 0;
    for (final OpenFile file : files) {
      if (file != null) {
        count++;
      }
    }
    return count;
  }
}
