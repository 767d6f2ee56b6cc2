package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.DirectoryFile;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.GuestPath;
import dev.framewalk.emulator.kernel.GuestPath.Directory;
import dev.framewalk.emulator.kernel.GuestPath.OfDirectory;
import dev.framewalk.emulator.kernel.GuestPath.OfObject;
import dev.framewalk.emulator.kernel.ObjectFile;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.ShmErrors;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.shm.OpenFlags;
import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.emulator.shm.ShmHandle;
import dev.framewalk.emulator.shm.ShmName;
import dev.framewalk.emulator.shm.ShmRegistry;

/** Calls that take a path: open(2), openat(2), unlink(2), unlinkat(2). */
final class Opening {
  private static final int O_CREAT = 0100;
  private static final int O_EXCL = 0200;
  private static final int O_TRUNC = 01000;
  private static final int O_DIRECTORY = 0200000;
  private static final int O_NOFOLLOW = 0400000;

  /** The bit of O_TMPFILE that is its own; O_DIRECTORY is the other. */
  private static final int O_TMPFILE = 020000000;

  /** What counts beside O_PATH (Linux fs/open.c, O_PATH_FLAGS; O_CLOEXEC says nothing here). */
  private static final int O_PATH_FLAGS = O_DIRECTORY | O_NOFOLLOW | OpenFile.O_PATH;

  private static final int AT_FDCWD = -100;
  private static final int AT_REMOVEDIR = 0x200;

  /** Every process's file mode creation mask (umask(2)). */
  private static final int UMASK = 022;

  private final ShmRegistry registry;

  Opening(ShmRegistry registry) {
    this.registry = registry;
  }

  SyscallResult open(Process caller, SyscallRequest request) throws ErrnoException {
    return open(caller, AT_FDCWD, request.a0(), (int) request.a1(), (int) request.a2());
  }

  SyscallResult openat(Process caller, SyscallRequest request) throws ErrnoException {
    return open(caller, request.a0(), request.a1(), (int) request.a2(), (int) request.a3());
  }

  SyscallResult unlink(Process caller, SyscallRequest request) throws ErrnoException {
    return unlink(absolute(caller, AT_FDCWD, path(caller, request.a0())));
  }

  SyscallResult unlinkat(Process caller, SyscallRequest request) throws ErrnoException {
    final int flags = (int) request.a2();
    if ((flags & ~AT_REMOVEDIR) != 0) {
      throw new ErrnoException(Errno.EINVAL, "unlinkat: flags=0x" + Integer.toHexString(flags));
    }
    final String path = absolute(caller, request.a0(), path(caller, request.a1()));
    return flags == 0 ? unlink(path) : removeDirectory(path);
  }

  /** The path at {@code address}, which is not empty (Linux fs/namei.c, getname). */
  private static String path(Process caller, long address) throws ErrnoException {
    final String path = caller.memory().readPath(address);
    if (path.isEmpty()) {
      throw new ErrnoException(Errno.ENOENT, "empty path");
    }
    return path;
  }

  /** The path of an *at call, made absolute. */
  private static String absolute(Process caller, long descriptor, String path)
      throws ErrnoException {
    if (path.startsWith("/") || (int) descriptor == AT_FDCWD) {
      return path;
    }
    final OpenFile file = caller.descriptors().getAny(descriptor);
    if (!(file instanceof DirectoryFile directory)) {
      throw new ErrnoException(Errno.ENOTDIR, "not a directory: file=" + file);
    }
    return directory.directory().path() + "/" + path;
  }

  /** Refuses in Linux's order: the flags, the pointer, the descriptors, the directory, the name. */
  private SyscallResult open(
      Process caller, long descriptor, long address, int givenFlags, int mode)
      throws ErrnoException {
    final boolean pathOnly = (givenFlags & OpenFile.O_PATH) != 0;
    final int flags = pathOnly ? givenFlags & O_PATH_FLAGS : givenFlags;
    checkFlags(flags);
    final String relative = path(caller, address);
    caller.descriptors().requireFree();
    final GuestPath.Parent parent =
        GuestPath.parentOf(absolute(caller, descriptor, relative), registry);
    final OpenFile file;
    if ((flags & O_TMPFILE) != 0) {
      file = openUnnamed(caller, parent.target(), flags, mode);
    } else {
      if ((flags & O_CREAT) != 0 && parent.isName() && parent.slashAtEnd()) {
        throw new ErrnoException(Errno.EISDIR, "slash at the end: path=" + parent.path());
      }
      file = open(caller, parent.target(), flags, mode);
    }
    return SyscallResult.of(caller.descriptors().add(file));
  }

  /** Linux fs/open.c, build_open_flags. */
  private static void checkFlags(int flags) throws ErrnoException {
    if ((flags & (O_CREAT | O_DIRECTORY)) == (O_CREAT | O_DIRECTORY)) {
      throw new ErrnoException(Errno.EINVAL, "open: O_CREAT with O_DIRECTORY");
    }
    if ((flags & O_TMPFILE) != 0
        && ((flags & O_DIRECTORY) == 0 || (flags & OpenFile.O_ACCMODE) == OpenFile.O_RDONLY)) {
      throw new ErrnoException(
          Errno.EINVAL, "open: O_TMPFILE, flags=0" + Integer.toOctalString(flags));
    }
  }

