package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.Syscall;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
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
    this.rows =
        Stream.of(
                FileRows.of(kernel),
                MemoryRows.of(kernel),
                ProcessRows.of(kernel),
                SignalRows.of(kernel),
                SystemRows.of(kernel),
                TimeRows.of(kernel))
            .flatMap(List::stream)
            .sorted(Comparator.comparingInt(SyscallRow::number))
            .toList();
    int highest = 0;
    for (final SyscallRow row : rows) {
      highest = Math.max(highest, row.number());
    }
    this.handlers = new @Nullable Syscall[highest + 1];
    for (final SyscallRow row : rows) {
      if (handlers[row.number()] != null) {
        throw new IllegalStateException("two rows of one number: " + row);
      }
      handlers[row.number()] = row.handler();
    }
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
  public SyscallResult serve(Task caller, SyscallRequest request) {
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
    return caller.alive() ? result.and(caller.space().settle()) : result;
  }
}
