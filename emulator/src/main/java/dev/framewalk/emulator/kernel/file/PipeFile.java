package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.UserMemory;
import dev.framewalk.emulator.kernel.WaitQueue;
import java.util.Optional;

/** One end of a pipe; both, if it was opened again through {@code /proc}. */
public final class PipeFile extends OpenFile {
  /** What is written at once is not torn up to this many bytes (pipe(7), PIPE_BUF). */
  public static final int ATOMIC_BYTES = 4096;

  private static final int POLLERR = 8;
  private static final int POLLHUP = 0x10;

  private final PipeNode node;
  private final Pipe pipe;

  PipeFile(PipeNode node, Pipe pipe, int flags) {
    super(flags);
    this.node = node;
    this.pipe = pipe;
    if (readable()) {
      pipe.openReader();
    }
    if (writable()) {
      pipe.openWriter();
    }
  }

  @Override
  protected void closeLast() {
    // The count of the other end must not be 0 while this one still has both.
    if (readable() && writable()) {
      pipe.closeReader();
      pipe.closeWriter();
    } else if (readable()) {
      pipe.closeReader();
    } else {
      pipe.closeWriter();
    }
  }

  @Override
  public long read(UserMemory memory, long address, long length) throws ErrnoException {
    return pipe.read(memory, address, length);
  }

  @Override
  public long write(UserMemory memory, long address, long length) throws ErrnoException {
    return pipe.write(memory, address, length);
  }

  /**
   * Refuses what nobody will read.
   *
   * @throws ErrnoException EPIPE
   */
  public void checkReaders() throws ErrnoException {
    pipe.checkReaders();
  }

  /**
   * Writes all of {@code length} bytes, at most {@link #ATOMIC_BYTES}, or none.
   *
   * @throws ErrnoException EPIPE if nobody will read them; EAGAIN if there is no room
   */
  public void writeWhole(byte[] bytes, int length) throws ErrnoException {
    pipe.writeWhole(bytes, length);
  }

  @Override
  public int readiness() {
    int ready = 0;
    if (readable()) {
      ready |= pipe.isEmpty() ? 0 : READY_IN;
      ready |= pipe.writers() == 0 ? POLLHUP : 0;
    }
    if (writable()) {
      ready |= pipe.isFull() ? 0 : READY_OUT;
      ready |= pipe.readers() == 0 ? POLLERR : 0;
    }
    return ready;
  }

  @Override
  public Optional<WaitQueue> waiters() {
    return Optional.of(pipe.waiters());
  }

  @Override
  public long available() {
    return pipe.available();
  }

  /** Room in bytes (fcntl(2), F_GETPIPE_SZ). */
  public int capacity() {
    return pipe.capacity();
  }

  /** Changes the room (fcntl(2), F_SETPIPE_SZ). */
  public int resize(long bytes, boolean privileged) throws ErrnoException {
    return pipe.resize(bytes, privileged);
  }

  @Override
  public FileStatus status() {
    return node.status();
  }

  @Override
  public String toString() {
    return "pipe:[" + node.number() + "]";
  }
}
