package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.DescriptorTable;
import dev.framewalk.emulator.kernel.DescriptorTable.OnExec;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.ObjectFile;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Region;
import dev.framewalk.emulator.kernel.Sharing;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.file.FileSystem;
import dev.framewalk.emulator.kernel.file.PipeFile;
import dev.framewalk.emulator.shm.SharedMapping;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Calls on descriptors themselves: dup(2), fcntl(2), ioctl(2), close_range(2), pipe(2). */
record DescriptorCalls(FileSystem files, LockCalls locks) {
  private static final int O_CLOEXEC = 02000000;
  private static final int O_DIRECT = 040000;

  private static final int F_DUPFD = 0;
  private static final int F_GETFD = 1;
  private static final int F_SETFD = 2;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int F_SETPIPE_SZ = 1031;
  private static final int F_GETPIPE_SZ = 1032;
  private static final int F_ADD_SEALS = 1033;
  private static final int F_GET_SEALS = 1034;
  private static final int FD_CLOEXEC = 1;

  private static final int F_SEAL_SEAL = 1;
  private static final int F_SEAL_WRITE = 8;
  private static final int ALL_SEALS = 0x3f;

  private static final int FIONREAD = 0x541b;
  private static final int FIONBIO = 0x5421;
  private static final int FIONCLEX = 0x5450;
  private static final int FIOCLEX = 0x5451;

  private static final int CLOSE_RANGE_UNSHARE = 2;
  private static final int CLOSE_RANGE_CLOEXEC = 4;

  SyscallResult dup(Task caller, SyscallRequest request) throws ErrnoException {
    final OpenFile file = caller.descriptors().getAny(request.a0());
    caller.descriptors().requireFree();
    return SyscallResult.of(caller.descriptors().duplicate(file, 0, OnExec.KEEP));
  }

  SyscallResult dup2(Task caller, SyscallRequest request) throws ErrnoException {
    final int from = (int) request.a0();
    final int to = (int) request.a1();
    if (from == to) {
      final OpenFile file = caller.descriptors().getAny(from);
      assert file != null;
      return SyscallResult.of(to);
    }
    return replace(caller, from, to, OnExec.KEEP);
  }

  SyscallResult dup3(Task caller, SyscallRequest request) throws ErrnoException {
    final int flags = (int) request.a2();
    Paths.checkFlags(flags, O_CLOEXEC);
    final int from = (int) request.a0();
    final int to = (int) request.a1();
    if (from == to) {
      throw new ErrnoException(Errno.EINVAL, "the same: descriptor=" + to);
    }
    return replace(caller, from, to, OnExec.of(flags));
  }

  private SyscallResult replace(Task caller, int from, int to, OnExec onExec)
      throws ErrnoException {
    final DescriptorTable table = caller.descriptors();
    if (to < 0 || to >= table.limit()) {
      throw new ErrnoException(Errno.EBADF, "beyond the limit: descriptor=" + to);
    }
    final OpenFile file = table.getAny(from);
    locks.closing(caller, table.find(to));
    table.replace(file, to, onExec);
    return SyscallResult.of(to);
  }

  SyscallResult closeRange(Task caller, SyscallRequest request) throws ErrnoException {
    final long first = request.a0() & 0xffff_ffffL;
    final long last = request.a1() & 0xffff_ffffL;
    final int flags = (int) request.a2();
    Paths.checkFlags(flags, CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC);
    if (first > last) {
      throw new ErrnoException(Errno.EINVAL, "not a range: first=" + first + ", last=" + last);
    }
    final DescriptorTable table = caller.descriptors();
    for (long number = first; number <= last && number < table.end(); number++) {
      final OpenFile file = table.find((int) number);
      if (file == null) {
        continue;
      }
      if ((flags & CLOSE_RANGE_CLOEXEC) != 0) {
        table.setOnExec(number, OnExec.CLOSE);
      } else {
        locks.closing(caller, file);
        table.close(number);
      }
    }
    return SyscallResult.zero();
  }

  SyscallResult fcntl(Task caller, SyscallRequest request) throws ErrnoException {
    final DescriptorTable table = caller.descriptors();
    final OpenFile file = table.getAny(request.a0());
    final int command = (int) request.a1();
    final long argument = request.a2();
    switch (command) {
      case F_DUPFD:
        return SyscallResult.of(duplicate(table, file, argument, OnExec.KEEP));
      case F_DUPFD_CLOEXEC:
        return SyscallResult.of(duplicate(table, file, argument, OnExec.CLOSE));
      case F_GETFD:
        return SyscallResult.of(table.onExec(request.a0()) == OnExec.CLOSE ? FD_CLOEXEC : 0);
      case F_SETFD:
        table.setOnExec(request.a0(), (argument & FD_CLOEXEC) != 0 ? OnExec.CLOSE : OnExec.KEEP);
        return SyscallResult.zero();
      case F_GETFL:
        return SyscallResult.of(file.statusFlags());
      default:
        if (file.pathOnly()) {
          throw new ErrnoException(Errno.EBADF, "opened with O_PATH: file=" + file);
        }
        return ofFile(caller, file, command, argument);
    }
  }

  /** The new number, from the low 32 bits of {@code from}; a negative one is beyond the limit. */
  private static int duplicate(DescriptorTable table, OpenFile file, long from, OnExec onExec)
      throws ErrnoException {
    return table.duplicate(file, (int) from, onExec);
  }

