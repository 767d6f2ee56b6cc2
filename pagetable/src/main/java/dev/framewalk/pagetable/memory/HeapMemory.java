package dev.framewalk.pagetable.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * Physical memory on the Java heap, for tests and for tools that look at a memory image.
 *
 * <p>It takes heap in pieces of 2 MiB as they are first written, so a memory of 64 GiB that is
 * hardly used is cheap.
 */
public final class HeapMemory implements PhysicalMemory {
  private static final int CHUNK_SHIFT = 21;
  private static final long CHUNK_BYTES = 1L << CHUNK_SHIFT;
  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle BYTES_AS_WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long[] ZEROES = new long[512];

  private final long size;
  private final long[][] chunks;

  /** What a chunk that nobody has written yet looks like. */
  private static final long[] UNTOUCHED = new long[0];

  /**
   * A memory of {@code size} bytes, all zero.
   *
   * @throws IllegalArgumentException if {@code size} is not a positive multiple of 4096 or is over
   *     1 TiB
   */
  public HeapMemory(long size) {
    if (size <= 0 || (size & 0xfff) != 0 || size > 1L << 40) {
      throw new IllegalArgumentException("not a memory size: bytes=" + size);
    }
    this.size = size;
    this.chunks = new long[(int) ((size + CHUNK_BYTES - 1) >>> CHUNK_SHIFT)][];
    Arrays.fill(chunks, UNTOUCHED);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public long readWord(long physical) {
    checkWord(physical);
    final long[] chunk = chunks[(int) (physical >>> CHUNK_SHIFT)];
    return chunk.length == 0 ? 0 : chunk[indexInChunk(physical)];
  }

  @Override
  public void writeWord(long physical, long word) {
    checkWord(physical);
    touch(physical)[indexInChunk(physical)] = word;
  }

  @Override
  public boolean compareAndSetWord(long physical, long expected, long update) {
    checkWord(physical);
    return WORDS.compareAndSet(touch(physical), indexInChunk(physical), expected, update);
  }

  @Override
  public long getAndSetWord(long physical, long update) {
    checkWord(physical);
    return (long) WORDS.getAndSet(touch(physical), indexInChunk(physical), update);
  }

  @Override
  public void read(long physical, byte[] into, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, into.length);
    checkSpan(physical, length);
    long at = physical;
    int to = offset;
    final int end = offset + length;
    while (to < end) {
      final long word = readWord(at & ~7L);
      if ((at & 7) == 0 && end - to >= 8) {
        BYTES_AS_WORD.set(into, to, word);
        at += 8;
        to += 8;
      } else {
        into[to++] = (byte) (word >>> ((at++ & 7) << 3));
      }
    }
  }

  @Override
  public void write(long physical, byte[] from, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, from.length);
    checkSpan(physical, length);
    long at = physical;
    int source = offset;
    final int end = offset + length;
    while (source < end) {
      if ((at & 7) == 0 && end - source >= 8) {
        writeWord(at, (long) BYTES_AS_WORD.get(from, source));
        at += 8;
        source += 8;
      } else {
        final int shift = (int) (at & 7) << 3;
        final long rest = readWord(at & ~7L) & ~(0xffL << shift);
        writeWord(at & ~7L, rest | (from[source++] & 0xffL) << shift);
        at++;
      }
    }
  }

  @Override
  public void copy(long from, long to, long bytes) {
    checkSpan(from, bytes);
    checkSpan(to, bytes);
    final byte[] buffer = new byte[(int) Math.min(bytes, 1 << 16)];
    for (long done = 0; done < bytes; ) {
      final int length = (int) Math.min(bytes - done, buffer.length);
      read(from + done, buffer, 0, length);
      write(to + done, buffer, 0, length);
      done += length;
    }
  }

  @Override
  public void fill(long physical, long bytes, long word) {
    checkWords(physical, bytes);
    long at = physical;
    final long end = physical + bytes;
    while (at < end) {
      final long stop = Math.min(end, chunkEnd(at));
      if (word != 0 || chunks[(int) (at >>> CHUNK_SHIFT)].length != 0) {
        final int first = indexInChunk(at);
        Arrays.fill(touch(at), first, first + (int) ((stop - at) >>> 3), word);
      }
      at = stop;
    }
  }

  @Override
  public void fillSequence(long physical, int count, long first, long step) {
    checkWords(physical, (long) count << 3);
    long at = physical;
    final long end = physical + ((long) count << 3);
    long word = first;
    while (at < end) {
      final long stop = Math.min(end, chunkEnd(at));
      final long[] chunk = touch(at);
      final int last = indexInChunk(at) + (int) ((stop - at) >>> 3);
      for (int i = indexInChunk(at); i < last; i++) {
        chunk[i] = word;
        word += step;
      }
      at = stop;
    }
  }

  @Override
  public boolean isZero(long physical, long bytes) {
    checkWords(physical, bytes);
    long at = physical;
    final long end = physical + bytes;
    while (at < end) {
      final long stop = Math.min(end, chunkEnd(at));
      final long[] chunk = chunks[(int) (at >>> CHUNK_SHIFT)];
      if (chunk.length != 0) {
        final int last = indexInChunk(at) + (int) ((stop - at) >>> 3);
        for (int i = indexInChunk(at); i < last; i += ZEROES.length) {
          final int words = Math.min(ZEROES.length, last - i);
          if (Arrays.mismatch(chunk, i, i + words, ZEROES, 0, words) >= 0) {
            return false;
          }
        }
      }
      at = stop;
    }
    return true;
  }

  private static int indexInChunk(long physical) {
    return (int) (physical & (CHUNK_BYTES - 1)) >>> 3;
  }

  private static long chunkEnd(long physical) {
    return (physical & -CHUNK_BYTES) + CHUNK_BYTES;
  }

  private long[] touch(long physical) {
    final int index = (int) (physical >>> CHUNK_SHIFT);
    long[] chunk = chunks[index];
    if (chunk.length == 0) {
      final long start = (long) index << CHUNK_SHIFT;
      chunk = new long[(int) (Math.min(CHUNK_BYTES, size - start) >>> 3)];
      chunks[index] = chunk;
    }
    return chunk;
  }

  private void checkWord(long physical) {
    // The size is a multiple of 8, so an aligned word that starts inside ends inside.
    if (physical < 0 || physical >= size || (physical & 7) != 0) {
      throw outside(physical, 8);
    }
  }

  private void checkWords(long physical, long bytes) {
    if (((physical | bytes) & 7) != 0) {
      throw outside(physical, bytes);
    }
    checkSpan(physical, bytes);
  }

  private void checkSpan(long physical, long bytes) {
    if (bytes < 0 || physical < 0 || physical > size - bytes) {
      throw outside(physical, bytes);
    }
  }

  private IndexOutOfBoundsException outside(long physical, long bytes) {
    return new IndexOutOfBoundsException(
        "outside physical memory or not aligned: physical=0x"
            + Long.toHexString(physical)
            + ", bytes="
            + bytes
            + ", size=0x"
            + Long.toHexString(size));
  }
}
