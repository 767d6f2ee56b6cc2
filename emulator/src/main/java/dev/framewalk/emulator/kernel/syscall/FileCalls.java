package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.AddressSpace;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.ObjectFile;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.UserMemory;

/** Calls on an open descriptor: read(2), write(2), writev(2), lseek(2), ftruncate(2), fstat(2). */
final class FileCalls {
  /** Most bytes that one call moves (Linux's MAX_RW_COUNT, read(2), NOTES). */
  private static final long MAX_RW_COUNT = 0x7fff_f000L;

  /** The last of lseek's kinds, SEEK_HOLE. */
  private static final int SEEK_MAX = 4;

  /** Most buffers of one call (IOV_MAX). */
  private static final int IOV_MAX = 1024;

  private FileCalls() {}

  static SyscallResult read(Process caller, SyscallRequest request) throws ErrnoException {
    final OpenFile file = caller.descriptors().get(request.a0());
    if (!file.readable()) {
      throw new ErrnoException(Errno.EBADF, "not open for reading: file=" + file);
    }
    final long length = checkedLength(file, request.a1(), request.a2());
    return SyscallResult.of(file.read(caller.memory(), request.a1(), length));
  }

  static SyscallResult write(Process caller, SyscallRequest request) throws ErrnoException {
    final OpenFile file = writableFile(caller, request.a0());
    final long length = checkedLength(file, request.a1(), request.a2());
    return SyscallResult.of(length == 0 ? 0 : file.write(caller.memory(), request.a1(), length));
  }

  static SyscallResult writev(Process caller, SyscallRequest request) throws ErrnoException {
    final OpenFile file = writableFile(caller, request.a0());
    final UserMemory memory = caller.memory();
    final long count = request.a2();
    if (count < 0 || count > IOV_MAX) {
      throw new ErrnoException(Errno.EINVAL, "not a number of buffers: count=" + count);
    }
    // All of the array is read and checked before the first byte is written, and all lengths
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
    if (total > 0) {
      file.checkTransfer(total);
    }
    long done = 0;
    for (int i = 0; i < count; i++) {
      if (lengths[i] == 0) {
        continue;
      }
      try {
        final long written = file.write(memory, bases[i], lengths[i]);
        done += written;
        if (written < lengths[i]) {
          break;
        }
      } catch (ErrnoException refusal) {
        if (done == 0) {
          throw refusal;
        }
        break;
      }
    }
    return SyscallResult.of(done);
  }

  static SyscallResult close(Process caller, SyscallRequest request) throws ErrnoException {
    caller.descriptors().close(request.a0());
    return SyscallResult.zero();
  }

  static SyscallResult fstat(Process caller, SyscallRequest request) throws ErrnoException {
    final byte[] status = caller.descriptors().getAny(request.a0()).status().encode();
    caller.memory().copyOut(request.a1(), status, 0, FileStatus.BYTES);
    return SyscallResult.zero();
  }

  static SyscallResult lseek(Process caller, SyscallRequest request) throws ErrnoException {
    final OpenFile file = caller.descriptors().get(request.a0());
    final int whence = (int) request.a2();
    if (whence < 0 || whence > SEEK_MAX) {
      throw new ErrnoException(Errno.EINVAL, "seek: whence=" + whence);
    }
    return SyscallResult.of(file.seek(request.a1(), whence));
  }

  static SyscallResult ftruncate(Process caller, SyscallRequest request) throws ErrnoException {
    if (request.a1() < 0) {
      throw new ErrnoException(Errno.EINVAL, "negative size: size=" + request.a1());
    }
    final OpenFile file = caller.descriptors().get(request.a0());
    file.truncate(request.a1());
    if (file instanceof ObjectFile of) {
      caller.memory().noteObjectStore(of.object());
    }
    return SyscallResult.zero();
  }

  private static OpenFile writableFile(Process caller, long descriptor) throws ErrnoException {
    final OpenFile file = caller.descriptors().get(descriptor);
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
