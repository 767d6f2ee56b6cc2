package dev.framewalk.pagetable.memory;

/**
 * Physical memory as 64-bit little-endian words and bytes.
 *
 * <p>Addresses are bare physical byte offsets because this is the innermost loop of every walk;
 * they run from 0 to {@link #size()}. Words are naturally aligned. One thread uses a memory at a
 * time.
 *
 * <p>Every method throws {@link IndexOutOfBoundsException} for bytes outside the memory.
 */
public interface PhysicalMemory {
  /** Size in bytes, a multiple of 4096. */
  long size();

  /** The word at {@code physical}, a multiple of 8. */
  long readWord(long physical);

  /** Stores a word at {@code physical}, a multiple of 8. */
  void writeWord(long physical, long word);

  /**
   * Stores {@code update} at {@code physical} if {@code expected} is there, atomically.
   *
   * @return whether it was stored
   */
  boolean compareAndSetWord(long physical, long expected, long update);

  /**
   * Stores {@code update} at {@code physical}, a multiple of 8, and returns what was there,
   * atomically: what the processor set in an entry until the last moment is not lost.
   */
  default long getAndSetWord(long physical, long update) {
    long old = readWord(physical);
    while (!compareAndSetWord(physical, old, update)) {
      old = readWord(physical);
    }
    return old;
  }

  /** Copies {@code count} words out, from {@code physical}, a multiple of 8, on. */
  default void readWords(long physical, long[] into, int count) {
    for (int i = 0; i < count; i++) {
      into[i] = readWord(physical + 8L * i);
    }
  }

  /** Stores {@code count} words from {@code physical}, a multiple of 8, on; not atomically. */
  default void writeWords(long physical, long[] from, int count) {
    for (int i = 0; i < count; i++) {
      writeWord(physical + 8L * i, from[i]);
    }
  }

  /** Copies bytes out of physical memory. */
  void read(long physical, byte[] into, int offset, int length);

  /** Copies bytes into physical memory. */
  void write(long physical, byte[] from, int offset, int length);

  /** Copies {@code bytes} from one place to another; the two do not overlap. */
  void copy(long from, long to, long bytes);

  /** Fills whole words, {@code physical} and {@code bytes} multiples of 8, with {@code word}. */
  void fill(long physical, long bytes, long word);

  /**
   * Stores {@code count} words from {@code physical} on: {@code first}, {@code first + step}, … One
   * call fills the entries of a table that maps a contiguous run.
   */
  void fillSequence(long physical, int count, long first, long step);

  /**
   * Whether whole words, {@code physical} and {@code bytes} multiples of 8, are all zero. Asked
   * each time a table might have become empty: worth implementing with a vector comparison.
   */
  default boolean isZero(long physical, long bytes) {
    final long end = physical + bytes;
    long at = physical;
    for (; end - at >= 64; at += 64) {
      final long low = readWord(at) | readWord(at + 8) | readWord(at + 16) | readWord(at + 24);
      final long high =
          readWord(at + 32) | readWord(at + 40) | readWord(at + 48) | readWord(at + 56);
      if ((low | high) != 0) {
        return false;
      }
    }
    for (; at < end; at += 8) {
      if (readWord(at) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Says that these frames are about to be written throughout, so that a memory that is committed
   * lazily can be committed in bulk. Changes no byte.
   */
  default void prefault(long physical, long bytes) {}
}
