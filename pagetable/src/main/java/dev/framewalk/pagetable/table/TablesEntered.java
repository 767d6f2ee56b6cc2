package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.PhysFrame;
import java.util.BitSet;

/**
 * Ends a scan that goes in circles. Tables that several entries lead to are legitimate, a root that
 * leads to itself (a recursive mapping) among them, so a scan may come to tables again, but not
 * without end.
 */
final class TablesEntered {
  /** Tables that are not kept account of: most address spaces have fewer. */
  private static final int FREE = 1 << 10;

  /** How often a scan may come to a table again. A recursive mapping does once for each PD. */
  private static final int MOST_REPEATS = 1 << 10;

  private final BitSet entered = new BitSet();
  private int count;
  private int repeats;

  /**
   * Notes that a scan goes into the table at {@code table}.
   *
   * @throws TangledTablesException if it has come to tables again too often
   */
  void enter(long table) {
    if (count < FREE) {
      count++;
      return;
    }
    final int number = (int) (table / PhysFrame.BYTES) & Integer.MAX_VALUE;
    if (!entered.get(number)) {
      entered.set(number);
    } else if (++repeats > MOST_REPEATS) {
      throw new TangledTablesException(table, repeats);
    }
  }
}
