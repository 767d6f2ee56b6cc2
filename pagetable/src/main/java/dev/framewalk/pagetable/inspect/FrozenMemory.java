package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameUse;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.memory.ReadOnlyMemory;
import java.util.Arrays;

/**
 * Those frames of a memory that were copied. Free ones read as zero, as they will when they are
 * handed out; any other one is refused, so that nobody takes what was not kept for zeroes. It
 * cannot be written.
 */
final class FrozenMemory implements ReadOnlyMemory {
  private static final int WORDS = PhysFrame.BYTES / Long.BYTES;
  private static final int CHUNK_SHIFT = 9;
  private static final int CHUNK = 1 << CHUNK_SHIFT;
  private static final long[] NOT_KEPT = new long[0];
  private static final long[][] NONE_KEPT = new long[0][];

  private static final long[] ZEROES = new long[WORDS];

  private final long size;
  private final FrameUse frames;
  private final long[][][] chunks;

  /**
   * @param frames which of them are in use
   */
  FrozenMemory(long size, FrameUse frames) {
    this.size = size;
    this.frames = frames;
    this.chunks = new long[(int) ((size >>> 12) + CHUNK - 1 >>> CHUNK_SHIFT)][][];
    Arrays.fill(chunks, NONE_KEPT);
  }

  /** Keeps a frame of {@code memory} as it is now. */
  void keep(PhysicalMemory memory, long frame) {
    final int index = (int) (frame >>> CHUNK_SHIFT);
    if (chunks[index].length == 0) {
      chunks[index] = new long[CHUNK][];
      Arrays.fill(chunks[index], NOT_KEPT);
    }
    final long[] words = new long[WORDS];
    memory.readWords(frame << 12, words, WORDS);
    chunks[index][(int) frame & CHUNK - 1] = words;
  }

  /** Whether a frame was kept; false for one outside of the memory. */
  boolean keeps(long frame) {
    return frame < size >>> 12 && find(frame).length != 0;
  }

  private long[] find(long frame) {
    final long[][] chunk = chunks[(int) (frame >>> CHUNK_SHIFT)];
    return chunk.length == 0 ? NOT_KEPT : chunk[(int) frame & CHUNK - 1];
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public long readWord(long physical) {
    return kept(physical, Long.BYTES)[wordInFrame(physical)];
  }

  @Override
  public void readWords(long physical, long[] into, int count) {
    int done = 0;
    while (done < count) {
      final long at = physical + 8L * done;
      final int part = Math.min(count - done, WORDS - wordInFrame(at));
      System.arraycopy(kept(at, Long.BYTES), wordInFrame(at), into, done, part);
      done += part;
    }
  }

  @Override
  public void read(long physical, byte[] into, int offset, int length) {
    for (int i = 0; i < length; i++) {
      final long word = kept(physical + i, 1)[wordInFrame(physical + i)];
      into[offset + i] = (byte) (word >>> ((physical + i & 7) << 3));
    }
  }

  private static int wordInFrame(long physical) {
    return (int) (physical & PhysFrame.BYTES - 1) >>> 3;
  }

  private long[] kept(long physical, int bytes) {
    if (physical < 0 || physical > size - bytes) {
      throw new IndexOutOfBoundsException(
          "outside physical memory: physical=0x" + Long.toHexString(physical));
    }
    final long[] words = find(physical >>> 12);
    if (words.length == 0) {
      if (frames.purpose(PhysFrame.of(physical >>> 12)).isEmpty()) {
        return ZEROES;
      }
      throw new IllegalStateException(
          "only page tables were kept of this instant's memory: physical=0x"
              + Long.toHexString(physical));
    }
    return words;
  }

  @Override
  public UnsupportedOperationException refusal() {
    return new UnsupportedOperationException("the memory of an instant that has passed");
  }
}
