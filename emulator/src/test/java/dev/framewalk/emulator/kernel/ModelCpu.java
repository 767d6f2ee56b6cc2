package dev.framewalk.emulator.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.AccessCheck;
import dev.framewalk.pagetable.table.PageWalk;
import dev.framewalk.pagetable.table.Privilege;
import dev.framewalk.pagetable.table.TlbFlush;
import java.util.HashMap;
import java.util.Map;

/**
 * A processor with a TLB that forgets nothing unless it is told to: one of its own for each
 * process, so that a flush which is owed to one and never paid shows.
 */
final class ModelCpu {
  /** What the TLB holds of one page. */
  private record Cached(long frame, boolean writable, boolean executable, boolean dirty) {
    boolean permits(Access access) {
      return switch (access) {
        case READ -> true;
        case WRITE -> writable && dirty;
        case FETCH -> executable;
      };
    }
  }

  private final Process process;
  private final PhysicalMemory memory;
  private final PageWalk walk;
  private final Map<Long, Cached> tlb = new HashMap<>();
  private long physical;

  ModelCpu(Process process, PhysicalMemory memory) {
    this.process = process;
    this.memory = memory;
    this.walk = new PageWalk(memory);
  }

  /** Forgets what it has to. */
  void flush(TlbFlush flush) {
    if (flush instanceof TlbFlush.Pages pages) {
      tlb.keySet()
          .removeIf(
              page -> page >= pages.range().start().value() && page < pages.range().endExclusive());
    } else if (flush == TlbFlush.ALL) {
      tlb.clear();
    }
  }

  /** Accesses a word of ring 3's, with as many faults as it takes. */
  FaultVerdict access(long address, Access access) {
    flush(process.space().settle());
    for (int faults = 0; faults < 4; faults++) {
      final long page = address & -4096L;
      final Cached cached = tlb.get(page);
      if (cached != null && cached.permits(access)) {
        physical = cached.frame | (address & 0xfff);
        return FaultVerdict.RESOLVED;
      }
      if (walk.find(process.space().mode(), address)
          && AccessCheck.permits(walk, access, Privilege.USER)) {
        walk.mark(access);
        physical = walk.physical();
        tlb.put(page, cachedNow());
        return FaultVerdict.RESOLVED;
      }
      final FaultVerdict verdict = process.faults().resolve(address, access);
      if (verdict != FaultVerdict.RESOLVED) {
        return verdict;
      }
      flush(process.space().settle());
    }
    throw new AssertionError("faults for ever: address=0x" + Long.toHexString(address));
  }

  private Cached cachedNow() {
    return new Cached(
        walk.physical() & -4096L,
        walk.writable(),
        walk.executable(),
        (walk.leafEntry() & 0x40) != 0);
  }

  /** The word that the last access reached. */
  long word() {
    return memory.readWord(physical);
  }

  /** Stores to the word that the last access reached. */
  void setWord(long word) {
    memory.writeWord(physical, word);
  }

  /** Every translation that it still holds is one that the tables still grant. */
  void checkTlb() {
    flush(process.space().settle());
    tlb.forEach(
        (page, cached) -> {
          assertThat(walk.find(process.space().mode(), page) && walk.user())
              .as("TLB of %s holds 0x%x, which is not mapped", process, page)
              .isTrue();
          assertThat(walk.physical())
              .as("TLB of %s holds another frame for 0x%x", process, page)
              .isEqualTo(cached.frame);
          assertThat(
                  (!cached.writable || walk.writable())
                      && (!cached.executable || walk.executable()))
              .as("TLB of %s grants more than the entry of 0x%x", process, page)
              .isTrue();
        });
  }
}
