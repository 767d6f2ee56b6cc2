package dev.framewalk.emulator.shm;

import dev.framewalk.pagetable.frame.OutOfFramesException;

/**
 * One place where pages of an object are shown to somebody: a region of a process's address space.
 *
 * <p>A mapping shows the object's pages {@link #firstPage()} to {@code firstPage() + pages() - 1},
 * as far as the object has them: what lies behind the object's last page has no entries, and gets
 * them when the object grows (POSIX.1-2017 mmap, DESCRIPTION: references beyond the end of the
 * object are SIGBUS). The object tells its mappings of each change; a mapping owes TLB flushes to
 * whoever runs the CPU, and they are due before the next guest instruction, for frames that an
 * object gives up are handed out again.
 *
 * <p>An object tells mappings apart by identity, so an implementation does not override {@code
 * equals}. None of these methods may attach or detach a mapping.
 */
public interface SharedMapping {
  /** The object's page that the mapping begins with, from 0. Constant while attached. */
  long firstPage();

  /**
   * Pages in the mapping, whether the object has them or not; positive. Constant while attached.
   */
  long pages();

  /**
   * Takes away the entries of the object's pages {@code pages} and above, and cannot fail. Called
   * before their frames are freed, and only when the mapping reaches that far.
   *
   * @param pages the pages that the object will have, counted from its start, not the mapping's
   */
  void shrink(long pages);

  /**
   * Hears that bytes of the object were changed by a call of the object's and not by a CPU's store,
   * which a CPU that keeps translations of code cannot see. Any page may be concerned.
   */
  default void stored() {}

  /**
   * Gets hold of all that entries for the object's pages {@code oldPages} to {@code newPages - 1}
   * can need, as far as the mapping shows them, and changes nothing yet. Called only when it shows
   * at least one of them.
   *
   * @throws OutOfFramesException if there are too few frames for the tables; nothing is held then
   */
  GrowthReservation prepareGrow(long oldPages, long newPages) throws OutOfFramesException;
}
