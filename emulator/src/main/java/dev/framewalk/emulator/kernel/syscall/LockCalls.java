package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.Wait;
import dev.framewalk.emulator.kernel.file.FileLocks;
import dev.framewalk.emulator.kernel.file.FileLocks.Kind;
import dev.framewalk.emulator.kernel.file.FileLocks.Range;
import dev.framewalk.emulator.kernel.file.Node;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** flock(2), and the locks of fcntl(2): those of processes and those of descriptions. */
record LockCalls(FileLocks locks) {
  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;
  private static final int LOCK_UN = 8;

  private static final int F_GETLK = 5;
  private static final int F_SETLK = 6;
  private static final int F_SETLKW = 7;
  private static final int F_OFD_GETLK = 36;
  private static final int F_OFD_SETLK = 37;
  private static final int F_OFD_SETLKW = 38;

  private static final int F_RDLCK = 0;
  private static final int F_WRLCK = 1;
  private static final int F_UNLCK = 2;

  /** Bytes of Linux's x86-64 {@code struct flock}. */
  private static final int FLOCK_BYTES = 32;

  private static final int SEEK_CUR = 1;
  private static final int SEEK_END = 2;

  /** A process closes a descriptor: all its record locks of the file go (fcntl(2)). */
  void closing(Task caller, @Nullable OpenFile file) {
    if (file != null && file.entry().isPresent()) {
      locks.releaseRanges(file.entry().get().node(), caller.process());
    }
  }

  SyscallResult flock(Task caller, SyscallRequest request) throws ErrnoException {
    final int operation = (int) request.a1() & ~LOCK_NB;
    if (operation != LOCK_SH && operation != LOCK_EX && operation != LOCK_UN) {
      throw new ErrnoException(Errno.EINVAL, "flock: operation=" + request.a1());
    }
    final OpenFile file = caller.descriptors().get(request.a0());
    // A description for neither reading nor writing (open(2), access mode 3).
    if (operation != LOCK_UN && !file.readable() && !file.writable()) {
      throw new ErrnoException(Errno.EBADF, "flock: neither read nor written: file=" + file);
    }
    final Node node = Paths.entryOf(file).node();
    if (operation == LOCK_UN) {
      locks.unlockWhole(node, file);
      return SyscallResult.zero();
    }
    final Kind kind = operation == LOCK_EX ? Kind.EXCLUSIVE : Kind.SHARED;
    final Range wanted = new Range(file, -1, kind, 0, Long.MAX_VALUE);
    if (locks.lockWhole(node, wanted)) {
      return SyscallResult.zero();
    }
    if (((int) request.a1() & LOCK_NB) != 0) {
      throw new ErrnoException(Errno.EAGAIN, "locked: file=" + file);
    }
    return await(caller, file, () -> locks.lockWhole(node, wanted));
  }

  /** The commands of fcntl that are left when all others have been told apart. */
  SyscallResult fcntl(Task caller, OpenFile file, int command, long address) throws ErrnoException {
    final boolean ofDescription = command >= F_OFD_GETLK && command <= F_OFD_SETLKW;
    if (!ofDescription && (command < F_GETLK || command > F_SETLKW)) {
      throw new ErrnoException(Errno.EINVAL, "fcntl: command=" + command);
    }
    final byte[] bytes = new byte[FLOCK_BYTES];
    caller.memory().copyIn(address, bytes, 0, FLOCK_BYTES);
    final ByteBuffer lock = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    final int type = lock.getShort(0);
    if (type < F_RDLCK || type > F_UNLCK || (ofDescription && lock.getInt(24) != 0)) {
      throw new ErrnoException(Errno.EINVAL, "lock: type=" + type);
    }
    final long[] range = range(file, lock);
    final Node node = Paths.entryOf(file).node();
    final Range wanted =
        new Range(
            ofDescription ? file : caller.process(),
            ofDescription ? -1 : caller.pid(),
            type == F_WRLCK ? Kind.EXCLUSIVE : Kind.SHARED,
            range[0],
            range[1]);
    if (command == F_GETLK || command == F_OFD_GETLK) {
      return tell(caller, node, wanted, type, lock, address);
    }
    if (type == F_UNLCK) {
      if (!(wanted.from() == 0 && wanted.to() == Long.MAX_VALUE)) {
        locks.requireRoom();
      }
      locks.unlockRange(node, wanted.owner(), wanted.from(), wanted.to());
      return SyscallResult.zero();
    }
    if (type == F_RDLCK ? !file.readable() : !file.writable()) {
      throw new ErrnoException(Errno.EBADF, "not open for that lock: file=" + file);
    }
    if (take(node, wanted)) {
      return SyscallResult.zero();
    }
    if (command == F_SETLK || command == F_OFD_SETLK) {
      throw new ErrnoException(Errno.EAGAIN, "locked: file=" + file);
    }
    if (!ofDescription) {
      requireNoCircle(node, wanted);
      locks.waitsFor(caller, node, wanted);
    }
    return await(caller, file, () -> takeLater(node, wanted, ofDescription));
  }

