package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Waiting for several files: poll(2), ppoll(2), select(2), pselect6(2). */
record PollCalls(Kernel kernel) {
  private static final int POLLPRI = 2;
  private static final int POLLNVAL = 0x20;

  /** What poll tells without being asked: POLLERR and POLLHUP. */
  private static final int UNASKED = 0x18;

  /** What select calls readable, writable, exceptional (Linux fs/select.c, POLLIN_SET and on). */
  private static final int[] SELECT_SETS = {0xd9, 0x30c | POLLNVAL, POLLPRI | POLLNVAL};

  private static final int POLLFD_BYTES = 8;
  private static final long MILLISECOND = 1_000_000L;
  private static final long SECOND = 1_000_000_000L;

  /** Bytes of the kernel's signal set (rt_sigprocmask(2)). */
  private static final long SIGSET_BYTES = 8;

  SyscallResult poll(Task caller, SyscallRequest request) throws ErrnoException {
    final int timeout = (int) request.a2();
    return poll(
        caller,
        request.a0(),
        (int) request.a1() & 0xffff_ffffL,
        timeout < 0 ? Long.MAX_VALUE : timeout * MILLISECOND,
        null);
  }

  SyscallResult ppoll(Task caller, SyscallRequest request) throws ErrnoException {
    final TimeLeft left = timespec(caller, request.a2(), SECOND, 1);
    return masked(
        caller,
        request.a3(),
        request.a4(),
        () ->
            poll(
                caller,
                request.a0(),
                (int) request.a1() & 0xffff_ffffL,
                left == null ? Long.MAX_VALUE : left.nanos(),
                left));
  }

  private SyscallResult poll(
      Task caller, long address, long count, long timeout, @Nullable TimeLeft left)
      throws ErrnoException {
    if (count > caller.descriptors().limit()) {
      throw new ErrnoException(Errno.EINVAL, "too many: descriptors=" + count);
    }
    final byte[] bytes = new byte[(int) count * POLLFD_BYTES];
    caller.memory().copyIn(address, bytes, 0, bytes.length);
    final ByteBuffer polled = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    final @Nullable OpenFile[] files = new @Nullable OpenFile[(int) count];
    final int[] wanted = new int[(int) count];
    final int[] fixed = new int[(int) count];
    for (int i = 0; i < count; i++) {
      final int descriptor = polled.getInt(i * POLLFD_BYTES);
      final OpenFile file = caller.descriptors().find(descriptor);
      if (file != null && !file.pathOnly()) {
        files[i] = file;
        wanted[i] = polled.getShort(i * POLLFD_BYTES + 4) & 0xffff | UNASKED;
      } else if (descriptor >= 0) {
        fixed[i] = POLLNVAL;
      }
    }
    return new Polling(
            caller,
            files,
            wanted,
            fixed,
            ready -> {
              long hits = 0;
              for (int i = 0; i < ready.length; i++) {
                polled.putShort(i * POLLFD_BYTES + 6, (short) ready[i]);
                hits += ready[i] == 0 ? 0 : 1;
              }
              caller.memory().copyOut(address, bytes, 0, bytes.length);
              return SyscallResult.of(hits);
            },
            left)
        .start(timeout);
  }

  SyscallResult select(Task caller, SyscallRequest request) throws ErrnoException {
    return select(caller, request, timespec(caller, request.a4(), MILLISECOND, 1000));
  }

  SyscallResult pselect6(Task caller, SyscallRequest request) throws ErrnoException {
    final boolean hasMask = request.a5() != 0;
    final long mask = hasMask ? caller.memory().readLong(request.a5()) : 0;
    final long bytes = hasMask ? caller.memory().readLong(request.a5() + 8) : 0;
    final TimeLeft left = timespec(caller, request.a4(), SECOND, 1);
    return masked(caller, mask, bytes, () -> select(caller, request, left));
  }

