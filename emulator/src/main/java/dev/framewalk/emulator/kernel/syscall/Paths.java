package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.file.DirectoryNode;
import dev.framewalk.emulator.kernel.file.Entry;
import dev.framewalk.emulator.kernel.file.PathWalk;
import dev.framewalk.emulator.kernel.file.PathWalk.AtEnd;
import dev.framewalk.emulator.kernel.file.PathWalk.Place;

/** How calls name files: a path, and a directory that it is relative to (openat(2)). */
final class Paths {
  static final int AT_FDCWD = -100;
  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_REMOVEDIR = 0x200;
  static final int AT_EACCESS = 0x200;
  static final int AT_SYMLINK_FOLLOW = 0x400;
  static final int AT_NO_AUTOMOUNT = 0x800;
  static final int AT_EMPTY_PATH = 0x1000;

  private Paths() {}

  /** The path at {@code address}, which is not empty (Linux fs/namei.c, getname). */
  static String path(Task caller, long address) throws ErrnoException {
    final String path = caller.memory().readPath(address);
    if (path.isEmpty()) {
      throw new ErrnoException(Errno.ENOENT, "empty path");
    }
    return path;
  }

  /** Where {@code path} begins. */
  static DirectoryNode start(Task caller, long descriptor, String path) throws ErrnoException {
    if (path.startsWith("/") || (int) descriptor == AT_FDCWD) {
      return caller.process().fileContext().directory();
    }
    final OpenFile file = caller.descriptors().getAny(descriptor);
    if (file.entry().isEmpty() || !(file.entry().get().node() instanceof DirectoryNode directory)) {
      throw new ErrnoException(Errno.ENOTDIR, "not a directory: file=" + file);
    }
    return directory;
  }

  /** The path at {@code address} up to its last component. */
  static Place toLast(PathWalk walk, Task caller, long descriptor, long address)
      throws ErrnoException {
    final String path = path(caller, address);
    return walk.toLast(start(caller, descriptor, path), path);
  }

  static AtEnd atEnd(int flags) {
    return (flags & AT_SYMLINK_NOFOLLOW) != 0 ? AtEnd.STAY : AtEnd.FOLLOW;
  }

  /**
   * What a call names by a descriptor, a path and flags, of which {@link #AT_EMPTY_PATH} and {@link
   * #AT_SYMLINK_NOFOLLOW} count here.
   */
  static Entry target(PathWalk walk, Task caller, long descriptor, long address, int flags)
      throws ErrnoException {
    final String path = caller.memory().readPath(address);
    if (!path.isEmpty()) {
      return walk.resolve(start(caller, descriptor, path), path, atEnd(flags));
    }
    if ((flags & AT_EMPTY_PATH) == 0) {
      throw new ErrnoException(Errno.ENOENT, "empty path");
    }
    return ofDescriptor(caller, descriptor);
  }

  /** What a descriptor, or AT_FDCWD, stands for. */
  static Entry ofDescriptor(Task caller, long descriptor) throws ErrnoException {
    return (int) descriptor == AT_FDCWD
        ? caller.process().fileContext().directory().self()
        : entryOf(caller.descriptors().getAny(descriptor));
  }

  /** Where an open file was found. */
  static Entry entryOf(OpenFile file) throws ErrnoException {
    return file.entry()
        .orElseThrow(() -> new ErrnoException(Errno.EINVAL, "in no tree: file=" + file));
  }

  /** Refuses with EINVAL flags that are not among {@code known}. */
  static void checkFlags(int flags, int known) throws ErrnoException {
    if ((flags & ~known) != 0) {
      throw new ErrnoException(Errno.EINVAL, "unknown: flags=0x" + Integer.toHexString(flags));
    }
  }
}
