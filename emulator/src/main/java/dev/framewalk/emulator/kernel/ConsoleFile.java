package dev.framewalk.emulator.kernel;

/**
 * A standard stream of a process: input comes from fixed bytes, so that a run can be repeated, and
 * output goes to a {@link Console}.
 */
public final class ConsoleFile extends OpenFile {
  /** Bytes moved at a time; longer writes are several calls of the console's. */
  private static final int CHUNK = 64 << 10;

  private final byte[] input;
  private final Console output;
  private int position;

  private ConsoleFile(int accessMode, byte[] input, Console output) {
    super(accessMode);
    this.input = input;
    this.output = output;
  }

  /** A stream that gives these bytes and then its end. */
  public static ConsoleFile input(byte[] bytes) {
    return new ConsoleFile(O_RDONLY, bytes.clone(), (from, offset, length) -> {});
  }

  /** A stream that takes what is written. */
  public static ConsoleFile output(Console console) {
    return new ConsoleFile(O_WRONLY, new byte[0], console);
  }

  @Override
  public long read(UserMemory memory, long address, long length) throws ErrnoException {
    final int count = (int) Math.min(length, input.length - position);
    final int copied = memory.copyOutSome(address, input, position, count);
    position += copied;
    return checked(copied, count, address);
  }

  @Override
  public long write(UserMemory memory, long address, long length) throws ErrnoException {
    final byte[] chunk = new byte[(int) Math.min(CHUNK, length)];
    long done = 0;
    while (done < length) {
      final int wanted = output.room((int) Math.min(chunk.length, length - done));
      if (wanted == 0) {
        return full(done);
      }
      final int copied = memory.copyInSome(address + done, chunk, 0, wanted);
      if (copied > 0) {
        output.write(chunk, 0, copied);
      }
      done += copied;
      if (copied < wanted) {
        return checked(done, length, address);
      }
    }
    return done;
  }

  private static long full(long done) throws ErrnoException {
    if (done == 0) {
      throw new ErrnoException(Errno.ENOSPC, "the machine's programs may print no more");
    }
    return done;
  }

  private static long checked(long done, long wanted, long address) throws ErrnoException {
    if (done == 0 && wanted > 0) {
      throw new ErrnoException(
          Errno.EFAULT, "not accessible: address=0x" + Long.toHexString(address));
    }
    return done;
  }

  @Override
  public FileStatus status() {
    return new FileStatus(0xd, 1, FileStatus.PIPE | 0600, 1, 0, 0, 0, 0);
  }

  @Override
  public int readiness() {
    // Input that is at its end is ready to say so.
    return writable() ? READY_OUT : position < input.length ? READY_IN : READY_IN | 0x10;
  }

  @Override
  public long available() {
    return input.length - position;
  }

  @Override
  public String toString() {
    return writable() ? "standard output" : "standard input";
  }
}
