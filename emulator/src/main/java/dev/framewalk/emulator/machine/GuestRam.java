package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.unicorn.HostMemory;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * The machine's RAM: host memory that the CPU executes from and Java reads and writes without a
 * native call. Nothing of it is committed before it is touched.
 */
final class GuestRam implements PhysicalMemory, AutoCloseable {
  private static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Bytes of one window, as {@link HostMemory} cuts them: a ByteBuffer ends at 2 GiB. */
  private static final int WINDOW_SHIFT = 30;

  /** What {@link #isZero} compares with: one page table. */
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(4096);

  private static final int WINDOW_MASK = (1 << WINDOW_SHIFT) - 1;

  /** From here on a native call fills faster than a loop. */
  private static final long MANY_BYTES = 16 << 10;

  private final HostMemory host;
  private final long size;
  private ByteBuffer[] windows;

  /** The same windows, for whole words in bulk. */
  private LongBuffer[] words;

  GuestRam(HostMemory host) {
    this.host = host;
    this.size = host.size();
    this.windows = new ByteBuffer[(int) ((size + WINDOW_MASK) >>> WINDOW_SHIFT)];
    this.words = new LongBuffer[windows.length];
    for (int i = 0; i < windows.length; i++) {
      windows[i] = host.window(i);
      words[i] = windows[i].asLongBuffer();
    }
  }

  HostMemory host() {
    return host;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public long readWord(long physical) {
    return (long) WORD.get(window(physical), (int) physical & WINDOW_MASK);
  }

  @Override
  public void writeWord(long physical, long word) {
    WORD.set(window(physical), (int) physical & WINDOW_MASK, word);
  }

  @Override
  public boolean compareAndSetWord(long physical, long expected, long update) {
    return WORD.compareAndSet(window(physical), (int) physical & WINDOW_MASK, expected, update);
  }

  @Override
  public long getAndSetWord(long physical, long update) {
    return (long) WORD.getAndSet(window(physical), (int) physical & WINDOW_MASK, update);
  }

  @Override
  public void readWords(long physical, long[] into, int count) {
    int done = 0;
    while (done < count) {
      final int at = wordInWindow(physical + 8L * done);
      final int part = Math.min(count - done, (1 << WINDOW_SHIFT - 3) - at);
      words(physical + 8L * done).get(at, into, done, part);
      done += part;
    }
  }

  @Override
  public void writeWords(long physical, long[] from, int count) {
    int done = 0;
    while (done < count) {
      final int at = wordInWindow(physical + 8L * done);
      final int part = Math.min(count - done, (1 << WINDOW_SHIFT - 3) - at);
      words(physical + 8L * done).put(at, from, done, part);
      done += part;
    }
  }

  private static int wordInWindow(long physical) {
    return ((int) physical & WINDOW_MASK) >>> 3;
  }

  @Override
  public void read(long physical, byte[] into, int offset, int length) {
    int done = 0;
    while (done < length) {
      final int at = (int) (physical + done) & WINDOW_MASK;
      final int part = Math.min(length - done, (1 << WINDOW_SHIFT) - at);
      window(physical + done).get(at, into, offset + done, part);
      done += part;
    }
  }

  @Override
  public void write(long physical, byte[] from, int offset, int length) {
    int done = 0;
    while (done < length) {
      final int at = (int) (physical + done) & WINDOW_MASK;
      final int part = Math.min(length - done, (1 << WINDOW_SHIFT) - at);
      window(physical + done).put(at, from, offset + done, part);
      done += part;
    }
  }

  @Override
  public void copy(long from, long to, long bytes) {
    long done = 0;
    while (done < bytes) {
      final int source = (int) (from + done) & WINDOW_MASK;
      final int target = (int) (to + done) & WINDOW_MASK;
      final int part =
          (int) Math.min(bytes - done, (1L << WINDOW_SHIFT) - Math.max(source, target));
      window(to + done).put(target, window(from + done), source, part);
      done += part;
    }
  }

  @Override
  public void fill(long physical, long bytes, long word) {
    if (bytes >= MANY_BYTES && (int) word == (int) (word >>> Integer.SIZE)) {
      host.fill(physical, bytes, (int) word);
      return;
    }
    long done = 0;
    while (done < bytes) {
      final ByteBuffer window = window(physical + done);
      final int at = (int) (physical + done) & WINDOW_MASK;
      final int part = (int) Math.min(bytes - done, (1L << WINDOW_SHIFT) - at);
      for (int i = at; i < at + part; i += 8) {
        WORD.set(window, i, word);
      }
      done += part;
    }
  }

  @Override
  public void fillSequence(long physical, int count, long first, long step) {
    final ByteBuffer window = window(physical);
    final int at = (int) physical & WINDOW_MASK;
    long word = first;
    for (int i = 0; i < count; i++) {
      WORD.set(window, at + 8 * i, word);
      word += step;
    }
  }

  @Override
  public boolean isZero(long physical, long bytes) {
    long done = 0;
    while (done < bytes) {
      final int at = (int) (physical + done) & WINDOW_MASK;
      final int part =
          (int) Math.min(bytes - done, Math.min(ZEROS.capacity(), (1L << WINDOW_SHIFT) - at));
      if (window(physical + done).slice(at, part).mismatch(ZEROS.slice(0, part)) >= 0) {
        return false;
      }
      done += part;
    }
    return true;
  }

  @Override
  public void prefault(long physical, long bytes) {
    host.populate(physical, bytes);
  }

  /** Unmaps the memory; every access afterwards throws instead of reaching host memory. */
  @Override
  public void close() {
    windows = new ByteBuffer[0];
    words = new LongBuffer[0];
    host.close();
  }

  private ByteBuffer window(long physical) {
    final ByteBuffer[] all = windows;
    final long index = physical >>> WINDOW_SHIFT;
    if (index >= all.length) {
      throw outside(physical, all.length);
    }
    return all[(int) index];
  }

  private LongBuffer words(long physical) {
    final LongBuffer[] all = words;
    final long index = physical >>> WINDOW_SHIFT;
    if (index >= all.length) {
      throw outside(physical, all.length);
    }
    return all[(int) index];
  }

  private static RuntimeException outside(long physical, int windows) {
    return windows == 0
        ? new IllegalStateException("the machine is closed: its memory is gone")
        : new IndexOutOfBoundsException("behind the RAM: physical=0x" + Long.toHexString(physical));
  }
}
