package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.shm.ShmException;

/** The errno of each refusal of the registry, one to one. */
public final class ShmErrors {
  private ShmErrors() {}

  /** What the guest gets for {@code refusal}. */
  public static ErrnoException toErrno(ShmException refusal) {
    final Errno errno =
        switch (refusal.error()) {
          case NOT_FOUND -> Errno.ENOENT;
          case ALREADY_EXISTS -> Errno.EEXIST;
          case INVALID_NAME, INVALID_SIZE, READ_ONLY, TOO_LARGE -> Errno.EINVAL;
          case NAME_TOO_LONG -> Errno.ENAMETOOLONG;
          case TOO_MANY_OBJECTS -> Errno.ENOSPC;
          case OUT_OF_MEMORY -> Errno.ENOMEM;
        };
    return new ErrnoException(errno, String.valueOf(refusal.getMessage()));
  }
}
