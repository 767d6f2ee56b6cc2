package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Credentials;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.file.Entry;
import dev.framewalk.emulator.kernel.file.FileSystem;
import dev.framewalk.emulator.kernel.file.PathWalk;
import dev.framewalk.emulator.kernel.file.Permissions;
import dev.framewalk.emulator.kernel.file.Volume;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Calls that say what a file is: stat(2), statx(2), access(2), statfs(2). */
record StatCalls(Kernel kernel) {
  private static final int STAT_FLAGS =
      Paths.AT_SYMLINK_NOFOLLOW | Paths.AT_NO_AUTOMOUNT | Paths.AT_EMPTY_PATH | 0x6000;

  /** AT_STATX_FORCE_SYNC and AT_STATX_DONT_SYNC, which exclude each other. */
  private static final int SYNC_FLAGS = 0x6000;

  private static final int STATX_RESERVED = 0x8000_0000;

  /** Bytes of Linux's x86-64 {@code struct statfs}. */
  private static final int STATFS_BYTES = 120;

  /** ST_VALID and ST_RELATIME (Linux include/linux/statfs.h). */
  private static final long MOUNT_FLAGS = 0x1020;

  SyscallResult stat(Task caller, SyscallRequest request) throws ErrnoException {
    return stat(caller, Paths.AT_FDCWD, request.a0(), request.a1(), 0);
  }

  SyscallResult lstat(Task caller, SyscallRequest request) throws ErrnoException {
    return stat(caller, Paths.AT_FDCWD, request.a0(), request.a1(), Paths.AT_SYMLINK_NOFOLLOW);
  }

  SyscallResult newfstatat(Task caller, SyscallRequest request) throws ErrnoException {
    return stat(caller, request.a0(), request.a1(), request.a2(), (int) request.a3());
  }

  private static SyscallResult stat(Task caller, long descriptor, long path, long buffer, int flags)
      throws ErrnoException {
    final byte[] status = status(caller, descriptor, path, flags).encode();
    caller.memory().copyOut(buffer, status, 0, status.length);
    return SyscallResult.zero();
  }

  private static FileStatus status(Task caller, long descriptor, long path, int flags)
      throws ErrnoException {
    // A null pointer is an empty path since Linux 6.11 (fs/stat.c, vfs_empty_path).
    final boolean empty =
        (flags & Paths.AT_EMPTY_PATH) != 0
            && (path == 0 || caller.memory().readPath(path).isEmpty());
    if (empty) {
      Paths.checkFlags(flags, STAT_FLAGS);
      return (int) descriptor == Paths.AT_FDCWD
          ? Paths.ofDescriptor(caller, descriptor).node().status()
          : caller.descriptors().getAny(descriptor).status();
    }
    if ((flags & ~STAT_FLAGS) != 0) {
      final String unused = caller.memory().readPath(path);
      assert unused != null;
      Paths.checkFlags(flags, STAT_FLAGS);
    }
    return Paths.target(new PathWalk(caller), caller, descriptor, path, flags).node().status();
  }

  SyscallResult statx(Task caller, SyscallRequest request) throws ErrnoException {
    final int flags = (int) request.a2();
    if (((int) request.a3() & STATX_RESERVED) != 0 || (flags & SYNC_FLAGS) == SYNC_FLAGS) {
      throw new ErrnoException(Errno.EINVAL, "statx: flags=0x" + Integer.toHexString(flags));
    }
    final byte[] status = status(caller, request.a0(), request.a1(), flags).encodeExtended();
    caller.memory().copyOut(request.a4(), status, 0, status.length);
    return SyscallResult.zero();
  }

  SyscallResult access(Task caller, SyscallRequest request) throws ErrnoException {
    return access(caller, Paths.AT_FDCWD, request.a0(), (int) request.a1(), 0);
  }

  SyscallResult faccessat(Task caller, SyscallRequest request) throws ErrnoException {
    return access(caller, request.a0(), request.a1(), (int) request.a2(), 0);
  }

  SyscallResult faccessat2(Task caller, SyscallRequest request) throws ErrnoException {
    return access(caller, request.a0(), request.a1(), (int) request.a2(), (int) request.a3());
  }

  private static SyscallResult access(Task caller, long descriptor, long path, int mode, int flags)
      throws ErrnoException {
    Paths.checkFlags(mode, 7);
    Paths.checkFlags(flags, Paths.AT_EACCESS | Paths.AT_SYMLINK_NOFOLLOW | Paths.AT_EMPTY_PATH);
    final Credentials effective = caller.process().credentials();
    final Credentials who =
        (flags & Paths.AT_EACCESS) != 0
            ? effective
            : new Credentials(
                effective.uid(),
                effective.uid(),
                effective.uid(),
                effective.gid(),
                effective.gid(),
                effective.gid(),
                effective.groups());
    final Entry entry = Paths.target(new PathWalk(caller, who), caller, descriptor, path, flags);
    if (!Permissions.allow(entry.node(), who, mode)) {
      throw new ErrnoException(Errno.EACCES, "access: path=" + entry + ", mode=" + mode);
    }
    return SyscallResult.zero();
  }

  SyscallResult statfs(Task caller, SyscallRequest request) throws ErrnoException {
    final Entry entry = Paths.target(new PathWalk(caller), caller, Paths.AT_FDCWD, request.a0(), 0);
    return statfs(caller, entry.node().volume(), request.a1());
  }

  SyscallResult fstatfs(Task caller, SyscallRequest request) throws ErrnoException {
    final Volume volume =
        caller
            .descriptors()
            .getAny(request.a0())
            .entry()
            .map(entry -> entry.node().volume())
            .orElse(Volume.PIPES);
    return statfs(caller, volume, request.a1());
  }

  private SyscallResult statfs(Task caller, Volume volume, long buffer) throws ErrnoException {
    final boolean stores = volume != Volume.PROC && volume != Volume.PIPES;
    final long free = stores ? kernel.frames().available() : 0;
    final long all = stores ? free + kernel.frames().used() : 0;
    final ByteBuffer out = ByteBuffer.allocate(STATFS_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(volume.magic()).putLong(4096).putLong(all).putLong(free).putLong(free);
    out.putLong(stores ? FileSystem.MAX_NODES : 0);
    out.putLong(stores ? FileSystem.MAX_NODES - kernel.files().nodes() : 0);
    out.putLong(volume.device()).putLong(PathWalk.NAME_MAX).putLong(4096).putLong(MOUNT_FLAGS);
    caller.memory().copyOut(buffer, out.array(), 0, STATFS_BYTES);
    return SyscallResult.zero();
  }
}
