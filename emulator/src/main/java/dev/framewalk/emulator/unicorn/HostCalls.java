package dev.framewalk.emulator.unicorn;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/** The memory calls of the host's C library (POSIX mmap, Linux mmap(2) and madvise(2)). */
final class HostCalls {
  static final int PROT_READ_WRITE = 1 | 2;
  static final int MAP_PRIVATE = 2;

  /** Linux: {@code MAP_ANONYMOUS}, {@code MAP_NORESERVE}; macOS: {@code MAP_ANON}, the same. */
  static final int MAP_LAZY = Platform.isMac() ? 0x1000 | 0x40 : 0x20 | 0x4000;

  static final long MAP_FAILED = -1;

  private static final int MAP_FIXED = 0x10;

  /** On Linux the pages read as zero afterwards; elsewhere it is advice only. */
  private static final int MADV_DONTNEED = 4;

  /** Linux 5.14: commits the pages as if each had been written. */
  private static final int MADV_POPULATE_WRITE = 23;

  static {
    JnaStart.prepare();
    Native.register(HostCalls.class, NativeLibrary.getProcess());
  }

  private HostCalls() {}

  static native long mmap(long address, long length, int prot, int flags, int fd, long offset);

  private static native int munmap(long address, long length);

  private static native int madvise(long address, long length, int advice);

  /** {@code wchar_t} has 32 bits on every system that we run on. */
  private static native long wmemset(long address, int character, long count);

  /** Stores {@code pattern} {@code count} times from {@code address} on. */
  static void fill(long address, int pattern, long count) {
    long unused = wmemset(address, pattern, count);
  }

  /** Commits whole pages. Where the host cannot, the first touch of each page does. */
  static void populate(long address, long length) {
    if (Platform.isLinux()) {
      int unused = madvise(address, length, MADV_POPULATE_WRITE); // before 5.14, or out of memory
    }
  }

  /** Makes whole pages of an anonymous mapping read as zero, and gives them back to the host. */
  static void discard(long address, long length) {
    if (length == 0 || (Platform.isLinux() && madvise(address, length, MADV_DONTNEED) == 0)) {
      return;
    }
    long mapped = mmap(address, length, PROT_READ_WRITE, MAP_PRIVATE | MAP_LAZY | MAP_FIXED, -1, 0);
    if (mapped != address) {
      throw new IllegalStateException(
          "memory cannot be discarded: address=0x%x, bytes=%d".formatted(address, length));
    }
  }

  static void unmap(long address, long length) {
    if (munmap(address, length) != 0) {
      throw new IllegalStateException(
          "memory cannot be unmapped: address=0x%x, bytes=%d".formatted(address, length));
    }
  }
}
