package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.VirtualClock;
import dev.framewalk.pagetable.frame.TableFrames;
import dev.framewalk.pagetable.inspect.EntryWriter;
import dev.framewalk.pagetable.inspect.RunPlace;
import dev.framewalk.pagetable.table.PageTableLevel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Who stored to each page-table entry last. Whoever lets the kernel do something says so first,
 * which is a few stores; only when the kernel then writes an entry does that become a cause with a
 * number, and the number is noted for the entry.
 *
 * <p>A table's numbers take half as much memory as the table, and a cause that no entry names any
 * more is forgotten, so that the whole is smaller than the tables of the guests are, however long
 * they run. A frame that becomes a table anew has no entry written before that.
 */
final class TableJournal implements TableFrames {
  private static final int ENTRIES = PageTableLevel.ENTRIES;

  /** Behind the entries of a table: the cause that made it. */
  private static final int MAKER = ENTRIES;

  /** And the cause that wrote all of its entries at once; a larger number is a later one. */
  private static final int ALL = ENTRIES + 1;

  private static final int NUMBERS = ENTRIES + 2;

  private static final int BLOCK_SHIFT = 9;
  private static final int BLOCK = 1 << BLOCK_SHIFT;

  /** Causes that are kept for sure before those that are not needed are looked for. */
  private static final int FIRST_CAUSES = 1024;

  /** Causes for each table, so that looking through the tables is rare where there are many. */
  private static final int CAUSES_A_TABLE = 64;

  /** An end that no word follows. */
  private static final long NO_RUN = -1;

  /** Free tables' numbers that are kept to be used again. */
  private static final int SPARE = 64;

  /** What the kernel was doing. */
  private enum Kind {
    SYSTEM_CALL,
    PAGE_FAULT,
    WORK
  }

  private static final Kind[] KINDS = Kind.values();

  private @Nullable VirtualClock clock;

  // By frame number: blocks of tables, each the numbers of its entries' causes.
  private @Nullable int[] @Nullable [][] blocks = new @Nullable int[8][][];
  private int tables;
  private final Deque<int[]> spare = new ArrayDeque<>();

  // Neighbouring words that were stored to one after the other, all for one cause. A table whose
  // entries are cleared is mostly given back then, and nothing has to be put down.
  private long runStart;
  private long runEnd = NO_RUN;
  private int runCause;

  // What is being done now, and its number once it has written an entry; 0 until then.
  private Kind kind = Kind.WORK;
  private int pid;
  private long detail;
  private int current;

  // The causes by number; number 0 is none.
  private byte[] kinds = new byte[FIRST_CAUSES];
  private int[] pids = new int[FIRST_CAUSES];
  private long[] details = new long[FIRST_CAUSES];
  private long[] places = new long[FIRST_CAUSES];
  private int causes = 1;
  private final List<String> works = new ArrayList<>();

  TableJournal() {
    work(0, "the start of the machine");
  }

  /** Takes the places of the run from {@code counting} from now on. */
  void timedBy(VirtualClock counting) {
    clock = counting;
  }

  /** Says that the kernel now serves the system call {@code number} of {@code process}. */
  void systemCall(int process, long number) {
    endRun();
    kind = Kind.SYSTEM_CALL;
    pid = process;
    detail = number;
    current = 0;
  }

  /** Says that the kernel now looks at a page fault of {@code process}. */
  void pageFault(int process, long address) {
    endRun();
    kind = Kind.PAGE_FAULT;
    pid = process;
    detail = address;
    current = 0;
  }

  /** Says what else the kernel now does: {@code loading hello}. One of few different texts. */
  void work(int process, String what) {
    int index = works.indexOf(what);
    if (index < 0) {
      index = works.size();
      works.add(what);
    }
    endRun();
    kind = Kind.WORK;
    pid = process;
    detail = index;
    current = 0;
  }

  /** Notes a store to the word at {@code physical}, if a table holds it. */
  void stored(long physical) {
    if (physical == runEnd) {
      runEnd = physical + PageTableLevel.ENTRY_BYTES;
    } else {
      beginRun(physical);
    }
  }

  private void beginRun(long physical) {
    endRun();
    runCause = cause();
    runStart = physical;
    runEnd = physical + PageTableLevel.ENTRY_BYTES;
  }

  /** Puts down what neighbours in memory were stored to one after the other. */
  private void endRun() {
    if (runEnd == NO_RUN) {
      return;
    }
    final long end = runEnd;
    runEnd = NO_RUN;
    for (long at = runStart; at < end; ) {
      final long frameEnd = (at | 0xfff) + 1;
      put(at, (int) (Math.min(end, frameEnd) - at >>> 3), runCause);
      at = frameEnd;
    }
  }

  /** Notes stores to {@code count} words of one frame, from {@code physical} on. */
  void stored(long physical, int count) {
    put(physical, count, cause());
  }

  private void put(long physical, int count, int cause) {
    final int[] table = table(physical >>> 12);
    if (table == null) {
      return;
    }
    final int first = (int) (physical >>> 3) & ENTRIES - 1;
    if (count == ENTRIES) {
      table[ALL] = cause;
    } else if (count == 1) {
      table[first] = cause;
    } else {
      Arrays.fill(table, first, first + count, cause);
    }
  }

