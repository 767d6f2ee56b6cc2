package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.TreeMap;

/**
 * Reads tables the pedestrian way, with masks copied from the manual (Intel SDM 3A tables 4-14 to
 * 4-20) and none of the code under test: what the tests compare with.
 */
final class PlainTables {
  /** One 4 KiB page as the tables map it: large pages count as many. */
  record MappedPage(long frame, boolean writable, boolean user, boolean executable, int key) {}

  private static final long ADDRESS = 0x000f_ffff_ffff_f000L;

  private final PhysicalMemory memory;
  private final TreeMap<Long, MappedPage> pages = new TreeMap<>();
  private int tables;
  private int largePages;
  private boolean emptyTable;

  private PlainTables(PhysicalMemory memory) {
    this.memory = memory;
  }

  static PlainTables read(PhysicalMemory memory, long root, int levels) {
    final PlainTables plain = new PlainTables(memory);
    plain.table(root, levels, 0, true, true, true, levels);
    return plain;
  }

  /** Every mapped page by its number (sign-extended address shifted right by 12). */
  TreeMap<Long, MappedPage> pages() {
    return pages;
  }

  /** Tables, the root included. */
  int tables() {
    return tables;
  }

  int largePages() {
    return largePages;
  }

  /** Whether a table other than the root has no entry. */
  boolean hasEmptyTable() {
    return emptyTable;
  }

  private void table(
      long address, int level, long prefix, boolean w, boolean u, boolean x, int levels) {
    tables++;
    boolean empty = true;
    for (int i = 0; i < 512; i++) {
      final long entry = memory.readWord(address + 8L * i);
      if (entry == 0) {
        continue;
      }
      empty = false;
      if ((entry & 1) == 0) {
        continue;
      }
      final int shift = 12 + 9 * (level - 1);
      final int signed = 64 - (12 + 9 * levels);
      final long virtual = (prefix | (long) i << shift) << signed >> signed;
      final boolean writable = w && (entry & 2) != 0;
      final boolean user = u && (entry & 4) != 0;
      final boolean executable = x && entry >= 0;
      if (level > 1 && (entry & 0x80) == 0) {
        table(entry & ADDRESS, level - 1, virtual, writable, user, executable, levels);
        continue;
      }
      if (level > 1) {
        largePages++;
      }
      final long frame = (entry & ADDRESS & -(1L << shift)) >>> 12;
      final int key = (int) (entry >>> 59) & 15;
      for (long page = 0; page < 1L << (shift - 12); page++) {
        pages.put(
            (virtual >> 12) + page, new MappedPage(frame + page, writable, user, executable, key));
      }
    }
    if (empty && level < levels) {
      emptyTable = true;
    }
  }
}
