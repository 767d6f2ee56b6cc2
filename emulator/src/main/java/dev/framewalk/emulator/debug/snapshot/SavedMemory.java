package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.memory.ReadOnlyMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Physical memory as it was saved, to be read only: every method that would change it throws {@link
 * UnsupportedOperationException}.
 *
 * <p>Frames that hold only zeroes or only the poison word are not kept; the others are kept packed,
 * and unpacked when they are looked at. So it takes little more heap than its file has bytes.
 */
final class SavedMemory implements ReadOnlyMemory {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int SHIFT = 12;
  private static final int PAGE_BYTES = PageChunks.PAGE_BYTES;
  private static final byte[] ZERO_PAGE = new byte[PAGE_BYTES];
  private static final byte[] POISON_PAGE = poisonPage();

  /** Unpacked chunks that are kept at most: 16 MiB. */
  private static final int UNPACKED = 64;

  private final long size;
  private final FrameRuns stored;
  private final FrameRuns poisoned;
  private final List<byte[]> chunks;
  private final Map<Long, byte[]> unpacked =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
          return size() > UNPACKED;
        }
      };

  // The frame that was looked at last.
  private long frame = FrameRuns.ABSENT;
  private byte[] bytes = ZERO_PAGE;
  private int start;

  /**
   * @param stored the frames whose bytes are in {@code chunks}
   * @param poisoned the frames that hold the poison word throughout
   * @param chunks what {@link PageChunks} made of them, in order
   */
  SavedMemory(long size, FrameRuns stored, FrameRuns poisoned, List<byte[]> chunks) {
    this.size = size;
    this.stored = stored;
    this.poisoned = poisoned;
    this.chunks = List.copyOf(chunks);
  }

  private static byte[] poisonPage() {
    final byte[] page = new byte[PAGE_BYTES];
    for (int at = 0; at < PAGE_BYTES; at += Long.BYTES) {
      WORD.set(page, at, FrameAllocator.POISON_WORD);
    }
    return page;
  }

  /** Whether {@code page} holds the poison word throughout. */
  static boolean isPoison(byte[] page) {
    return Arrays.equals(page, POISON_PAGE);
  }

  FrameRuns stored() {
    return stored;
  }

  FrameRuns poisoned() {
    return poisoned;
  }

  List<byte[]> chunks() {
    return chunks;
  }

  /** Whether every chunk is the packed form of the pages that it stands for. */
  boolean isSound() {
    final byte[] whole = new byte[PageChunks.PAGES * PAGE_BYTES];
    for (int i = 0; i < chunks.size(); i++) {
      final int length = PageChunks.pagesIn(i, stored.size()) * PAGE_BYTES;
      final byte[] into = length == whole.length ? whole : new byte[length];
      if (!PageChunks.unpack(chunks.get(i), into)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public long readWord(long physical) {
    if (physical >>> SHIFT != frame) {
      find(physical);
    }
    return (long) WORD.get(bytes, start + ((int) physical & PAGE_BYTES - 1));
  }

  @Override
  public void read(long physical, byte[] into, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length > 0 && physical + length > size) {
      throw outside(physical + length - 1);
    }
    int done = 0;
    while (done < length) {
      final long at = physical + done;
      find(at);
      final int in = (int) at & PAGE_BYTES - 1;
      final int part = Math.min(length - done, PAGE_BYTES - in);
      System.arraycopy(bytes, start + in, into, offset + done, part);
      done += part;
    }
  }

  /** Turns to the frame that holds {@code physical}. */
  private void find(long physical) {
    if (physical < 0 || physical >= size) {
      throw outside(physical);
    }
    final long wanted = physical >>> SHIFT;
    final long ordinal = stored.ordinalOf(wanted);
    if (ordinal != FrameRuns.ABSENT) {
      bytes = chunk(ordinal / PageChunks.PAGES);
      start = (int) (ordinal % PageChunks.PAGES) * PAGE_BYTES;
    } else {
      bytes = poisoned.ordinalOf(wanted) == FrameRuns.ABSENT ? ZERO_PAGE : POISON_PAGE;
      start = 0;
    }
    frame = wanted;
  }

  private byte[] chunk(long index) {
    final byte[] known = unpacked.get(index);
    if (known != null) {
      return known;
    }
    final byte[] made = new byte[PageChunks.pagesIn(index, stored.size()) * PAGE_BYTES];
    if (!PageChunks.unpack(chunks.get((int) index), made)) {
      throw new IllegalStateException("a saved chunk of pages is damaged: chunk=" + index);
    }
    unpacked.put(index, made);
    return made;
  }

  private IndexOutOfBoundsException outside(long physical) {
    return new IndexOutOfBoundsException(
        "outside physical memory: physical=0x"
            + Long.toHexString(physical)
            + ", size=0x"
            + Long.toHexString(size));
  }

  @Override
  public UnsupportedOperationException refusal() {
    return new UnsupportedOperationException("a saved memory cannot be changed");
  }
}
