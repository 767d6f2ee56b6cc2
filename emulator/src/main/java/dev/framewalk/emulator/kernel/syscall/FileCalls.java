package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.AddressSpace;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.ObjectFile;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.UserMemory;
import dev.framewalk.emulator.kernel.file.DirectoryFile;
import dev.framewalk.emulator.kernel.file.Entry;
import dev.framewalk.emulator.kernel.file.Volume;
import dev.framewalk.emulator.kernel.syscall.Transfer.Direction;
import java.util.OptionalLong;

/**
 * Calls that move bytes of an open file or change how many it has: read(2), write(2) and theirs.
 */
final class FileCalls {
  /** Most bytes that one call moves (Linux's MAX_RW_COUNT, read(2), NOTES). */
  private static final long MAX_RW_COUNT = 0x7fff_f000L;

  /** The last of lseek's kinds, SEEK_HOLE. */
  private static final int SEEK_MAX = 4;

  /** Most buffers of one call (IOV_MAX). */
  private static final int IOV_MAX = 1024;

  /** The flags of preadv2(2) that there are; for files in memory none makes a difference. */
  private static final int RWF_KNOWN = 0x1f;

  private static final int FALLOC_KEEP_SIZE = 1;
  private static final int FALLOC_PUNCH_HOLE = 2;

  private FileCalls() {}

  static SyscallResult read(Task caller, SyscallRequest request) throws ErrnoException {
    final OpenFile file = readableFile(caller.descriptors().get(request.a0()));
    final long length = checkedLength(file, request.a1(), request.a2());
    if (file.waiters().isPresent()) {
      return transfer(caller, file, Direction.IN, request.a1(), length, OptionalLong.empty());
    }
    return SyscallResult.of(file.read(caller.memory(), request.a1(), length));
  }

  static SyscallResult write(Task caller, SyscallRequest request) throws ErrnoException {
    final OpenFile file = writableFile(caller.descriptors().get(request.a0()));
    final long length = checkedLength(file, request.a1(), request.a2());
    if (file.waiters().isPresent()) {
      return transfer(caller, file, Direction.OUT, request.a1(), length, OptionalLong.empty());
    }
    final long allowed = length == 0 ? 0 : FileSizeLimit.cut(caller, file, length);
    return SyscallResult.of(allowed == 0 ? 0 : file.write(caller.memory(), request.a1(), allowed));
  }

  private static SyscallResult transfer(
      Task caller,
      OpenFile file,
      Direction direction,
      long address,
      long length,
      OptionalLong position)
      throws ErrnoException {
    return new Transfer(
            caller, file, direction, new long[] {address}, new long[] {length}, position)
        .start();
  }

  static SyscallResult pread(Task caller, SyscallRequest request) throws ErrnoException {
    final OpenFile file = readableFile(seekable(caller, request.a0(), request.a3()));
    final long length = checkedLengthAt(request.a1(), request.a2(), request.a3());
    return SyscallResult.of(file.readAt(caller.memory(), request.a1(), length, request.a3()));
  }

  static SyscallResult pwrite(Task caller, SyscallRequest request) throws ErrnoException {
    final OpenFile file = writableFile(seekable(caller, request.a0(), request.a3()));
    final long length = checkedLengthAt(request.a1(), request.a2(), request.a3());
    if (length == 0) {
      return SyscallResult.zero();
    }
    final long allowed = FileSizeLimit.cutAt(caller, file, request.a3(), length);
    return SyscallResult.of(file.writeAt(caller.memory(), request.a1(), allowed, request.a3()));
  }

  /** A file that has positions (Linux fs/read_write.c, ksys_pread64). */
  private static OpenFile seekable(Task caller, long descriptor, long position)
      throws ErrnoException {
    if (position < 0) {
      throw new ErrnoException(Errno.EINVAL, "negative: position=" + position);
    }
    final OpenFile file = caller.descriptors().get(descriptor);
    if (!file.seekable()) {
      throw new ErrnoException(Errno.ESPIPE, "no position: file=" + file);
    }
    return file;
  }

  static SyscallResult readv(Task caller, SyscallRequest request) throws ErrnoException {
    final OpenFile file = readableFile(caller.descriptors().get(request.a0()));
    return vector(caller, file, Direction.IN, request, OptionalLong.empty());
  }

  static SyscallResult writev(Task caller, SyscallRequest request) throws ErrnoException {
    final OpenFile file = writableFile(caller.descriptors().get(request.a0()));
    return vector(caller, file, Direction.OUT, request, OptionalLong.empty());
  }

  static SyscallResult preadv(Task caller, SyscallRequest request) throws ErrnoException {
    final OpenFile file = readableFile(seekable(caller, request.a0(), request.a3()));
    return vector(caller, file, Direction.IN, request, OptionalLong.of(request.a3()));
  }

