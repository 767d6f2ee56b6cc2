package dev.framewalk.bench;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * Processor time, user and system, which other programs on the machine do not add to: what is
 * measured here never waits for anything but the processor.
 */
final class CpuClock {
  /** {@code CLOCK_PROCESS_CPUTIME_ID} of clock_gettime(2). */
  private static final int PROCESS = 2;

  /** {@code CLOCK_THREAD_CPUTIME_ID}. */
  private static final int THREAD = 3;

  /** {@code RUSAGE_CHILDREN} of getrusage(2): children that have ended and were waited for. */
  private static final int CHILDREN = -1;

  /** Bytes of {@code struct rusage}; it begins with two {@code struct timeval}. */
  private static final int RUSAGE_BYTES = 144;

  static {
    Native.register(CpuClock.class, NativeLibrary.getProcess());
  }

  private CpuClock() {}

  private static native int clock_gettime(int clock, long timeOut);

  private static native int getrusage(int who, long usageOut);

  /** Seconds that this process has used, all of its threads together. */
  static double own() {
    return read(PROCESS);
  }

  /**
   * Seconds that this thread has used: what a run takes on the wall of a machine where nobody else
   * runs. The JVM's compiler, busy for the first half minute beside the guests, is not in it.
   */
  static double thread() {
    return read(THREAD);
  }

  private static double read(int clock) {
    try (Memory time = new Memory(16)) {
      if (clock_gettime(clock, Pointer.nativeValue(time)) != 0) {
        throw new IllegalStateException("clock_gettime failed");
      }
      return time.getLong(0) + time.getLong(8) / 1e9;
    }
  }

  /** Seconds that ended children have used. */
  static double children() {
    try (Memory usage = new Memory(RUSAGE_BYTES)) {
      if (getrusage(CHILDREN, Pointer.nativeValue(usage)) != 0) {
        throw new IllegalStateException("getrusage failed");
      }
      return usage.getLong(0) + usage.getLong(16) + (usage.getLong(8) + usage.getLong(24)) / 1e6;
    }
  }
}
