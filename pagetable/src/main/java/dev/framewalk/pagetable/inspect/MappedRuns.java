package dev.framewalk.pagetable.inspect;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Entries of one level by the frames that they lead to, as plain arrays: neighbouring entries of a
 * table whose frames follow one another are one run, cut at {@value #LONGEST} entries, so that few
 * runs can reach a frame that they do not start at.
 */
final class MappedRuns {
  private static final int LONGEST = 64;

  /** Bits of a run's number in the keys that are sorted; frame numbers have 40 at most. */
  private static final int NUMBER_BITS = 23;

  private final int frameShift;
  private final int virtualShift;

  private long[] frames = new long[16];
  private long[] virtuals = new long[16];
  private long[] addresses = new long[16];
  private int[] lengths = new int[16];
  private int[] roots = new int[16];
  private int count;
  private int longest = 1;

  /**
   * @param frameShift base-two logarithm of the frames that an entry leads to
   * @param virtualShift base-two logarithm of the virtual bytes that an entry covers
   */
  MappedRuns(int frameShift, int virtualShift) {
    this.frameShift = frameShift;
    this.virtualShift = virtualShift;
  }

  /** Adds an entry, behind those that a scan of the same root showed before. */
  void add(int root, long frame, long virtual, long entryAddress) {
    final int last = count - 1;
    if (last >= 0) {
      final int length = lengths[last];
      if (length < LONGEST
          && roots[last] == root
          && frame == frames[last] + ((long) length << frameShift)
          && virtual == virtuals[last] + ((long) length << virtualShift)
          && entryAddress == addresses[last] + 8L * length) {
        lengths[last] = length + 1;
        longest = Math.max(longest, length + 1);
        return;
      }
    }
    if (count == frames.length) {
      frames = Arrays.copyOf(frames, count * 2);
      virtuals = Arrays.copyOf(virtuals, count * 2);
      addresses = Arrays.copyOf(addresses, count * 2);
      lengths = Arrays.copyOf(lengths, count * 2);
      roots = Arrays.copyOf(roots, count * 2);
    }
    frames[count] = frame;
    virtuals[count] = virtual;
    addresses[count] = entryAddress;
    lengths[count] = 1;
    roots[count] = root;
    count++;
  }

  /** Puts the runs in order of their frames; those of one frame stay as they were added. */
  void sort() {
    final int[] order = count >>> NUMBER_BITS == 0 ? orderByKeys() : orderByComparing();
    frames = pick(frames, order);
    virtuals = pick(virtuals, order);
    addresses = pick(addresses, order);
    lengths = pick(lengths, order);
    roots = pick(roots, order);
  }

  private int[] orderByKeys() {
    final long[] keys = new long[count];
    for (int i = 0; i < count; i++) {
      keys[i] = frames[i] << NUMBER_BITS | i;
    }
    Arrays.sort(keys);
    final int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = (int) keys[i] & (1 << NUMBER_BITS) - 1;
    }
    return order;
  }

  private int[] orderByComparing() {
    return IntStream.range(0, count)
        .boxed()
        .sorted(Comparator.comparingLong(i -> frames[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static long[] pick(long[] from, int[] order) {
    final long[] picked = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      picked[i] = from[order[i]];
    }
    return picked;
  }

  private static int[] pick(int[] from, int[] order) {
    final int[] picked = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      picked[i] = from[order[i]];
    }
    return picked;
  }

  int count() {
    return count;
  }

  /** The first run, once they are sorted, that can reach {@code frame}. */
  int from(long frame) {
    final long least = frame - ((long) longest << frameShift) + 1;
    int low = 0;
    int high = count;
    while (low < high) {
      final int middle = (low + high) >>> 1;
      if (frames[middle] < least) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  long frame(int run) {
    return frames[run];
  }

  /** The frame behind the last one of the run. */
  long endFrame(int run) {
    return frames[run] + ((long) lengths[run] << frameShift);
  }

  int root(int run) {
    return roots[run];
  }

  int length(int run) {
    return lengths[run];
  }

  long virtual(int run) {
    return virtuals[run];
  }

  long address(int run) {
    return addresses[run];
  }

  /** Which entry of the run leads to {@code frame}. */
  int entryOf(int run, long frame) {
    return (int) ((frame - frames[run]) >>> frameShift);
  }

  /** The virtual address at which the run shows {@code frame}, one of its frames. */
  long virtualOf(int run, long frame) {
    return virtuals[run] + (frame - frames[run] << (virtualShift - frameShift));
  }

  /** Where the entry lies that leads to {@code frame}. */
  long addressOf(int run, long frame) {
    return addresses[run] + 8L * entryOf(run, frame);
  }

  /** Whether an entry at this place leads to this frame. */
  boolean holds(int root, long frame, long virtual, long entryAddress) {
    for (int run = from(frame); run < count && frames[run] <= frame; run++) {
      if (roots[run] == root
          && endFrame(run) > frame
          && virtualOf(run, frame) == virtual
          && addressOf(run, frame) == entryAddress) {
        return true;
      }
    }
    return false;
  }
}