  static SyscallResult pwritev(Task caller, SyscallRequest request) throws ErrnoException {
    final OpenFile file = writableFile(seekable(caller, request.a0(), request.a3()));
    return vector(caller, file, Direction.OUT, request, OptionalLong.of(request.a3()));
  }

  static SyscallResult preadv2(Task caller, SyscallRequest request) throws ErrnoException {
    final SyscallResult result =
        request.a3() == -1 ? readv(caller, known(request)) : preadv(caller, known(request));
    return result;
  }

  static SyscallResult pwritev2(Task caller, SyscallRequest request) throws ErrnoException {
    return request.a3() == -1 ? writev(caller, known(request)) : pwritev(caller, known(request));
  }

  private static SyscallRequest known(SyscallRequest request) throws ErrnoException {
    if ((request.a5() & ~RWF_KNOWN) != 0) {
      throw new ErrnoException(
          Errno.EOPNOTSUPP, "unknown: flags=0x" + Long.toHexString(request.a5()));
    }
    return request;
  }

  private static SyscallResult vector(
      Task caller,
      OpenFile file,
      Direction direction,
      SyscallRequest request,
      OptionalLong position)
      throws ErrnoException {
    final UserMemory memory = caller.memory();
    final long count = request.a2();
    if (count < 0 || count > IOV_MAX) {
      throw new ErrnoException(Errno.EINVAL, "not a number of buffers: count=" + count);
    }
    // All of the array is read and checked before the first byte is moved, and all lengths
    // before the first address (Linux lib/iov_iter.c, import_iovec).
    if (!inUserHalf(request.a1(), 16 * count)) {
      throw badAddress(request.a1(), 16 * count);
    }
    final long[] bases = new long[(int) count];
    final long[] lengths = new long[(int) count];
    for (int i = 0; i < count; i++) {
      bases[i] = memory.readLong(request.a1() + 16L * i);
      lengths[i] = memory.readLong(request.a1() + 16L * i + 8);
      if (lengths[i] < 0) {
        throw new ErrnoException(Errno.EINVAL, "negative length: buffer=" + i);
      }
    }
    long total = 0;
    for (int i = 0; i < count; i++) {
      // A single buffer is cut to what one call moves before it is checked, several after that.
      final long checked = count == 1 ? Math.min(lengths[i], MAX_RW_COUNT) : lengths[i];
      if (!inUserHalf(bases[i], checked)) {
        throw badAddress(bases[i], checked);
      }
      lengths[i] = Math.min(lengths[i], MAX_RW_COUNT - total);
      total += lengths[i];
    }
    if (total == 0) {
      return SyscallResult.zero();
    }
    if (position.isPresent()) {
      requireEndOf(position.getAsLong(), total);
    } else {
      file.checkTransfer(total);
    }
    if (direction == Direction.OUT) {
      long allowed =
          position.isPresent()
              ? FileSizeLimit.cutAt(caller, file, position.getAsLong(), total)
              : FileSizeLimit.cut(caller, file, total);
      for (int i = 0; i < count; i++) {
        lengths[i] = Math.min(lengths[i], allowed);
        allowed -= lengths[i];
      }
    }
    return new Transfer(caller, file, direction, bases, lengths, position).start();
  }

  static SyscallResult close(Task caller, SyscallRequest request) throws ErrnoException {
    final OpenFile file = caller.descriptors().getAny(request.a0());
    // All record locks of the process go with any descriptor of the file (fcntl(2)).
    file.entry()
        .ifPresent(
            entry ->
                caller
                    .process()
                    .kernel()
                    .files()
                    .locks()
                    .releaseRanges(entry.node(), caller.process()));
    caller.descriptors().close(request.a0());
    return SyscallResult.zero();
  }

  static SyscallResult fstat(Task caller, SyscallRequest request) throws ErrnoException {
    final byte[] status = caller.descriptors().getAny(request.a0()).status().encode();
    caller.memory().copyOut(request.a1(), status, 0, FileStatus.BYTES);
    return SyscallResult.zero();
  }

  static SyscallResult lseek(Task caller, SyscallRequest request) throws ErrnoException {
    final OpenFile file = caller.descriptors().get(request.a0());
    final int whence = (int) request.a2();
    if (whence < 0 || whence > SEEK_MAX) {
      throw new ErrnoException(Errno.EINVAL, "seek: whence=" + whence);
    }
    return SyscallResult.of(file.seek(request.a1(), whence));
  }

