package dev.framewalk.emulator.kernel.syscall;

import static dev.framewalk.emulator.kernel.syscall.Arg.ADDRESS;
import static dev.framewalk.emulator.kernel.syscall.Arg.BUFFER;
import static dev.framewalk.emulator.kernel.syscall.Arg.DESCRIPTOR;
import static dev.framewalk.emulator.kernel.syscall.Arg.DIRECTORY_DESCRIPTOR;
import static dev.framewalk.emulator.kernel.syscall.Arg.INT;
import static dev.framewalk.emulator.kernel.syscall.Arg.MAP_FLAGS;
import static dev.framewalk.emulator.kernel.syscall.Arg.MODE;
import static dev.framewalk.emulator.kernel.syscall.Arg.OFFSET;
import static dev.framewalk.emulator.kernel.syscall.Arg.OPEN_FLAGS;
import static dev.framewalk.emulator.kernel.syscall.Arg.PATH;
import static dev.framewalk.emulator.kernel.syscall.Arg.PROTECTION;
import static dev.framewalk.emulator.kernel.syscall.Arg.SIZE;
import static dev.framewalk.emulator.kernel.syscall.Arg.SYNC_FLAGS;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Syscall;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.SyscallResult.Next;
import dev.framewalk.pagetable.table.TlbFlush;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The system calls of one kernel by Linux's x86-64 numbers
 * (arch/x86/entry/syscalls/syscall_64.tbl). A number without a row is ENOSYS, and is counted.
 */
public final class SyscallTable {
  /** Numbers without a row that are remembered. */
  public static final int UNKNOWN_KEPT = 256;

  private final List<SyscallRow> rows;
  private final @Nullable Syscall[] handlers;
  private final Map<Long, Long> unknown = new TreeMap<>();
  private @Nullable ErrnoException lastRefusal;

  public SyscallTable(Kernel kernel) {
    final Opening opening = new Opening(kernel.registry());
    this.rows =
        List.of(
            row(0, "read", FileCalls::read, DESCRIPTOR, BUFFER, SIZE),
            row(1, "write", FileCalls::write, DESCRIPTOR, BUFFER, SIZE),
            row(2, "open", opening::open, PATH, OPEN_FLAGS, MODE),
            row(3, "close", FileCalls::close, DESCRIPTOR),
            row(5, "fstat", FileCalls::fstat, DESCRIPTOR, ADDRESS),
            row(8, "lseek", FileCalls::lseek, DESCRIPTOR, OFFSET, INT),
            row(
                9,
                "mmap",
                new Mmap(kernel.registry()),
                ADDRESS,
                SIZE,
                PROTECTION,
                MAP_FLAGS,
                DESCRIPTOR,
                OFFSET),
            row(10, "mprotect", MemoryCalls::mprotect, ADDRESS, SIZE, PROTECTION),
            row(11, "munmap", MemoryCalls::munmap, ADDRESS, SIZE),
            row(20, "writev", FileCalls::writev, DESCRIPTOR, ADDRESS, INT),
            row(24, "sched_yield", SyscallTable::yield),
            row(26, "msync", MemoryCalls::msync, ADDRESS, SIZE, SYNC_FLAGS),
            row(39, "getpid", (caller, request) -> SyscallResult.of(caller.pid())),
            row(60, "exit", new Exit(kernel), INT),
            row(77, "ftruncate", FileCalls::ftruncate, DESCRIPTOR, OFFSET),
            row(87, "unlink", opening::unlink, PATH),
            row(231, "exit_group", new Exit(kernel), INT),
            row(257, "openat", opening::openat, DIRECTORY_DESCRIPTOR, PATH, OPEN_FLAGS, MODE),
            row(263, "unlinkat", opening::unlinkat, DIRECTORY_DESCRIPTOR, PATH, INT));
    int highest = 0;
    for (final SyscallRow row : rows) {
      highest = Math.max(highest, row.number());
    }
    this.handlers = new @Nullable Syscall[highest + 1];
    for (final SyscallRow row : rows) {
      handlers[row.number()] = row.handler();
    }
  }

  private static SyscallRow row(int number, String name, Syscall handler, Arg... arguments) {
    return new SyscallRow(number, name, List.of(arguments), handler);
  }

  /** Every call there is, by number. */
  public List<SyscallRow> rows() {
    return rows;
  }

  /** The row of a number. */
  public Optional<SyscallRow> row(long number) {
    return rows.stream().filter(row -> row.number() == number).findFirst();
  }

  /**
   * How often each number that is not in the table was called, for the first {@link #UNKNOWN_KEPT}
   * such numbers: a guest may try all that there are.
   */
  public Map<Long, Long> unknownCalls() {
    return Collections.unmodifiableMap(unknown);
  }

  /** Why the call that was served last was refused; empty if it was not, or has no row. */
  public Optional<ErrnoException> lastRefusal() {
    return Optional.ofNullable(lastRefusal);
  }

  /** Serves one call of {@code caller}'s; refusals become a negated errno. */
  public SyscallResult serve(Process caller, SyscallRequest request) {
    // Linux takes the number from EAX (arch/x86/entry/entry_64.S, entry_SYSCALL_64).
    final int number = (int) request.number();
    final Syscall handler = number >= 0 && number < handlers.length ? handlers[number] : null;
    if (handler == null) {
      lastRefusal = null;
      if (unknown.size() < UNKNOWN_KEPT || unknown.containsKey((long) number)) {
        unknown.merge((long) number, 1L, Long::sum);
      }
      return SyscallResult.refused(Errno.ENOSYS);
    }
    SyscallResult result;
    try {
      result = handler.serve(caller, request);
      lastRefusal = null;
    } catch (ErrnoException refusal) {
      lastRefusal = refusal;
      result = SyscallResult.refused(refusal.errno());
    }
    return result.and(caller.space().settle());
  }

  private static SyscallResult yield(Process caller, SyscallRequest request) {
    return new SyscallResult(0, TlbFlush.NONE, Next.YIELD);
  }
}
