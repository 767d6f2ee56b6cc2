package dev.framewalk.emulator.debug.snapshot;

import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Packs pages, {@value #PAGES} at a time, and unpacks them into as many bytes as there must be. */
final class PageChunks {
  static final int PAGE_BYTES = 4096;

  /** Pages of a chunk; the last one may have fewer. */
  static final int PAGES = 64;

  /**
   * No chunk is longer packed: deflate adds 5 bytes to each 16 KiB that it cannot pack, at most.
   */
  static final int MOST_BYTES = PAGES * PAGE_BYTES + PAGES * 16;

  private PageChunks() {}

  /** How many chunks hold {@code pages}. */
  static long count(long pages) {
    return (pages + PAGES - 1) / PAGES;
  }

  /** How many pages chunk {@code index} of those that hold {@code pages} has. */
  static int pagesIn(long index, long pages) {
    return (int) Math.min(PAGES, pages - index * PAGES);
  }

  /** The first {@code length} of {@code bytes}, packed; the same bytes give the same. */
  static byte[] pack(byte[] bytes, int length) {
    final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(bytes, 0, length);
      deflater.finish();
      final byte[] packed = new byte[MOST_BYTES];
      final int size = deflater.deflate(packed);
      if (!deflater.finished()) {
        throw new IllegalStateException("a chunk grew by packing: bytes=" + length);
      }
      return java.util.Arrays.copyOf(packed, size);
    } finally {
      deflater.end();
    }
  }

  /**
   * Unpacks into {@code into}, which is to become full; no byte more is ever made.
   *
   * @return whether these were the packed form of exactly so many bytes
   */
  static boolean unpack(byte[] packed, byte[] into) {
    final Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed);
      int done = 0;
      while (done < into.length) {
        final int more = inflater.inflate(into, done, into.length - done);
        if (more == 0) {
          return false;
        }
        done += more;
      }
      // What is behind the last byte: the end mark of the packed form, and nothing else.
      return inflater.inflate(new byte[1]) == 0
          && inflater.finished()
          && inflater.getRemaining() == 0;
    } catch (DataFormatException e) {
      return false;
    } finally {
      inflater.end();
    }
  }
}
