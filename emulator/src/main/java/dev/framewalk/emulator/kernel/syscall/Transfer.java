package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.Wait;
import dev.framewalk.emulator.kernel.file.PipeFile;
import dev.framewalk.emulator.kernel.signal.SignalInfo;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way between buffers of a task's and an open file, which may have to wait for the
 * other end of a pipe (pipe(7)). A read ends with what there is; a write that may wait ends when
 * all is written.
 */
final class Transfer implements Wait {
  /** Which way the bytes go. */
  enum Direction {
    IN,
    OUT
  }

  private final Task caller;
  private final OpenFile file;
  private final Direction direction;
  private final long[] bases;
  private final long[] lengths;
  private final OptionalLong position;
  private int buffer;
  private long within;
  private long done;
  private boolean waits;

  /**
   * @param lengths of the buffers, together at most what one call moves
   * @param position where in the file; empty for where the file stands
   */
  Transfer(
      Task caller,
      OpenFile file,
      Direction direction,
      long[] bases,
      long[] lengths,
      OptionalLong position) {
    this.caller = caller;
    this.file = file;
    this.direction = direction;
    this.bases = bases;
    this.lengths = lengths;
    this.position = position;
  }

  /** Does what can be done now; waits for the rest if the file and the call are of that kind. */
  SyscallResult start() throws ErrnoException {
    final SyscallResult result = attempt();
    if (result != null) {
      return result;
    }
    waits = true;
    file.retain();
    file.waiters().orElseThrow().add(caller);
    return caller.waitFor(this);
  }

  @Override
  public @Nullable SyscallResult attempt() throws ErrnoException {
    final boolean mayWait = file.waiters().isPresent() && !file.nonBlocking();
    try {
      if (isWhole()) {
        done = writeWhole((PipeFile) file);
        return SyscallResult.of(done);
      }
      while (buffer < bases.length) {
        final long left = lengths[buffer] - within;
        if (left == 0) {
          buffer++;
          within = 0;
          continue;
        }
        final long moved = move(bases[buffer] + within, left);
        done += moved;
        within += moved;
        if (moved < left && (direction == Direction.IN || !mayWait)) {
          break;
        }
      }
    } catch (ErrnoException refusal) {
      if (refusal.errno() == Errno.EAGAIN && mayWait && (direction == Direction.OUT || done == 0)) {
        return null;
      }
      raiseFor(refusal.errno());
      if (done == 0) {
        throw refusal;
      }
    }
    return SyscallResult.of(done);
  }

  /** Whether several buffers go into a pipe at once or not at all (POSIX.1-2017 writev, write). */
  private boolean isWhole() {
    long total = 0;
    for (final long length : lengths) {
      total += length;
    }
    return direction == Direction.OUT
        && lengths.length > 1
        && total <= PipeFile.ATOMIC_BYTES
        && file instanceof PipeFile;
  }

  private int writeWhole(PipeFile pipe) throws ErrnoException {
    final byte[] bytes = new byte[PipeFile.ATOMIC_BYTES];
    pipe.checkReaders();
    int total = 0;
    for (int i = 0; i < bases.length; i++) {
      caller.memory().copyIn(bases[i], bytes, total, (int) lengths[i]);
      total += (int) lengths[i];
    }
    pipe.writeWhole(bytes, total);
    return total;
  }

  private long move(long address, long length) throws ErrnoException {
    if (position.isPresent()) {
      final long at = position.getAsLong() + done;
      return direction == Direction.IN
          ? file.readAt(caller.memory(), address, length, at)
          : file.writeAt(caller.memory(), address, length, at);
    }
    return direction == Direction.IN
        ? file.read(caller.memory(), address, length)
        : file.write(caller.memory(), address, length);
  }

  private void raiseFor(Errno errno) {
    if (errno == Errno.EPIPE) {
      final boolean queued =
          caller
              .process()
              .kernel()
              .signals()
              .send(caller, SignalInfo.ofSender(Signal.SIGPIPE, SignalInfo.SI_USER, caller));
      // A signal that is there already is there once (signal(7)).
      assert queued || caller.alive();
    }
  }

  /** What was written before the signal came counts (signal(7)). */
  @Override
  public SyscallResult interrupted() {
    return done > 0 ? SyscallResult.of(done) : SyscallResult.refused(Errno.EINTR);
  }

  @Override
  public boolean restartable() {
    return done == 0;
  }

  @Override
  public void leave() {
    if (waits) {
      waits = false;
      file.waiters().orElseThrow().remove(caller);
      file.release();
    }
  }

  @Override
  public String describe() {
    return (direction == Direction.IN ? "bytes from " : "room in ") + file;
  }
}