  static SyscallResult ftruncate(Task caller, SyscallRequest request) throws ErrnoException {
    if (request.a1() < 0) {
      throw new ErrnoException(Errno.EINVAL, "negative size: size=" + request.a1());
    }
    final OpenFile file = caller.descriptors().get(request.a0());
    if (file instanceof ObjectFile of && file.writable()) {
      FileSizeLimit.checkSize(caller, of.object().size(), request.a1());
    }
    file.truncate(request.a1());
    if (file instanceof ObjectFile of) {
      caller.memory().noteObjectStore(of.object());
    }
    return SyscallResult.zero();
  }

  /** fallocate(2): an object has all its frames, so only its size and its holes are to be made. */
  static SyscallResult fallocate(Task caller, SyscallRequest request) throws ErrnoException {
    final OpenFile file = caller.descriptors().get(request.a0());
    final int mode = (int) request.a1();
    final long from = request.a2();
    final long length = request.a3();
    if (from < 0 || length <= 0) {
      throw new ErrnoException(Errno.EINVAL, "not a range: offset=" + from + ", bytes=" + length);
    }
    if (mode != 0 && mode != FALLOC_KEEP_SIZE && mode != (FALLOC_KEEP_SIZE | FALLOC_PUNCH_HOLE)) {
      throw new ErrnoException(Errno.EOPNOTSUPP, "fallocate: mode=" + mode);
    }
    final OpenFile writable = writableFile(file);
    if (writable instanceof DirectoryFile) {
      throw new ErrnoException(Errno.EISDIR, "a directory: file=" + file);
    }
    if (!(writable instanceof ObjectFile of)) {
      throw new ErrnoException(
          file.seekable() ? Errno.ENODEV : Errno.ESPIPE, "not a regular file: file=" + file);
    }
    if ((mode & FALLOC_PUNCH_HOLE) == 0 && from + length > 0) {
      FileSizeLimit.checkSize(caller, of.object().size(), from + length);
    }
    of.allocate(from, length, (mode & FALLOC_PUNCH_HOLE) != 0, (mode & FALLOC_KEEP_SIZE) != 0);
    caller.memory().noteObjectStore(of.object());
    return SyscallResult.zero();
  }

  /** fsync(2) and fdatasync(2): memory is all that there is to write to. */
  static SyscallResult fsync(Task caller, SyscallRequest request) throws ErrnoException {
    final OpenFile file = caller.descriptors().get(request.a0());
    final boolean stored =
        file.entry()
            .map(Entry::node)
            .filter(node -> node.volume() != Volume.PROC)
            .filter(node -> node.isDirectory() || node.type() == FileStatus.REGULAR)
            .isPresent();
    if (!stored) {
      throw new ErrnoException(Errno.EINVAL, "cannot be synchronised: file=" + file);
    }
    return SyscallResult.zero();
  }

  static SyscallResult getdents(Task caller, SyscallRequest request) throws ErrnoException {
    final OpenFile file = caller.descriptors().get(request.a0());
    if (!(file instanceof DirectoryFile directory)) {
      throw new ErrnoException(Errno.ENOTDIR, "not a directory: file=" + file);
    }
    return SyscallResult.of(directory.list(caller, request.a1(), request.a2() & 0xffff_ffffL));
  }

  private static OpenFile readableFile(OpenFile file) throws ErrnoException {
    if (!file.readable()) {
      throw new ErrnoException(Errno.EBADF, "not open for reading: file=" + file);
    }
    return file;
  }

  private static OpenFile writableFile(OpenFile file) throws ErrnoException {
    if (!file.writable()) {
      throw new ErrnoException(Errno.EBADF, "not open for writing: file=" + file);
    }
    return file;
  }

  private static long checkedLength(OpenFile file, long address, long length)
      throws ErrnoException {
    if (!inUserHalf(address, length)) {
      throw badAddress(address, length);
    }
    file.checkTransfer(length);
    return Math.min(length, MAX_RW_COUNT);
  }

  private static long checkedLengthAt(long address, long length, long position)
      throws ErrnoException {
    if (!inUserHalf(address, length)) {
      throw badAddress(address, length);
    }
    requireEndOf(position, length);
    return Math.min(length, MAX_RW_COUNT);
  }

  private static void requireEndOf(long position, long bytes) throws ErrnoException {
    if (position + bytes < 0) {
      throw new ErrnoException(
          Errno.EINVAL, "behind the last position: position=" + position + ", bytes=" + bytes);
    }
  }

  private static ErrnoException badAddress(long address, long length) {
    return new ErrnoException(
        Errno.EFAULT,
        "not a user address: address=0x"
            + Long.toHexString(address)
            + ", bytes=0x"
            + Long.toHexString(length));
  }

  /** Whether {@code [address, address + length)} lies in the user half, without wrapping. */
  private static boolean inUserHalf(long address, long length) {
    return address >= 0
        && length >= 0
        && address <= AddressSpace.END
        && length <= AddressSpace.END - address;
  }
}