  /** Linux fs/select.c, core_sys_select. */
  private SyscallResult select(Task caller, SyscallRequest request, @Nullable TimeLeft left)
      throws ErrnoException {
    final int given = (int) request.a0();
    if (given < 0) {
      throw new ErrnoException(Errno.EINVAL, "negative: descriptors=" + given);
    }
    final int count = Math.min(given, caller.descriptors().end());
    final int bytes = (Math.min(given, Math.max(64, count)) + 63) / 64 * 8;
    final long[] addresses = {request.a1(), request.a2(), request.a3()};
    final byte[][] sets = new byte[3][bytes];
    for (int set = 0; set < 3; set++) {
      if (addresses[set] != 0) {
        caller.memory().copyIn(addresses[set], sets[set], 0, bytes);
      }
    }
    final @Nullable OpenFile[] files = new @Nullable OpenFile[bytes * 8];
    final int[] wanted = new int[files.length];
    for (int descriptor = 0; descriptor < Math.min(given, files.length); descriptor++) {
      for (int set = 0; set < 3; set++) {
        if (has(sets[set], descriptor)) {
          wanted[descriptor] |= SELECT_SETS[set];
        }
      }
      if (wanted[descriptor] != 0) {
        files[descriptor] = caller.descriptors().get(descriptor);
      }
    }
    return new Polling(
            caller,
            files,
            wanted,
            new int[files.length],
            ready -> tellSets(caller, addresses, sets, ready),
            left)
        .start(left == null ? Long.MAX_VALUE : left.nanos());
  }

  private static SyscallResult tellSets(Task caller, long[] addresses, byte[][] sets, int[] ready)
      throws ErrnoException {
    long hits = 0;
    for (int set = 0; set < 3; set++) {
      if (addresses[set] == 0) {
        continue;
      }
      final byte[] out = new byte[sets[set].length];
      for (int descriptor = 0; descriptor < ready.length; descriptor++) {
        if (has(sets[set], descriptor) && (ready[descriptor] & SELECT_SETS[set]) != 0) {
          out[descriptor / 8] |= (byte) (1 << descriptor % 8);
          hits++;
        }
      }
      caller.memory().copyOut(addresses[set], out, 0, out.length);
    }
    return SyscallResult.of(hits);
  }

  private static boolean has(byte[] set, int descriptor) {
    return (set[descriptor / 8] >> descriptor % 8 & 1) != 0;
  }

  /** A timeout in user memory, which is told what is left of it. */
  record TimeLeft(Task caller, long address, long nanos, long unit, long started) {
    /**
     * Writes what is left at {@code now}; what cannot be stored is not said (Linux does so too).
     */
    void tell(long now) {
      final long left = Math.max(0, nanos - (now - started));
      final ByteBuffer out = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
      out.putLong(left / SECOND).putLong(left % SECOND / unit);
      final int stored = caller.memory().copyOutSome(address, out.array(), 0, 16);
      assert stored <= 16;
    }
  }

  /**
   * Reads a timeout: seconds, and parts of {@code unit} nanoseconds.
   *
   * @param most parts that may be given, exclusive, in the unit of the structure; a timeval takes
   *     more than a second's
   */
  private @Nullable TimeLeft timespec(Task caller, long address, long most, long unit)
      throws ErrnoException {
    if (address == 0) {
      return null;
    }
    final long seconds = caller.memory().readLong(address);
    final long parts = caller.memory().readLong(address + 8);
    final boolean isTimeval = unit != 1;
    if (seconds < 0 || parts < 0 || (!isTimeval && parts >= most)) {
      throw new ErrnoException(Errno.EINVAL, "not a time: seconds=" + seconds + ", parts=" + parts);
    }
    final long whole = Math.min(seconds, Long.MAX_VALUE / SECOND / 4);
    final long rest = Math.min(parts, Long.MAX_VALUE / unit / 4) * unit;
    return new TimeLeft(caller, address, whole * SECOND + rest, unit, kernel.clock().nanos());
  }

  /** A call for whose time a signal mask is in force. */
  private interface Call {
    SyscallResult serve() throws ErrnoException;
  }

  /**
   * Serves {@code call} under the signal mask at {@code address}, if that is not 0. What the caller
   * blocked before is in force again when the call ends, before signals are looked at; only a
   * handler that ends the call runs under the mask (ppoll(2); Linux fs/select.c, do_ppoll and
   * poll_select_finish).
   */
  private static SyscallResult masked(Task caller, long address, long bytes, Call call)
      throws ErrnoException {
    if (address != 0) {
      if (bytes != SIGSET_BYTES) {
        throw new ErrnoException(Errno.EINVAL, "not a signal set: bytes=" + bytes);
      }
      caller.signals().setMaskForNow(caller.memory().readLong(address));
    }
    boolean waits = false;
    try {
      final SyscallResult result = call.serve();
      waits = result.next() == SyscallResult.Next.BLOCKED;
      return result;
    } finally {
      if (!waits) {
        caller.signals().restoreMask();
      }
    }
  }
}