  private SyscallResult ofFile(Task caller, OpenFile file, int command, long argument)
      throws ErrnoException {
    switch (command) {
      case F_SETFL:
        file.setStatusFlags((int) argument);
        return SyscallResult.zero();
      case F_GETPIPE_SZ:
        return SyscallResult.of(pipe(file).capacity());
      case F_SETPIPE_SZ:
        return SyscallResult.of(
            pipe(file)
                .resize(argument & 0xffff_ffffL, caller.process().credentials().privileged()));
      case F_GET_SEALS:
        return SyscallResult.of(seals(sealable(file)));
      case F_ADD_SEALS:
        return addSeals(file, (int) argument);
      default:
        return locks.fcntl(caller, file, command, argument);
    }
  }

  private static PipeFile pipe(OpenFile file) throws ErrnoException {
    if (file instanceof PipeFile pipe) {
      return pipe;
    }
    throw new ErrnoException(Errno.EBADF, "not a pipe: file=" + file);
  }

  private static ObjectFile sealable(OpenFile file) throws ErrnoException {
    if (file instanceof ObjectFile of) {
      return of;
    }
    throw new ErrnoException(Errno.EINVAL, "takes no seals: file=" + file);
  }

  /** The seals of a file; one that is no memory file takes none (Linux mm/memfd.c). */
  private static int seals(ObjectFile file) {
    return file.node().isSealable() ? file.object().attributes().seals() : F_SEAL_SEAL;
  }

  /** Linux mm/memfd.c, memfd_add_seals. */
  private static SyscallResult addSeals(OpenFile open, int seals) throws ErrnoException {
    if (!open.writable()) {
      throw new ErrnoException(Errno.EPERM, "opened read-only: file=" + open);
    }
    Paths.checkFlags(seals, ALL_SEALS);
    final ObjectFile file = sealable(open);
    if ((seals(file) & F_SEAL_SEAL) != 0) {
      throw new ErrnoException(Errno.EPERM, "takes no more seals: file=" + file);
    }
    if ((seals & F_SEAL_WRITE) != 0) {
      for (final SharedMapping mapping : file.object().mappings()) {
        if (mapping instanceof Region region
            && region.sharing() == Sharing.SHARED
            && region.allowed().writable()) {
          throw new ErrnoException(Errno.EBUSY, "mapped to be written: region=" + region);
        }
      }
    }
    file.object().attributes().seal(seals);
    return SyscallResult.zero();
  }

  /** No descriptor is a terminal's, so most of what is asked for is ENOTTY. */
  SyscallResult ioctl(Task caller, SyscallRequest request) throws ErrnoException {
    final DescriptorTable table = caller.descriptors();
    final OpenFile file = table.get(request.a0());
    switch ((int) request.a1()) {
      case FIOCLEX -> table.setOnExec(request.a0(), OnExec.CLOSE);
      case FIONCLEX -> table.setOnExec(request.a0(), OnExec.KEEP);
      case FIONBIO -> {
        final int flags = file.statusFlags() & ~OpenFile.O_NONBLOCK;
        final boolean on = readInt(caller, request.a2()) != 0;
        file.setStatusFlags(on ? flags | OpenFile.O_NONBLOCK : flags);
      }
      case FIONREAD -> {
        final int bytes = (int) Math.min(Integer.MAX_VALUE, file.available());
        writeInts(caller, request.a2(), bytes);
      }
      default ->
          throw new ErrnoException(
              Errno.ENOTTY, "ioctl: file=" + file + ", request=0x" + hex(request.a1()));
    }
    return SyscallResult.zero();
  }

  private static String hex(long number) {
    return Long.toHexString(number & 0xffff_ffffL);
  }

  private static int readInt(Task caller, long address) throws ErrnoException {
    final byte[] bytes = new byte[4];
    caller.memory().copyIn(address, bytes, 0, 4);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  private static void writeInts(Task caller, long address, int... values) throws ErrnoException {
    final ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (final int value : values) {
      out.putInt(value);
    }
    caller.memory().copyOut(address, out.array(), 0, out.capacity());
  }

  SyscallResult pipe(Task caller, SyscallRequest request) throws ErrnoException {
    return pipe(caller, request.a0(), 0);
  }

  SyscallResult pipe2(Task caller, SyscallRequest request) throws ErrnoException {
    return pipe(caller, request.a0(), (int) request.a1());
  }

  private SyscallResult pipe(Task caller, long address, int flags) throws ErrnoException {
    Paths.checkFlags(flags, O_CLOEXEC | O_DIRECT | OpenFile.O_NONBLOCK);
    if ((flags & O_DIRECT) != 0) {
      throw new ErrnoException(Errno.EINVAL, "no packet pipes");
    }
    final DescriptorTable table = caller.descriptors();
    files.openFiles().requireRoom(2);
    table.requireFree(2);
    final OpenFile[] ends = files.openPipe(caller, flags);
    final int[] numbers = new int[2];
    for (int i = 0; i < 2; i++) {
      numbers[i] = table.add(ends[i].countedIn(files.openFiles()), OnExec.of(flags));
    }
    try {
      writeInts(caller, address, numbers);
    } catch (ErrnoException fault) {
      table.close(numbers[0]);
      table.close(numbers[1]);
      throw fault;
    }
    return SyscallResult.zero();
  }
}
