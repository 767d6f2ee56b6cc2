package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.UserMemory;
import dev.framewalk.emulator.kernel.file.DirectoryNode;
import dev.framewalk.emulator.kernel.file.Entry;
import dev.framewalk.emulator.kernel.file.FileSystem;
import dev.framewalk.emulator.kernel.file.PathWalk;
import dev.framewalk.emulator.kernel.file.PathWalk.AtEnd;
import dev.framewalk.emulator.kernel.file.PathWalk.Place;
import dev.framewalk.emulator.kernel.file.Permissions;
import dev.framewalk.emulator.kernel.file.TreeEdits.IfThere;
import java.nio.charset.StandardCharsets;

/** Calls that make, remove and change names, and where relative ones begin. */
record NameCalls(FileSystem files) {
  private static final int RENAME_NOREPLACE = 1;
  private static final int RENAME_EXCHANGE = 2;

  SyscallResult mkdir(Task caller, SyscallRequest request) throws ErrnoException {
    return mkdir(caller, Paths.AT_FDCWD, request.a0(), (int) request.a1());
  }

  SyscallResult mkdirat(Task caller, SyscallRequest request) throws ErrnoException {
    return mkdir(caller, request.a0(), request.a1(), (int) request.a2());
  }

  private SyscallResult mkdir(Task caller, long descriptor, long address, int mode)
      throws ErrnoException {
    final PathWalk walk = new PathWalk(caller);
    final Place place = Paths.toLast(walk, caller, descriptor, address);
    // Of the mode only the permissions and the sticky bit count (mkdir(2)).
    final int bits = mode & 01777 & ~caller.process().fileContext().umask();
    files.edits().makeDirectory(walk, place, caller, bits);
    return SyscallResult.zero();
  }

  SyscallResult rmdir(Task caller, SyscallRequest request) throws ErrnoException {
    return rmdir(caller, Paths.AT_FDCWD, request.a0());
  }

  private SyscallResult rmdir(Task caller, long descriptor, long address) throws ErrnoException {
    final PathWalk walk = new PathWalk(caller);
    files.edits().removeDirectory(walk, Paths.toLast(walk, caller, descriptor, address), caller);
    return SyscallResult.zero();
  }

  SyscallResult unlink(Task caller, SyscallRequest request) throws ErrnoException {
    return unlink(caller, Paths.AT_FDCWD, request.a0());
  }

  SyscallResult unlinkat(Task caller, SyscallRequest request) throws ErrnoException {
    final int flags = (int) request.a2();
    Paths.checkFlags(flags, Paths.AT_REMOVEDIR);
    return flags == 0
        ? unlink(caller, request.a0(), request.a1())
        : rmdir(caller, request.a0(), request.a1());
  }

  private SyscallResult unlink(Task caller, long descriptor, long address) throws ErrnoException {
    final PathWalk walk = new PathWalk(caller);
    files.edits().unlink(walk, Paths.toLast(walk, caller, descriptor, address), caller);
    return SyscallResult.zero();
  }

  SyscallResult symlink(Task caller, SyscallRequest request) throws ErrnoException {
    return symlink(caller, request.a0(), Paths.AT_FDCWD, request.a1());
  }

  SyscallResult symlinkat(Task caller, SyscallRequest request) throws ErrnoException {
    return symlink(caller, request.a0(), request.a1(), request.a2());
  }

  private SyscallResult symlink(Task caller, long target, long descriptor, long address)
      throws ErrnoException {
    final String text = Paths.path(caller, target);
    final PathWalk walk = new PathWalk(caller);
    final Place place = Paths.toLast(walk, caller, descriptor, address);
    files.edits().makeSymbolicLink(walk, place, caller, text);
    return SyscallResult.zero();
  }

  SyscallResult readlink(Task caller, SyscallRequest request) throws ErrnoException {
    return readlink(caller, Paths.AT_FDCWD, request.a0(), request.a1(), (int) request.a2());
  }

  SyscallResult readlinkat(Task caller, SyscallRequest request) throws ErrnoException {
    return readlink(caller, request.a0(), request.a1(), request.a2(), (int) request.a3());
  }

  private static SyscallResult readlink(
      Task caller, long descriptor, long address, long buffer, int size) throws ErrnoException {
    if (size <= 0) {
      throw new ErrnoException(Errno.EINVAL, "no room: bytes=" + size);
    }
    final boolean empty = caller.memory().readPath(address).isEmpty();
    final Entry entry =
        Paths.target(
            new PathWalk(caller),
            caller,
            descriptor,
            address,
            Paths.AT_EMPTY_PATH | Paths.AT_SYMLINK_NOFOLLOW);
    final String target = entry.linkTarget(caller);
    if (target == null) {
      throw new ErrnoException(
          empty ? Errno.ENOENT : Errno.EINVAL, "not a symbolic link: path=" + entry);
    }
    final byte[] bytes = target.getBytes(StandardCharsets.ISO_8859_1);
    final int length = Math.min(size, bytes.length);
    caller.memory().copyOut(buffer, bytes, 0, length);
    return SyscallResult.of(length);
  }

