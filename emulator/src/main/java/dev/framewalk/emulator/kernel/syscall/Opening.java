package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.DescriptorTable.OnExec;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.file.DirectoryNode;
import dev.framewalk.emulator.kernel.file.Entry;
import dev.framewalk.emulator.kernel.file.FileSystem;
import dev.framewalk.emulator.kernel.file.Node;
import dev.framewalk.emulator.kernel.file.PathWalk;
import dev.framewalk.emulator.kernel.file.PathWalk.AtEnd;
import dev.framewalk.emulator.kernel.file.PathWalk.Place;
import dev.framewalk.emulator.kernel.file.Permissions;
import dev.framewalk.emulator.kernel.file.RegularNode;

/** Calls that open a file by its path: open(2), openat(2), creat(2); and memfd_create(2). */
record Opening(FileSystem files) {
  private static final int O_CREAT = 0100;
  private static final int O_EXCL = 0200;
  private static final int O_TRUNC = 01000;
  private static final int O_LARGEFILE = 0100000;
  private static final int O_DIRECTORY = 0200000;
  private static final int O_NOFOLLOW = 0400000;
  private static final int O_NOATIME = 01000000;
  private static final int O_CLOEXEC = 02000000;

  /** The bit of O_TMPFILE that is its own; O_DIRECTORY is the other. */
  private static final int O_TMPFILE = 020000000;

  /** What counts beside O_PATH (Linux fs/open.c, O_PATH_FLAGS). */
  private static final int O_PATH_FLAGS = O_DIRECTORY | O_NOFOLLOW | OpenFile.O_PATH | O_CLOEXEC;

  /** Every flag that there is (Linux include/linux/fcntl.h, VALID_OPEN_FLAGS). */
  private static final int KNOWN_FLAGS = 037777703 & ~010;

  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_ALLOW_SEALING = 2;
  private static final int MFD_NOEXEC_SEAL = 8;
  private static final int MFD_EXEC = 16;
  private static final int F_SEAL_SEAL = 1;
  private static final int F_SEAL_EXEC = 32;

  /** Longest name of a memory file (memfd_create(2), ERRORS). */
  private static final int MEMORY_NAME_MAX = 249;

  SyscallResult open(Task caller, SyscallRequest request) throws ErrnoException {
    return open(caller, Paths.AT_FDCWD, request.a0(), (int) request.a1(), (int) request.a2());
  }

  SyscallResult openat(Task caller, SyscallRequest request) throws ErrnoException {
    return open(caller, request.a0(), request.a1(), (int) request.a2(), (int) request.a3());
  }

  SyscallResult creat(Task caller, SyscallRequest request) throws ErrnoException {
    final int flags = O_CREAT | O_TRUNC | OpenFile.O_WRONLY;
    return open(caller, Paths.AT_FDCWD, request.a0(), flags, (int) request.a1());
  }

  SyscallResult createMemoryFile(Task caller, SyscallRequest request) throws ErrnoException {
    final int flags = (int) request.a1();
    Paths.checkFlags(flags, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL | MFD_EXEC);
    if ((flags & MFD_EXEC) != 0 && (flags & MFD_NOEXEC_SEAL) != 0) {
      throw new ErrnoException(Errno.EINVAL, "both executable and not");
    }
    final String name = caller.memory().readPath(request.a0());
    if (name.length() > MEMORY_NAME_MAX) {
      throw new ErrnoException(Errno.EINVAL, "name too long: bytes=" + name.length());
    }
    caller.descriptors().requireFree();
    files.openFiles().requireRoom(1);
    final boolean sealed = (flags & (MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL)) == 0;
    final OpenFile file =
        files.openMemory(
            name,
            caller,
            OpenFile.O_RDWR | O_LARGEFILE,
            (sealed ? F_SEAL_SEAL : 0) | ((flags & MFD_NOEXEC_SEAL) != 0 ? F_SEAL_EXEC : 0));
    if ((flags & MFD_NOEXEC_SEAL) != 0) {
      Paths.entryOf(file).node().attributes().setMode(0666);
    }
    return added(caller, file, (flags & MFD_CLOEXEC) != 0 ? OnExec.CLOSE : OnExec.KEEP);
  }

  private SyscallResult added(Task caller, OpenFile file, OnExec onExec) throws ErrnoException {
    return SyscallResult.of(caller.descriptors().add(file.countedIn(files.openFiles()), onExec));
  }

  /** Refuses in Linux's order: the flags, the pointer, the descriptors, the directory, the name. */
  private SyscallResult open(Task caller, long descriptor, long address, int givenFlags, int mode)
      throws ErrnoException {
    final boolean pathOnly = (givenFlags & OpenFile.O_PATH) != 0;
    final int flags = pathOnly ? givenFlags & O_PATH_FLAGS : givenFlags & KNOWN_FLAGS | O_LARGEFILE;
    checkFlags(flags);
    final String path = Paths.path(caller, address);
    caller.descriptors().requireFree();
    files.openFiles().requireRoom(1);
    final DirectoryNode start = Paths.start(caller, descriptor, path);
    final PathWalk walk = new PathWalk(caller);
    final OpenFile file;
    if ((flags & O_TMPFILE) != 0) {
      file = openUnnamed(walk, caller, start, path, flags, mode & 07777 & ~umask(caller));
    } else {
      file = open(walk, caller, walk.toLast(start, path), flags, mode & 07777 & ~umask(caller));
    }
    return added(caller, file, OnExec.of(flags));
  }

