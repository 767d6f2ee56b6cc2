package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Credentials;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.file.Entry;
import dev.framewalk.emulator.kernel.file.FileSystem;
import dev.framewalk.emulator.kernel.file.Node;
import dev.framewalk.emulator.kernel.file.PathWalk;
import dev.framewalk.emulator.kernel.file.Permissions;
import dev.framewalk.emulator.kernel.file.RegularNode;
import dev.framewalk.emulator.shm.Attributes;

/** Calls that change what a file has beside its bytes, and truncate(2), by path. */
record AttributeCalls(FileSystem files) {
  private static final int SET_USER_ID = 04000;
  private static final int SET_GROUP_ID = 02000;
  private static final int GROUP_EXECUTE = 010;
  private static final long UTIME_NOW = 0x3fff_ffff;
  private static final long UTIME_OMIT = 0x3fff_fffe;
  private static final long SECOND = 1_000_000_000L;

  SyscallResult chmod(Task caller, SyscallRequest request) throws ErrnoException {
    return chmod(caller, at(caller, Paths.AT_FDCWD, request.a0(), 0), (int) request.a1());
  }

  SyscallResult fchmod(Task caller, SyscallRequest request) throws ErrnoException {
    final Entry entry = Paths.entryOf(caller.descriptors().get(request.a0()));
    return chmod(caller, entry, (int) request.a1());
  }

  SyscallResult fchmodat(Task caller, SyscallRequest request) throws ErrnoException {
    return chmod(caller, at(caller, request.a0(), request.a1(), 0), (int) request.a2());
  }

  SyscallResult fchmodat2(Task caller, SyscallRequest request) throws ErrnoException {
    final int flags = (int) request.a3();
    Paths.checkFlags(flags, Paths.AT_SYMLINK_NOFOLLOW | Paths.AT_EMPTY_PATH);
    return chmod(caller, at(caller, request.a0(), request.a1(), flags), (int) request.a2());
  }

  private static Entry at(Task caller, long descriptor, long path, int flags)
      throws ErrnoException {
    return Paths.target(new PathWalk(caller), caller, descriptor, path, flags);
  }

  private static SyscallResult chmod(Task caller, Entry entry, int mode) throws ErrnoException {
    final Credentials who = caller.process().credentials();
    final Node node = entry.node();
    if (node.type() == FileStatus.SYMBOLIC_LINK) {
      throw new ErrnoException(Errno.EOPNOTSUPP, "a symbolic link: path=" + entry);
    }
    requireOwner(node, who);
    final boolean keepsGroup = who.privileged() || who.isIn(node.attributes().gid());
    node.attributes().setMode(keepsGroup ? mode : mode & ~SET_GROUP_ID);
    node.noteChanged();
    return SyscallResult.zero();
  }

  private static void requireOwner(Node node, Credentials who) throws ErrnoException {
    if (!Permissions.owns(node, who)) {
      throw new ErrnoException(Errno.EPERM, "not the owner: owner=" + node.attributes().uid());
    }
  }

  SyscallResult chown(Task caller, SyscallRequest request) throws ErrnoException {
    final Entry entry = at(caller, Paths.AT_FDCWD, request.a0(), 0);
    return chown(caller, entry, (int) request.a1(), (int) request.a2());
  }

  SyscallResult lchown(Task caller, SyscallRequest request) throws ErrnoException {
    final Entry entry = at(caller, Paths.AT_FDCWD, request.a0(), Paths.AT_SYMLINK_NOFOLLOW);
    return chown(caller, entry, (int) request.a1(), (int) request.a2());
  }

  SyscallResult fchown(Task caller, SyscallRequest request) throws ErrnoException {
    final Entry entry = Paths.entryOf(caller.descriptors().get(request.a0()));
    return chown(caller, entry, (int) request.a1(), (int) request.a2());
  }

  SyscallResult fchownat(Task caller, SyscallRequest request) throws ErrnoException {
    final int flags = (int) request.a4();
    Paths.checkFlags(flags, Paths.AT_SYMLINK_NOFOLLOW | Paths.AT_EMPTY_PATH);
    final Entry entry = at(caller, request.a0(), request.a1(), flags);
    return chown(caller, entry, (int) request.a2(), (int) request.a3());
  }