  /** Whether the frame at {@code physical} is a table. */
  boolean isTable(long physical) {
    return table(physical >>> 12) != null;
  }

  private int @Nullable [] table(long frame) {
    final int block = (int) (frame >>> BLOCK_SHIFT);
    final @Nullable int[][] all = block < blocks.length ? blocks[block] : null;
    return all == null ? null : all[(int) frame & BLOCK - 1];
  }

  private int cause() {
    final int now = current;
    return now != 0 ? now : begin();
  }

  private int begin() {
    if (causes == pids.length) {
      endRun();
      makeRoom();
    }
    kinds[causes] = (byte) kind.ordinal();
    pids[causes] = pid;
    details[causes] = detail;
    places[causes] = clock == null ? 0 : clock.exits();
    current = causes;
    return causes++;
  }

  @Override
  public void taken(long frame) {
    final int maker = cause();
    final int[] table = spare.isEmpty() ? new int[NUMBERS] : spare.pop();
    // Smaller numbers, of what the frame or these numbers were for before, are then void.
    table[MAKER] = maker;
    final int block = (int) (frame >>> BLOCK_SHIFT);
    if (block >= blocks.length) {
      blocks = Arrays.copyOf(blocks, Math.max(block + 1, blocks.length * 2));
    }
    @Nullable int[][] all = blocks[block];
    if (all == null) {
      all = new int[BLOCK][];
      blocks[block] = all;
    }
    tables += all[(int) frame & BLOCK - 1] == null ? 1 : 0;
    all[(int) frame & BLOCK - 1] = table;
  }

  @Override
  public void freed(long frame) {
    final int[] table = table(frame);
    if (table == null) {
      return;
    }
    if (runStart >>> 12 == frame && runEnd - 1 >>> 12 == frame) {
      runEnd = NO_RUN;
    }
    endRun();
    tables--;
    final @Nullable int[][] all = blocks[(int) (frame >>> BLOCK_SHIFT)];
    all[(int) frame & BLOCK - 1] = null;
    if (spare.size() < SPARE) {
      spare.push(table);
    }
  }

  /** Gives the causes that entries still name new numbers, in the old order. */
  private void makeRoom() {
    final int[] numbers = new int[causes];
    forEachTable(
        table -> {
          final int maker = table[MAKER];
          for (int i = 0; i < NUMBERS; i++) {
            if (table[i] < maker) {
              table[i] = 0;
            }
            numbers[table[i]] = 1;
          }
        });
    int kept = 1;
    for (int old = 1; old < causes; old++) {
      if (numbers[old] != 0) {
        numbers[old] = kept;
        kinds[kept] = kinds[old];
        pids[kept] = pids[old];
        details[kept] = details[old];
        places[kept] = places[old];
        kept++;
      }
    }
    numbers[0] = 0;
    forEachTable(
        table -> {
          for (int i = 0; i < NUMBERS; i++) {
            table[i] = numbers[table[i]];
          }
        });
    spare.clear();
    causes = kept;
    final int room = Math.max(Math.max(FIRST_CAUSES, 2 * kept), CAUSES_A_TABLE * tables);
    kinds = Arrays.copyOf(kinds, room);
    pids = Arrays.copyOf(pids, room);
    details = Arrays.copyOf(details, room);
    places = Arrays.copyOf(places, room);
  }

  private void forEachTable(java.util.function.Consumer<int[]> visitor) {
    for (final @Nullable int[][] block : blocks) {
      for (int i = 0; block != null && i < BLOCK; i++) {
        final int[] table = block[i];
        if (table != null) {
          visitor.accept(table);
        }
      }
    }
  }

  /** Numbers that this takes, of causes and of entries: four bytes each and more. */
  int size() {
    return pids.length + (tables + spare.size()) * NUMBERS;
  }

  /**
   * Who stored to the word at {@code physical} last; who made the table, if nobody has since. Empty
   * if the frame is no table.
   *
   * @param callNames the names of system calls
   */
  Optional<EntryWriter> writer(long physical, LongFunction<String> callNames) {
    endRun();
    final int[] table = table(physical >>> 12);
    if (table == null) {
      return Optional.empty();
    }
    final int noted = Math.max(table[(int) (physical >>> 3) & ENTRIES - 1], table[ALL]);
    final boolean written = noted >= table[MAKER];
    final int cause = written ? noted : table[MAKER];
    return Optional.of(
        new EntryWriter(
            pids[cause],
            (written ? "" : "the making of the table by ")
                + words(KINDS[kinds[cause]], details[cause], callNames),
            RunPlace.atExit(places[cause])));
  }

  private String words(Kind what, long about, LongFunction<String> callNames) {
    return switch (what) {
      case SYSTEM_CALL -> callNames.apply(about) + " (system call " + about + ")";
      case PAGE_FAULT -> "a page fault at 0x" + Long.toHexString(about);
      case WORK -> works.get((int) about);
    };
  }
}
