package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;

/** The room that all pipes of a machine take together (pipe(7), pipe-user-pages-soft and -hard). */
final class Pipes {
  /** Pages up to which every pipe gets {@link #DEFAULT_PAGES}: Linux's default. */
  private static final int SOFT_PAGES = 16_384;

  /** Pages that there may be at all. */
  private static final int HARD_PAGES = 32_768;

  private static final int DEFAULT_PAGES = 16;
  private static final int LEAST_PAGES = 2;

  private int pages;

  /**
   * A pipe with nobody at its ends.
   *
   * @throws ErrnoException ENFILE if there are too many (pipe(2))
   */
  Pipe open() throws ErrnoException {
    final int wanted = pages + DEFAULT_PAGES <= SOFT_PAGES ? DEFAULT_PAGES : LEAST_PAGES;
    if (pages + wanted > HARD_PAGES) {
      throw new ErrnoException(Errno.ENFILE, "too much room in pipes: pages=" + pages);
    }
    pages += wanted;
    return new Pipe(this, wanted);
  }

  /**
   * Changes the room of one pipe.
   *
   * @throws ErrnoException EPERM if all together would have too much
   */
  void resize(int from, int to) throws ErrnoException {
    if (to > from && pages - from + to > HARD_PAGES) {
      throw new ErrnoException(Errno.EPERM, "too much room in pipes: pages=" + pages);
    }
    pages += to - from;
  }

  void closed(int count) {
    pages -= count;
  }
}
