package dev.framewalk.emulator.unicorn;

import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Host memory that serves as a machine's RAM: reserved at once, committed page by page when it is
 * first touched, reading as zero until then.
 *
 * <p>One thread at a time uses it.
 */
public final class HostMemory implements AutoCloseable {
  /** Bytes in a {@link #window}; 1 GiB, because a buffer ends below 2 GiB. */
  public static final long WINDOW_BYTES = 1L << 30;

  private static final long PAGE_BYTES = 4096;

  private static final Cleaner CLEANER = Cleaner.create();

  private final long address;
  private final long size;
  private final Windows windows;
  private int users;
  private boolean closed;

  private HostMemory(long address, long size) {
    this.address = address;
    this.size = size;
    this.windows = new Windows(address, size);
  }

  /**
   * Reserves {@code bytes} of memory, in milliseconds however many there are.
   *
   * @param bytes a positive multiple of 4096
   * @throws IllegalArgumentException if {@code bytes} is not that
   * @throws OutOfHostMemoryException if the host refuses
   */
  public static HostMemory reserve(long bytes) {
    if (bytes <= 0 || bytes % PAGE_BYTES != 0) {
      throw new IllegalArgumentException("not a positive multiple of 4096: bytes=" + bytes);
    }
    long address =
        HostCalls.mmap(
            0, bytes, HostCalls.PROT_READ_WRITE, HostCalls.MAP_PRIVATE | HostCalls.MAP_LAZY, -1, 0);
    if (address == HostCalls.MAP_FAILED) {
      throw new OutOfHostMemoryException(
          "the host does not reserve as much memory: bytes=" + bytes);
    }
    return new HostMemory(address, bytes);
  }

  /** Size in bytes. */
  public long size() {
    return size;
  }

  /**
   * The host address of byte 0.
   *
   * @throws IllegalStateException if closed
   */
  public long address() {
    checkOpen();
    return address;
  }

  /** How many windows there are: {@link #size()} / 1 GiB, rounded up. */
  public int windows() {
    return windows.buffers.length;
  }

  /**
   * The bytes from {@code index} GiB on, little-endian; the last one may be shorter.
   *
   * <p>A buffer that is kept beyond {@link #close()} is harmless: it reads as zero, and the
   * addresses stay reserved until no buffer refers to them.
   *
   * @throws IllegalStateException if closed
   */
  public ByteBuffer window(int index) {
    checkOpen();
    return windows.buffers[index].duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Commits {@code bytes} from {@code offset} on in one go, because they are about to be written.
   * Changes no byte. Does nothing where the host cannot.
   *
   * @throws IndexOutOfBoundsException if the bytes are not all in this memory
   * @throws IllegalStateException if closed
   */
  public void populate(long offset, long bytes) {
    checkOpen();
    Objects.checkFromIndexSize(offset, bytes, size);
    long first = offset & -PAGE_BYTES;
    long end = offset + bytes + PAGE_BYTES - 1 & -PAGE_BYTES;
    HostCalls.populate(address + first, end - first);
  }

  /**
   * Fills {@code bytes} from {@code offset} on, both multiples of 4, with one 32-bit pattern, as
   * fast as the host can: worth its call from some 10 KiB on.
   *
   * @throws IndexOutOfBoundsException if the bytes are not all in this memory
   * @throws IllegalArgumentException if either is no multiple of 4
   * @throws IllegalStateException if closed
   */
  public void fill(long offset, long bytes, int pattern) {
    checkOpen();
    Objects.checkFromIndexSize(offset, bytes, size);
    if ((offset | bytes) % Integer.BYTES != 0) {
      throw new IllegalArgumentException(
          "not multiples of 4: offset=" + offset + ", bytes=" + bytes);
    }
    HostCalls.fill(address + offset, pattern, bytes / Integer.BYTES);
  }

  /**
   * Gives {@code bytes} from {@code offset} on, both multiples of 4096, back to the host: they read
   * as zero afterwards.
   *
   * @throws IndexOutOfBoundsException if the bytes are not all in this memory
   * @throws IllegalArgumentException if either is no multiple of 4096
   * @throws IllegalStateException if closed
   */
  public void discard(long offset, long bytes) {
    checkOpen();
    Objects.checkFromIndexSize(offset, bytes, size);
    if ((offset | bytes) % PAGE_BYTES != 0) {
      throw new IllegalArgumentException(
          "not multiples of 4096: offset=" + offset + ", bytes=" + bytes);
    }
    HostCalls.discard(address + offset, bytes);
  }

  /**
   * Gives the memory back; a second call does nothing.
   *
   * @throws IllegalStateException if a {@link Cpu} still runs on it
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (users != 0) {
      throw new IllegalStateException("memory closed under an open CPU: cpus=" + users);
    }
    closed = true;
    HostCalls.discard(address, size);
    windows.release();
  }

  /** The byte at {@code offset}, as 0 to 255. */
  int byteAt(long offset) {
    return windows.at(offset).get((int) (offset % WINDOW_BYTES)) & 0xff;
  }

  /** The 16-bit word at {@code offset}, which does not cross a page; little-endian. */
  int shortAt(long offset) {
    return windows.at(offset).getShort((int) (offset % WINDOW_BYTES)) & 0xffff;
  }

  /** Notes that an engine has this memory as its RAM, until {@link #release()}. */
  void retain() {
    checkOpen();
    users++;
  }

  void release() {
    users--;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("memory is closed: bytes=" + size);
    }
  }

  /**
   * The buffers over the memory, and who unmaps it: not {@link HostMemory#close()}, because a
   * buffer that somebody kept would then reach into nothing and take the JVM with it, but the
   * collector, when the owner has let go and no buffer is left.
   */
  private static final class Windows {
    private final ByteBuffer[] buffers;

    Windows(long address, long size) {
      int count = Math.toIntExact((size + WINDOW_BYTES - 1) / WINDOW_BYTES);
      this.buffers = new ByteBuffer[count];
      Mapping mapping = new Mapping(address, size, count + 1);
      for (int i = 0; i < count; i++) {
        long start = i * WINDOW_BYTES;
        long length = Math.min(WINDOW_BYTES, size - start);
        buffers[i] =
            new Pointer(address + start).getByteBuffer(0, length).order(ByteOrder.LITTLE_ENDIAN);
        CLEANER.register(buffers[i], mapping);
      }
      CLEANER.register(this, mapping);
    }

    ByteBuffer at(long offset) {
      return buffers[(int) (offset / WINDOW_BYTES)];
    }

    void release() {
      Arrays.fill(buffers, ByteBuffer.allocate(0));
    }
  }

  /** Unmaps when it has run as often as there are objects that refer to the memory. */
  private record Mapping(long address, long size, AtomicInteger references) implements Runnable {
    Mapping(long address, long size, int references) {
      this(address, size, new AtomicInteger(references));
    }

    @Override
    public void run() {
      if (references.decrementAndGet() == 0) {
        HostCalls.unmap(address, size);
      }
    }
  }
}
