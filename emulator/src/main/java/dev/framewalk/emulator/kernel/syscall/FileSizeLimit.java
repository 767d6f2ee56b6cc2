package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.ObjectFile;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Resource;
import dev.framewalk.emulator.kernel.ResourceLimits;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.signal.SignalInfo;

/**
 * How large a process may make a regular file (getrlimit(2), RLIMIT_FSIZE). Going beyond raises
 * SIGXFSZ, and is EFBIG for those that survive it.
 */
final class FileSizeLimit {
  private FileSizeLimit() {}

  /**
   * How many of {@code bytes} may be written where {@code file} stands.
   *
   * @throws ErrnoException EFBIG if none
   */
  static long cut(Task caller, OpenFile file, long bytes) throws ErrnoException {
    return file instanceof ObjectFile of ? cutAt(caller, of, of.position(), bytes) : bytes;
  }

  /**
   * How many of {@code bytes} may be written at {@code position} (Linux fs/read_write.c,
   * generic_write_check_limits).
   *
   * @throws ErrnoException EFBIG if none
   */
  static long cutAt(Task caller, OpenFile file, long position, long bytes) throws ErrnoException {
    final long limit = limit(caller);
    if (limit == ResourceLimits.UNLIMITED || !(file instanceof ObjectFile of)) {
      return bytes;
    }
    final long at = of.placeOfWrite(position);
    if (Long.compareUnsigned(at, limit) >= 0) {
      throw refusal(caller, at, limit);
    }
    return Long.compareUnsigned(bytes, limit - at) <= 0 ? bytes : limit - at;
  }

  /**
   * Refuses to make a file longer than the limit (Linux fs/attr.c, inode_newsize_ok).
   *
   * @throws ErrnoException EFBIG
   */
  static void checkSize(Task caller, long before, long size) throws ErrnoException {
    if (size > before && !caller.process().limits().allows(Resource.FSIZE, size)) {
      throw refusal(caller, size, limit(caller));
    }
  }

  private static long limit(Task caller) {
    return caller.process().limits().current(Resource.FSIZE);
  }

  private static ErrnoException refusal(Task caller, long position, long limit) {
    caller
        .process()
        .kernel()
        .signals()
        .send(caller, SignalInfo.ofSender(Signal.SIGXFSZ, SignalInfo.SI_USER, caller));
    return new ErrnoException(Errno.EFBIG, "position=" + position + ", limit=" + limit);
  }
}