  private static int umask(Task caller) {
    return caller.process().fileContext().umask();
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

  /** O_TMPFILE: a file that has no name from the start. */
  private OpenFile openUnnamed(
      PathWalk walk, Task caller, DirectoryNode start, String path, int flags, int mode)
      throws ErrnoException {
    final Entry entry = walk.resolve(start, path, AtEnd.FOLLOW);
    if (!(entry.node() instanceof DirectoryNode directory)) {
      throw new ErrnoException(Errno.ENOTDIR, "not a directory: path=" + entry);
    }
    Permissions.require(
        directory, caller.process().credentials(), Permissions.WRITE | Permissions.EXECUTE);
    return files.openUnnamed(directory, caller, flags, mode);
  }

  /** Linux fs/namei.c, open_last_lookups and do_open. */
  private OpenFile open(PathWalk walk, Task caller, Place first, int flags, int mode)
      throws ErrnoException {
    final boolean creates = (flags & O_CREAT) != 0;
    Place place = first;
    while (true) {
      if (creates && place.isName() && place.slashAtEnd()) {
        throw new ErrnoException(Errno.EISDIR, "slash at the end: name=" + place.last());
      }
      final Entry entry = place.jumped().orElse(null);
      final Entry found = entry != null ? entry : walk.lookup(place.directory(), place.last());
      if (found == null) {
        if (!creates) {
          throw new ErrnoException(
              Errno.ENOENT,
              "no such file: directory=" + place.directory().self() + ", name=" + place.last());
        }
        final Entry made = files.edits().create(place, caller, mode);
        return made.node().open(caller, flags).at(made);
      }
      if (found.node().type() == FileStatus.SYMBOLIC_LINK) {
        final boolean refuses = creates && (flags & O_EXCL) != 0;
        if (!refuses && ((flags & O_NOFOLLOW) == 0 || place.slashAtEnd())) {
          final boolean slash = place.slashAtEnd();
          place = walk.place(place.directory(), found);
          if (slash) {
            place = new Place(place.directory(), place.last(), true, place.jumped());
          }
          continue;
        }
      }
      return openExisting(caller, found, place, flags);
    }
  }

  private static OpenFile openExisting(Task caller, Entry found, Place place, int flags)
      throws ErrnoException {
    final Node node = found.node();
    final boolean creates = (flags & O_CREAT) != 0;
    if (creates && (flags & O_EXCL) != 0) {
      throw new ErrnoException(Errno.EEXIST, "there already: path=" + found);
    }
    if (creates && node.isDirectory()) {
      throw new ErrnoException(Errno.EISDIR, "a directory: path=" + found);
    }
    if (((flags & O_DIRECTORY) != 0 || place.slashAtEnd()) && !node.isDirectory()) {
      throw new ErrnoException(Errno.ENOTDIR, "not a directory: path=" + found);
    }
    if ((flags & OpenFile.O_PATH) == 0) {
      requireAccess(caller, found, flags);
      final boolean changes = (flags & (OpenFile.O_ACCMODE | O_TRUNC)) != 0;
      if (changes && node instanceof RegularNode regular) {
        regular.requireNotRun();
      }
    }
    final OpenFile file = node.open(caller, flags).at(found);
    if ((flags & O_TRUNC) != 0 && node instanceof RegularNode regular && !file.pathOnly()) {
      // Linux truncates whatever the access mode is (open(2), O_TRUNC: "unspecified").
      try {
        if (regular.size() > 0) {
          regular.truncate(0);
          caller.memory().noteObjectStore(regular.object());
        }
      } catch (ErrnoException refusal) {
        file.release();
        throw refusal;
      }
    }
    return file;
  }

  /** Linux fs/namei.c, may_open. */
  private static void requireAccess(Task caller, Entry found, int flags) throws ErrnoException {
    final int access = flags & OpenFile.O_ACCMODE;
    int wanted = access == OpenFile.O_WRONLY ? 0 : Permissions.READ;
    wanted |= access == OpenFile.O_RDONLY && (flags & O_TRUNC) == 0 ? 0 : Permissions.WRITE;
    if (found.node().type() == FileStatus.SYMBOLIC_LINK) {
      throw new ErrnoException(Errno.ELOOP, "a symbolic link: path=" + found);
    }
    if (found.node().isDirectory() && (wanted & Permissions.WRITE) != 0) {
      throw new ErrnoException(Errno.EISDIR, "a directory: path=" + found);
    }
    Permissions.require(found.node(), caller.process().credentials(), wanted);
    if ((flags & O_NOATIME) != 0
        && !Permissions.owns(found.node(), caller.process().credentials())) {
      throw new ErrnoException(Errno.EPERM, "O_NOATIME of another's: path=" + found);
    }
  }
}