  private boolean takeLater(Node node, Range wanted, boolean ofDescription) throws ErrnoException {
    if (take(node, wanted)) {
      return true;
    }
    if (!ofDescription) {
      requireNoCircle(node, wanted);
    }
    return false;
  }

  private void requireNoCircle(Node node, Range wanted) throws ErrnoException {
    if (locks.closesCircle(node, wanted)) {
      throw new ErrnoException(
          Errno.EDEADLK, "would wait for itself: pid=" + wanted.pid() + ", node=" + node.number());
    }
  }

  private boolean take(Node node, Range wanted) throws ErrnoException {
    if (locks.conflict(node, wanted) != null) {
      return false;
    }
    locks.lockRange(node, wanted);
    return true;
  }

  /** Bytes from, inclusive, to, exclusive; a length of 0 goes to the end (fcntl(2)). */
  private static long[] range(OpenFile file, ByteBuffer lock) throws ErrnoException {
    final long base =
        switch (lock.getShort(2)) {
          case 0 -> 0;
          // What has no position stands at 0 (Linux fs/locks.c, flock64_to_posix_lock).
          case SEEK_CUR -> file.seekable() ? file.seek(0, SEEK_CUR) : 0;
          case SEEK_END -> file.status().size();
          default -> throw new ErrnoException(Errno.EINVAL, "lock: whence=" + lock.getShort(2));
        };
    final long start = base + lock.getLong(8);
    final long length = lock.getLong(16);
    final long from = length < 0 ? start + length : start;
    final long to = length < 0 ? start : length == 0 ? Long.MAX_VALUE : start + length;
    if (from < 0) {
      throw new ErrnoException(Errno.EINVAL, "lock: from=" + from);
    }
    if (to < 0) {
      throw new ErrnoException(Errno.EOVERFLOW, "lock: from=" + from + ", bytes=" + length);
    }
    return new long[] {from, to};
  }

  private SyscallResult tell(
      Task caller, Node node, Range wanted, int type, ByteBuffer lock, long address)
      throws ErrnoException {
    if (type == F_UNLCK) {
      throw new ErrnoException(Errno.EINVAL, "lock: type=" + type);
    }
    final Range other = locks.conflict(node, wanted);
    if (other == null) {
      lock.putShort(0, (short) F_UNLCK);
    } else {
      lock.putShort(0, (short) (other.kind() == Kind.EXCLUSIVE ? F_WRLCK : F_RDLCK));
      lock.putShort(2, (short) 0);
      lock.putLong(8, other.from());
      lock.putLong(16, other.to() == Long.MAX_VALUE ? 0 : other.to() - other.from());
      lock.putInt(24, other.pid());
    }
    caller.memory().copyOut(address, lock.array(), 0, FLOCK_BYTES);
    return SyscallResult.zero();
  }

  /** Tries to get a lock. */
  private interface Attempt {
    boolean succeeds() throws ErrnoException;
  }

  private SyscallResult await(Task caller, OpenFile file, Attempt attempt) {
    locks.waiters().add(caller);
    file.retain();
    return caller.waitFor(
        new Wait() {
          @Override
          public @Nullable SyscallResult attempt() throws ErrnoException {
            return attempt.succeeds() ? SyscallResult.zero() : null;
          }

          @Override
          public boolean restartable() {
            return true;
          }

          @Override
          public void leave() {
            locks.waiters().remove(caller);
            locks.waitsNoMore(caller);
            file.release();
          }

          @Override
          public String describe() {
            return "a lock of " + file;
          }
        });
  }
}