  private OpenFile open(Process caller, GuestPath target, int flags, int mode)
      throws ErrnoException {
    if (target instanceof OfDirectory directory) {
      return openDirectory(directory.directory(), flags);
    }
    if (target instanceof OfObject object) {
      return openObject(caller, object, flags, mode);
    }
    throw new ErrnoException(
        (flags & O_CREAT) != 0 ? Errno.EROFS : Errno.ENOENT, "no such file: " + target);
  }

  /** O_TMPFILE: an object that has no name from the start. */
  private OpenFile openUnnamed(Process caller, GuestPath target, int flags, int mode)
      throws ErrnoException {
    if (target instanceof OfObject object) {
      throw new ErrnoException(
          registry.find(object.name()).isPresent() ? Errno.ENOTDIR : Errno.ENOENT,
          "not a directory: name=" + object.name());
    }
    if (!(target instanceof OfDirectory directory)) {
      throw new ErrnoException(Errno.ENOENT, "no such directory: " + target);
    }
    if (directory.directory() != Directory.SHM) {
      throw new ErrnoException(Errno.EROFS, "takes no files: " + target);
    }
    try {
      long number = 0;
      ShmName name = ShmName.of("#" + number);
      while (registry.find(name).isPresent()) {
        number++;
        name = ShmName.of("#" + number);
      }
      final ShmHandle handle =
          registry.open(name, OpenFlags.CREATE_RDWR, caller.owner(), mode & 07777 & ~UMASK);
      registry.unlink(name);
      return new ObjectFile(handle, registry.limits().objectBytes(), flags);
    } catch (ShmException e) {
      throw ShmErrors.toErrno(e);
    }
  }

  private static OpenFile openDirectory(Directory directory, int flags) throws ErrnoException {
    if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL)) {
      throw new ErrnoException(Errno.EEXIST, "a directory: path=" + directory.path());
    }
    if ((flags & OpenFile.O_ACCMODE) != OpenFile.O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0) {
      throw new ErrnoException(Errno.EISDIR, "a directory: path=" + directory.path());
    }
    return new DirectoryFile(directory, flags);
  }

  private OpenFile openObject(Process caller, OfObject object, int flags, int mode)
      throws ErrnoException {
    final boolean exists = registry.find(object.name()).isPresent();
    final boolean creates = (flags & O_CREAT) != 0;
    if (exists
        && (object.mustBeDirectory() || (flags & O_DIRECTORY) != 0)
        && !(creates && (flags & O_EXCL) != 0)) {
      throw new ErrnoException(Errno.ENOTDIR, "an object: name=" + object.name());
    }
    try {
      final ShmHandle handle =
          registry.open(
              object.name(),
              new OpenFlags(
                  creates,
                  creates && (flags & O_EXCL) != 0,
                  (flags & OpenFile.O_ACCMODE) == OpenFile.O_RDONLY
                      ? OpenFlags.Access.READ_ONLY
                      : OpenFlags.Access.READ_WRITE),
              caller.owner(),
              mode & 07777 & ~UMASK);
      if (exists && (flags & O_TRUNC) != 0) {
        // Linux truncates whatever the access mode is (open(2), O_TRUNC: "unspecified").
        try (ShmHandle writer = handle.object().open(OpenFlags.Access.READ_WRITE)) {
          writer.truncate(0);
        }
      }
      return new ObjectFile(handle, registry.limits().objectBytes(), flags);
    } catch (ShmException e) {
      throw ShmErrors.toErrno(e);
    }
  }

  private SyscallResult unlink(String path) throws ErrnoException {
    final GuestPath target = GuestPath.resolve(path, registry);
    if (target instanceof OfDirectory directory) {
      throw new ErrnoException(Errno.EISDIR, "a directory: path=" + directory.directory().path());
    }
    if (!(target instanceof OfObject object)) {
      throw new ErrnoException(Errno.ENOENT, "no such file: path=" + path);
    }
    if (object.mustBeDirectory() && registry.find(object.name()).isPresent()) {
      throw new ErrnoException(Errno.ENOTDIR, "an object: name=" + object.name());
    }
    try {
      registry.unlink(object.name());
    } catch (ShmException e) {
      throw ShmErrors.toErrno(e);
    }
    return SyscallResult.zero();
  }

  private SyscallResult removeDirectory(String path) throws ErrnoException {
    final GuestPath.Parent parent = GuestPath.parentOf(path, registry);
    if (parent.last().equals(".") || parent.last().equals("..")) {
      throw new ErrnoException(
          parent.last().equals(".") ? Errno.EINVAL : Errno.ENOTEMPTY, "not a name: path=" + path);
    }
    final GuestPath target = parent.target();
    if (target instanceof OfDirectory directory) {
      throw new ErrnoException(Errno.EBUSY, "in use: path=" + directory.directory().path());
    }
    throw new ErrnoException(
        target instanceof OfObject object && registry.find(object.name()).isPresent()
            ? Errno.ENOTDIR
            : Errno.ENOENT,
        "not a directory: path=" + path);
  }
}