  SyscallResult link(Task caller, SyscallRequest request) throws ErrnoException {
    return link(caller, Paths.AT_FDCWD, request.a0(), Paths.AT_FDCWD, request.a1(), 0);
  }

  SyscallResult linkat(Task caller, SyscallRequest request) throws ErrnoException {
    return link(caller, request.a0(), request.a1(), request.a2(), request.a3(), (int) request.a4());
  }

  private SyscallResult link(
      Task caller, long oldDescriptor, long oldPath, long descriptor, long path, int flags)
      throws ErrnoException {
    Paths.checkFlags(flags, Paths.AT_SYMLINK_FOLLOW | Paths.AT_EMPTY_PATH);
    final PathWalk walk = new PathWalk(caller);
    final int walking =
        ((flags & Paths.AT_SYMLINK_FOLLOW) != 0 ? 0 : Paths.AT_SYMLINK_NOFOLLOW)
            | flags & Paths.AT_EMPTY_PATH;
    final Entry old = Paths.target(walk, caller, oldDescriptor, oldPath, walking);
    final PathWalk newWalk = new PathWalk(caller);
    final Place place = Paths.toLast(newWalk, caller, descriptor, path);
    files.edits().link(newWalk, old, place, caller, old.wasMadeNameless());
    return SyscallResult.zero();
  }

  SyscallResult rename(Task caller, SyscallRequest request) throws ErrnoException {
    return rename(caller, Paths.AT_FDCWD, request.a0(), Paths.AT_FDCWD, request.a1(), 0);
  }

  SyscallResult renameat(Task caller, SyscallRequest request) throws ErrnoException {
    return rename(caller, request.a0(), request.a1(), request.a2(), request.a3(), 0);
  }

  SyscallResult renameat2(Task caller, SyscallRequest request) throws ErrnoException {
    return rename(
        caller, request.a0(), request.a1(), request.a2(), request.a3(), (int) request.a4());
  }

  private SyscallResult rename(
      Task caller, long oldDescriptor, long oldPath, long descriptor, long path, int flags)
      throws ErrnoException {
    Paths.checkFlags(flags, RENAME_NOREPLACE | RENAME_EXCHANGE);
    if (flags == (RENAME_NOREPLACE | RENAME_EXCHANGE)) {
      throw new ErrnoException(Errno.EINVAL, "both RENAME_NOREPLACE and RENAME_EXCHANGE");
    }
    final PathWalk walk = new PathWalk(caller);
    final String oldName = Paths.path(caller, oldPath);
    final String newName = Paths.path(caller, path);
    final Place from = walk.toLast(Paths.start(caller, oldDescriptor, oldName), oldName);
    final Place to = walk.toLast(Paths.start(caller, descriptor, newName), newName);
    final IfThere ifThere =
        switch (flags) {
          case RENAME_NOREPLACE -> IfThere.REFUSE;
          case RENAME_EXCHANGE -> IfThere.EXCHANGE;
          default -> IfThere.REPLACE;
        };
    files.edits().rename(walk, from, to, ifThere, caller);
    return SyscallResult.zero();
  }

  SyscallResult getcwd(Task caller, SyscallRequest request) throws ErrnoException {
    final DirectoryNode directory = caller.process().fileContext().directory();
    if (directory.isRemoved()) {
      throw new ErrnoException(Errno.ENOENT, "removed: directory=" + directory.self());
    }
    final byte[] path = (directory.self().path() + "\0").getBytes(StandardCharsets.ISO_8859_1);
    if (path.length > UserMemory.PATH_MAX) {
      throw new ErrnoException(Errno.ENAMETOOLONG, "path too long: bytes=" + path.length);
    }
    if (Long.compareUnsigned(request.a1(), path.length) < 0) {
      throw new ErrnoException(Errno.ERANGE, "too small: bytes=" + request.a1());
    }
    caller.memory().copyOut(request.a0(), path, 0, path.length);
    return SyscallResult.of(path.length);
  }

  SyscallResult chdir(Task caller, SyscallRequest request) throws ErrnoException {
    final String path = Paths.path(caller, request.a0());
    final Entry entry =
        new PathWalk(caller).resolve(Paths.start(caller, Paths.AT_FDCWD, path), path, AtEnd.FOLLOW);
    return enter(caller, entry);
  }

  SyscallResult fchdir(Task caller, SyscallRequest request) throws ErrnoException {
    return enter(caller, Paths.entryOf(caller.descriptors().getAny(request.a0())));
  }

  private static SyscallResult enter(Task caller, Entry entry) throws ErrnoException {
    if (!(entry.node() instanceof DirectoryNode directory)) {
      throw new ErrnoException(Errno.ENOTDIR, "not a directory: path=" + entry);
    }
    Permissions.require(directory, caller.process().credentials(), Permissions.EXECUTE);
    caller.process().fileContext().setDirectory(directory);
    return SyscallResult.zero();
  }
}
