package dev.framewalk.emulator.kernel;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A process's file descriptors: small numbers for open file descriptions. Processes can share a
 * table (clone(2), CLONE_FILES).
 */
public final class DescriptorTable {
  /** What becomes of a descriptor when its process executes another program (execve(2)). */
  public enum OnExec {
    KEEP,
    CLOSE;

    /** What the flags of open(2) ask for: O_CLOEXEC. */
    public static OnExec of(int openFlags) {
      return (openFlags & 02000000) != 0 ? CLOSE : KEEP;
    }
  }

  private int limit;
  private int users = 1;
  private @Nullable OpenFile[] files = new @Nullable OpenFile[8];
  private final BitSet closeOnExec = new BitSet();

  /** No number below is free. */
  private int free;

  /**
   * @param limit first number that is not given out (RLIMIT_NOFILE)
   */
  public DescriptorTable(int limit) {
    this.limit = limit;
  }

  /** The first number that is not given out (RLIMIT_NOFILE). */
  public int limit() {
    return limit;
  }

  /** Changes the limit; what is open beyond it stays so (getrlimit(2), RLIMIT_NOFILE). */
  public void setLimit(int numbers) {
    limit = numbers;
  }

  /**
   * Gives {@code file} the lowest free number; the table then owns the caller's reference.
   *
   * @throws ErrnoException EMFILE if all numbers are taken
   */
  public int add(OpenFile file) throws ErrnoException {
    return add(file, OnExec.KEEP);
  }

  /**
   * Gives {@code file} the lowest free number; the table then owns the caller's reference.
   *
   * @throws ErrnoException EMFILE if all numbers are taken
   */
  public int add(OpenFile file, OnExec onExec) throws ErrnoException {
    final int descriptor = lowestFree(0);
    put(descriptor, file, onExec);
    return descriptor;
  }

  /**
   * Gives {@code file} the lowest free number from {@code from} on, as a further reference
   * (fcntl(2), F_DUPFD).
   *
   * @throws ErrnoException EINVAL if {@code from} is beyond the limit; EMFILE if all numbers are
   *     taken
   */
  public int duplicate(OpenFile file, int from, OnExec onExec) throws ErrnoException {
    if (from < 0 || from >= limit) {
      throw new ErrnoException(Errno.EINVAL, "beyond the limit: from=" + from + ", limit=" + limit);
    }
    final int descriptor = lowestFree(from);
    file.retain();
    put(descriptor, file, onExec);
    return descriptor;
  }

  /**
   * Gives {@code file} this number as a further reference, and closes what had it (dup2(2)).
   *
   * @throws ErrnoException EBADF if the number is beyond the limit
   */
  public void replace(OpenFile file, int descriptor, OnExec onExec) throws ErrnoException {
    if (descriptor < 0 || descriptor >= limit) {
      throw new ErrnoException(Errno.EBADF, "beyond the limit: descriptor=" + descriptor);
    }
    final OpenFile old = find(descriptor);
    file.retain();
    put(descriptor, file, onExec);
    if (old != null) {
      old.release();
    }
  }

  /**
   * Refuses with EMFILE when fewer than {@code count} numbers are free, before anything is opened
   * that would have to be undone.
   */
  public void requireFree(int count) throws ErrnoException {
    int from = 0;
    for (int i = 0; i < count; i++) {
      from = lowestFree(from) + 1;
    }
  }

  /** Refuses with EMFILE when no number is free. */
  public void requireFree() throws ErrnoException {
    requireFree(1);
  }

  private int lowestFree(int from) throws ErrnoException {
    int descriptor = Math.max(from, free);
    while (descriptor < files.length && files[descriptor] != null) {
      descriptor++;
    }
    if (from <= free) {
      free = descriptor;
    }
    if (descriptor >= limit) {
      throw new ErrnoException(Errno.EMFILE, "no free descriptor: limit=" + limit);
    }
    return descriptor;
  }

  private void put(int descriptor, OpenFile file, OnExec onExec) {
    if (descriptor >= files.length) {
      files = Arrays.copyOf(files, Math.max(descriptor + 1, files.length * 2));
    }
    files[descriptor] = file;
    closeOnExec.set(descriptor, onExec == OnExec.CLOSE);
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
    final OpenFile file = find(number);
    if (file == null) {
      throw new ErrnoException(Errno.EBADF, "not open: descriptor=" + number);
    }
    return file;
  }

  /** The description behind a descriptor; null if it is not open. */
  public @Nullable OpenFile find(int number) {
    return number < 0 || number >= files.length ? null : files[number];
  }

  /** What becomes of an open descriptor at execve. */
  public OnExec onExec(long descriptor) throws ErrnoException {
    final OpenFile file = getAny(descriptor);
    assert file != null;
    return closeOnExec.get((int) descriptor) ? OnExec.CLOSE : OnExec.KEEP;
  }

  /** Says what becomes of an open descriptor at execve (fcntl(2), F_SETFD). */
  public void setOnExec(long descriptor, OnExec onExec) throws ErrnoException {
    final OpenFile file = getAny(descriptor);
    assert file != null;
    closeOnExec.set((int) descriptor, onExec == OnExec.CLOSE);
  }

  /**
   * Closes a descriptor.
   *
   * @throws ErrnoException EBADF if it is not open
   */
  public void close(long descriptor) throws ErrnoException {
    final OpenFile file = getAny(descriptor);
    take((int) descriptor);
    file.release();
  }

  private void take(int descriptor) {
    files[descriptor] = null;
    closeOnExec.clear(descriptor);
    free = Math.min(free, descriptor);
  }

  /** A table with the same descriptors for the same descriptions (fork(2)). */
  public DescriptorTable copy() {
    final DescriptorTable copy = new DescriptorTable(limit);
    copy.files = files.clone();
    copy.closeOnExec.or(closeOnExec);
    copy.free = free;
    for (final OpenFile file : files) {
      if (file != null) {
        file.retain();
      }
    }
    return copy;
  }

  /** One more process has this table (clone(2), CLONE_FILES). */
  public DescriptorTable share() {
    users++;
    return this;
  }

  /** How many processes have this table. */
  public int users() {
    return users;
  }

  /** One process less has this table; with the last one all descriptors are closed. */
  public void leave() {
    users--;
    if (users == 0) {
      closeAll();
    }
  }

  /** Closes what is to be closed when another program is executed (execve(2)). */
  public void closeOnExec() {
    for (int i = closeOnExec.nextSetBit(0); i >= 0; i = closeOnExec.nextSetBit(i + 1)) {
      closeIfOpen(i);
    }
  }

  /** Closes all that is open. */
  public void closeAll() {
    for (int i = 0; i < files.length; i++) {
      closeIfOpen(i);
    }
  }

  private void closeIfOpen(int descriptor) {
    final OpenFile file = files[descriptor];
    take(descriptor);
    if (file != null) {
      file.release();
    }
  }

  /** A number behind the highest that is open. */
  public int end() {
    return files.length;
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