  /** Linux fs/attr.c, chown_ok and chgrp_ok; -1 leaves what is. */
  private static SyscallResult chown(Task caller, Entry entry, int uid, int gid)
      throws ErrnoException {
    final Credentials who = caller.process().credentials();
    final Node node = entry.node();
    final Attributes attributes = node.attributes();
    final boolean owns = who.effectiveUid() == attributes.uid();
    final boolean userFits = uid == -1 || (owns && uid == attributes.uid());
    final boolean groupFits = gid == -1 || (owns && (gid == attributes.gid() || who.isIn(gid)));
    if (!who.privileged() && !(userFits && groupFits)) {
      throw new ErrnoException(Errno.EPERM, "chown: path=" + entry + ", uid=" + uid);
    }
    attributes.setOwner(uid == -1 ? attributes.uid() : uid, gid == -1 ? attributes.gid() : gid);
    if (!node.isDirectory()) {
      final boolean runs = (attributes.mode() & GROUP_EXECUTE) != 0;
      attributes.setMode(attributes.mode() & ~(SET_USER_ID | (runs ? SET_GROUP_ID : 0)));
    }
    node.noteChanged();
    return SyscallResult.zero();
  }

  SyscallResult utimensat(Task caller, SyscallRequest request) throws ErrnoException {
    final long times = request.a2();
    final long[] given = new long[2];
    for (int i = 0; i < 2; i++) {
      if (times == 0) {
        given[i] = UTIME_NOW;
        continue;
      }
      final long seconds = caller.memory().readLong(times + 16L * i);
      final long nanos = caller.memory().readLong(times + 16L * i + 8);
      if (nanos == UTIME_NOW || nanos == UTIME_OMIT) {
        given[i] = nanos;
      } else if (nanos < 0 || nanos >= SECOND) {
        throw new ErrnoException(Errno.EINVAL, "not nanoseconds: value=" + nanos);
      } else {
        // The two marks are no instants that a clock of ours shows.
        given[i] = seconds * SECOND + nanos;
      }
    }
    final int flags = (int) request.a3();
    final boolean omits = given[0] == UTIME_OMIT && given[1] == UTIME_OMIT && times != 0;
    if (omits) {
      return SyscallResult.zero();
    }
    Paths.checkFlags(flags, Paths.AT_SYMLINK_NOFOLLOW | Paths.AT_EMPTY_PATH);
    final Entry entry;
    if (request.a1() == 0 && (int) request.a0() != Paths.AT_FDCWD) {
      Paths.checkFlags(flags, 0);
      entry = Paths.entryOf(caller.descriptors().get(request.a0()));
    } else {
      entry = at(caller, request.a0(), request.a1(), flags);
    }
    requireMaySetTimes(caller, entry, given);
    final Attributes attributes = entry.node().attributes();
    final long now = files.now();
    if (given[0] != UTIME_OMIT) {
      attributes.setAccessed(given[0] == UTIME_NOW ? now : given[0]);
    }
    if (given[1] != UTIME_OMIT) {
      attributes.setModified(given[1] == UTIME_NOW ? now : given[1]);
    }
    attributes.setChanged(now);
    return SyscallResult.zero();
  }

  /** The present may be set by who may write, all else by the owner (utimensat(2)). */
  private static void requireMaySetTimes(Task caller, Entry entry, long[] given)
      throws ErrnoException {
    final Credentials who = caller.process().credentials();
    if (Permissions.owns(entry.node(), who)) {
      return;
    }
    if (given[0] != UTIME_NOW || given[1] != UTIME_NOW) {
      throw new ErrnoException(Errno.EPERM, "not the owner: path=" + entry);
    }
    Permissions.require(entry.node(), who, Permissions.WRITE);
  }

  SyscallResult truncate(Task caller, SyscallRequest request) throws ErrnoException {
    final long size = request.a1();
    if (size < 0) {
      throw new ErrnoException(Errno.EINVAL, "negative size: size=" + size);
    }
    final Entry entry = at(caller, Paths.AT_FDCWD, request.a0(), 0);
    if (entry.node().isDirectory()) {
      throw new ErrnoException(Errno.EISDIR, "a directory: path=" + entry);
    }
    if (entry.node().type() != FileStatus.REGULAR) {
      throw new ErrnoException(Errno.EINVAL, "not a regular file: path=" + entry);
    }
    Permissions.require(entry.node(), caller.process().credentials(), Permissions.WRITE);
    if (!(entry.node() instanceof RegularNode regular)) {
      throw new ErrnoException(Errno.ETXTBSY, "never changes: path=" + entry);
    }
    FileSizeLimit.checkSize(caller, regular.size(), size);
    regular.truncate(size);
    caller.memory().noteObjectStore(regular.object());
    return SyscallResult.zero();
  }

  SyscallResult umask(Task caller, SyscallRequest request) {
    final int old = caller.process().fileContext().umask();
    caller.process().fileContext().setUmask((int) request.a0());
    return SyscallResult.of(old);
  }
}
