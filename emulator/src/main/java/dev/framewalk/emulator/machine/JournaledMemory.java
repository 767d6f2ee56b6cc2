package dev.framewalk.emulator.machine;

import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.PageTableLevel;

/**
 * The machine's RAM as its kernel has it: each store that changes a page-table entry is noted in
 * the journal. A store that changes nothing but A and D is not: the kernel sets them in the CPU's
 * place.
 */
final class JournaledMemory implements PhysicalMemory {
  private static final long NOT_USAGE = ~EntryFlags.ACCESSED.or(EntryFlags.DIRTY).bits();

  private final GuestRam ram;
  private final TableJournal journal;

  /** What words were before they are overwritten together. */
  private final long[] before = new long[PageTableLevel.ENTRIES];

  JournaledMemory(GuestRam ram, TableJournal journal) {
    this.ram = ram;
    this.journal = journal;
  }

  @Override
  public long size() {
    return ram.size();
  }

  @Override
  public long readWord(long physical) {
    return ram.readWord(physical);
  }

  @Override
  public void writeWord(long physical, long word) {
    final long old = ram.readWord(physical);
    ram.writeWord(physical, word);
    note(physical, old, word);
  }

  @Override
  public boolean compareAndSetWord(long physical, long expected, long update) {
    final boolean stored = ram.compareAndSetWord(physical, expected, update);
    if (stored) {
      note(physical, expected, update);
    }
    return stored;
  }

  @Override
  public long getAndSetWord(long physical, long update) {
    final long old = ram.getAndSetWord(physical, update);
    note(physical, old, update);
    return old;
  }

  private void note(long physical, long old, long word) {
    if (((old ^ word) & NOT_USAGE) != 0) {
      journal.stored(physical);
    }
  }

  @Override
  public void readWords(long physical, long[] into, int count) {
    ram.readWords(physical, into, count);
  }

  @Override
  public void writeWords(long physical, long[] from, int count) {
    for (int done = 0; done < count; done += before.length) {
      final int part = Math.min(count - done, before.length);
      final long start = physical + 8L * done;
      ram.readWords(start, before, part);
      for (int i = 0; i < part; i++) {
        note(start + 8L * i, before[i], from[done + i]);
      }
    }
    ram.writeWords(physical, from, count);
  }

  @Override
  public void fillSequence(long physical, int count, long first, long step) {
    ram.fillSequence(physical, count, first, step);
    journal.stored(physical, count);
  }

  @Override
  public void copy(long from, long to, long bytes) {
    ram.copy(from, to, bytes);
    if (journal.isTable(to)) {
      // The kernel half of a new root: entries that are not empty there are new.
      for (long at = to; at < to + bytes; at += 8) {
        note(at, 0, ram.readWord(at));
      }
    }
  }

  @Override
  public void read(long physical, byte[] into, int offset, int length) {
    ram.read(physical, into, offset, length);
  }

  @Override
  public void write(long physical, byte[] from, int offset, int length) {
    ram.write(physical, from, offset, length);
  }

  @Override
  public void fill(long physical, long bytes, long word) {
    ram.fill(physical, bytes, word);
  }

  @Override
  public boolean isZero(long physical, long bytes) {
    return ram.isZero(physical, bytes);
  }

  @Override
  public void prefault(long physical, long bytes) {
    ram.prefault(physical, bytes);
  }
}
