package dev.framewalk.pagetable.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.inspect.PageChange.Kind;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.TablePairScan;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Random pairs of trees, compared page by page with masks from Intel SDM 3A tables 4-15 to 4-20 and
 * none of the code under test.
 */
class ViewDiffModelTest {
  private static final long ADDRESS = 0x000f_ffff_ffff_f000L;
  private static final long RIGHTS = 1L << 63 | 1 << 2 | 1 << 1;
  private static final long SIZE = 1L << 62;

  private final HeapMemory before = new HeapMemory(1 << 20);
  private final HeapMemory after = new HeapMemory(1 << 20);

  /** Frames 1 to 40 are tables: PML4, 3 PDPTs, 6 PDs, 30 PTs. */
  private static void fill(HeapMemory memory, SplittableRandom random) {
    for (int pdpt = 0; pdpt < 3; pdpt++) {
      put(memory, random, 1, pdpt == 2 ? 300 : pdpt, 2 + pdpt, 0);
      for (int pd = 0; pd < 2; pd++) {
        put(memory, random, 2 + pdpt, pd, 5 + 2 * pdpt + pd, 0);
        for (int pt = 0; pt < 5; pt++) {
          put(memory, random, 5 + 2 * pdpt + pd, pt, 11 + 10 * pdpt + 5 * pd + pt, 21);
          for (int i = 0; i < 8; i++) {
            put(memory, random, 11 + 10 * pdpt + 5 * pd + pt, 508 * (i / 4) + i % 4, 100 + i, 12);
          }
        }
      }
    }
    // So that there is something whatever the numbers: a way to five PTs.
    memory.writeWord(0x1000, 0x2007);
    memory.writeWord(0x2000, 0x5007);
  }

  private static void put(
      HeapMemory memory, SplittableRandom random, long table, long index, long frame, int shift) {
    final int choice = random.nextInt(10);
    long entry = frame << 12 | 1 | random.nextInt(2) << 1 | random.nextInt(2) << 2;
    entry |= random.nextInt(4) << 5 | (long) random.nextInt(2) << 63;
    if (choice == 0) {
      entry = 0;
    } else if (choice == 1) {
      entry &= ~1;
    } else if (choice == 2) {
      entry |= 1L << 50; // reserved: 46 bits of physical address
    } else if (choice < 5 && shift == 21) {
      entry = entry & ~ADDRESS | (long) random.nextInt(3) << 21 | 1 << 7;
    } else if (choice == 5 && shift == 12) {
      entry |= 1 << 7; // PAT
    }
    memory.writeWord((table << 12) + 8 * index, entry);
  }

  /**
   * Every page of 4 KiB by its address: its frame in the address bits, rights as all levels give
   * them, A, D, PAT as bit 7, and bit 62 if it is part of a large page.
   */
  private static void read(
      HeapMemory memory, long table, int shift, long base, long above, Map<Long, Long> pages) {
    for (int i = 0; i < 512; i++) {
      final long entry = memory.readWord(table + 8L * i);
      final long virtual = (base + ((long) i << shift)) << 16 >> 16;
      if ((entry & 1) == 0 || (entry & ~(1L << 63) & -(1L << 46)) != 0) {
        continue;
      }
      final long rights = above & (entry ^ 1L << 63);
      if (shift == 12) {
        pages.put(virtual, entry & (ADDRESS | 0xe0) | rights & RIGHTS);
      } else if (shift == 21 && (entry & 0x80) != 0) {
        if ((entry & 0x1f_e000) != 0) {
          continue;
        }
        for (int page = 0; page < 512; page++) {
          pages.put(
              virtual + (page << 12),
              (entry & ADDRESS & -(1L << 21)) + (page << 12)
                  | entry & 0x60
                  | (entry >>> 5 & 0x80)
                  | rights & RIGHTS
                  | SIZE);
        }
      } else if ((entry & 0x80) == 0) {
        read(memory, entry & ADDRESS, shift - 9, base + ((long) i << shift), rights, pages);
      }
    }
  }

  private static Map<Long, Long> read(HeapMemory memory) {
    final Map<Long, Long> pages = new TreeMap<>();
    read(memory, 0x1000, 39, 0, RIGHTS, pages);
    return pages;
  }

  private static Set<Kind> expected(@Nullable Long was, @Nullable Long is) {
    if (was == null || is == null) {
      return was == null ? Set.of(Kind.MAPPED) : Set.of(Kind.UNMAPPED);
    }
    final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    final long changed = was ^ is;
    add(kinds, (changed & RIGHTS) != 0, Kind.PERMISSIONS);
    add(kinds, (changed & ADDRESS) != 0, Kind.MOVED);
    add(kinds, (changed & 0x80) != 0, Kind.ATTRIBUTES);
    add(kinds, (changed & SIZE) != 0, Kind.PAGE_SIZE);
    add(kinds, (is & ~was & 0x20) != 0, Kind.ACCESSED_SET);
    add(kinds, (was & ~is & 0x20) != 0, Kind.ACCESSED_CLEARED);
    add(kinds, (is & ~was & 0x40) != 0, Kind.DIRTY_SET);
    add(kinds, (was & ~is & 0x40) != 0, Kind.DIRTY_CLEARED);
    return kinds;
  }

  private static void add(Set<Kind> kinds, boolean holds, Kind kind) {
    if (holds) {
      kinds.add(kind);
    }
  }

  @RepeatedTest(60)
  void everyPageChangedAsPageByPageComparisonSays(RepetitionInfo repetition) {
    final SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    fill(before, random.split());
    if (repetition.getCurrentRepetition() % 2 == 0) {
      fill(after, random.split());
    } else {
      // Alike but for some entries: most instants are.
      final long[] words = new long[64 * 512];
      before.readWords(0, words, words.length);
      after.writeWords(0, words, words.length);
      for (int i = 0; i < 6; i++) {
        put(after, random, 11 + random.nextInt(30), random.nextInt(4), 100 + i, 12);
        put(after, random, 5 + random.nextInt(6), random.nextInt(5), 11 + i, 21);
      }
    }
    final Map<Long, Long> was = read(before);
    final Map<Long, Long> is = read(after);
    final Map<Long, Set<Kind>> wanted = new TreeMap<>();
    final Set<Long> all = new TreeSet<>(was.keySet());
    all.addAll(is.keySet());
    for (final long page : all) {
      final Set<Kind> kinds = expected(was.get(page), is.get(page));
      if (!kinds.isEmpty()) {
        wanted.put(page, kinds);
      }
    }
    final Map<Long, Set<Kind>> found = new TreeMap<>();
    final HandMade later = new HandMade();
    final PageChanges changes = new PageChanges(later);
    final PagingMode mode = PagingMode.longMode(PhysFrame.of(1)).withPhysicalAddressBits(46);
    final TablePairScan scan = new TablePairScan(before, mode, after, mode);
    scan.lowerHalf(changes);
    scan.upperHalf(changes);
    for (final PageChange change : changes.pages()) {
      for (long at = change.start().value(); at != change.endExclusive(); at += 4096) {
        assertThat(found.put(at, change.kinds())).as("told of once").isNull();
      }
    }
    assertThat(found).isEqualTo(wanted);
    assertThat(was).isNotEmpty();
    assertThat(is).isNotEmpty();
  }
}
