package dev.framewalk.pagetable.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FrameReservation;
import dev.framewalk.pagetable.frame.FrameRun;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.table.PlainTables.MappedPage;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of changes against a plain map of pages, with a processor that caches all it
 * may.
 */
class MapperModelTest {
  private static final int SEEDS = 24;
  private static final int STEPS = 250;

  /** Pages that are played with: 6 regions of 2 MiB across a boundary of every level. */
  private static final int WINDOW = 6 * 512;

  @Test
  void randomChangesUnderFourLevelsAgreeWithAPlainMap() throws Exception {
    for (int seed = 0; seed < SEEDS; seed++) {
      new Run(seed, 4, (1L << 39) - WINDOW / 2 * 4096L).play();
    }
  }

  @Test
  void randomChangesUnderFiveLevelsAgreeWithAPlainMap() throws Exception {
    for (int seed = 100; seed < 100 + SEEDS / 3; seed++) {
      new Run(seed, 5, (1L << 48) - WINDOW / 2 * 4096L).play();
    }
  }

  @Test
  void randomChangesInTheKernelHalfAgreeWithAPlainMap() throws Exception {
    for (int seed = 200; seed < 200 + SEEDS / 3; seed++) {
      new Run(seed, 4, -(1L << 39) - WINDOW / 2 * 4096L).play();
    }
    // The very last pages of the address space.
    new Run(300, 4, -WINDOW * 4096L).play();
  }

  private static final class Run {
    private final int seed;
    private final Random random;
    private final long base;
    private final HeapMemory memory = new HeapMemory(4 << 20);
    private final FrameAllocator frames;
    private final PagingMode mode;
    private final Mapper mapper;
    private final TlbModel tlb;
    private final TreeMap<Long, MappedPage> model = new TreeMap<>();

    Run(int seed, int levels, long base) throws Exception {
      this.seed = seed;
      this.random = new Random(seed);
      this.base = base;
      this.frames = new FrameAllocator(memory, PhysFrame.of(2), 1000, Poison.ON_FREE);
      final PagingMode four = PagingMode.longMode(Mapper.newRoot(frames));
      this.mode = levels == 5 ? four.with(PagingMode.Feature.FIVE_LEVELS) : four;
      this.mapper = new Mapper(memory, frames, mode, EmptyTables.values()[seed % 2]);
      this.tlb = new TlbModel(memory, mode);
    }

    void play() throws Exception {
      for (int step = 0; step < STEPS; step++) {
        final String what = step();
        final String when = "seed " + seed + ", step " + step + ", " + what;
        tlb.assertNothingStale(when);
        if (step % 10 == 0 || step == STEPS - 1) {
          tlb.apply(mapper.freeEmptyTables());
          final PlainTables plain = PlainTables.read(memory, root(), mode.levels());
          assertThat(plain.pages()).as(when).isEqualTo(model);
          assertThat(frames.used()).as(when).isGreaterThanOrEqualTo(plain.tables());
          if (base >= 0) {
            assertThat(plain.hasEmptyTable()).as(when).isFalse();
            assertThat(frames.used()).as(when).isEqualTo(plain.tables());
          }
        }
        for (int i = random.nextInt(30); i > 0; i--) {
          final Access access = random.nextBoolean() ? Access.READ : Access.WRITE;
          tlb.touch(base + random.nextInt(WINDOW) * 4096L + random.nextInt(4096), access);
        }
      }
      final TreeMap<Long, Long> gone = new TreeMap<>();
      if (base >= 0) {
        tlb.apply(mapper.destroy(collect(gone)));
      } else {
        tlb.apply(mapper.destroyWithKernelHalf(collect(gone)));
      }
      assertThat(gone).isEqualTo(framesOf(model));
      assertThat(frames.used()).as("seed %d: all frames back", seed).isZero();
    }

    private long root() {
      return mode.root().start().value();
    }

    private String step() throws Exception {
      return switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> map(range());
        case 4 -> mapOne();
        case 5, 6, 7 -> unmap(range());
        case 8, 9 -> protect(range());
        case 10 -> split(range());
        default -> merge(range());
      };
    }

    private PageRange range() {
      final int first;
      final int count;
      switch (random.nextInt(4)) {
        case 0 -> {
          first = random.nextInt(WINDOW);
          count = 1;
        }
        case 1 -> {
          first = random.nextInt(WINDOW);
          count = 1 + random.nextInt(Math.min(20, WINDOW - first));
        }
        case 2 -> {
          first = random.nextInt(WINDOW);
          count = 1 + random.nextInt(Math.min(1500, WINDOW - first));
        }
        default -> {
          first = random.nextInt(6) * 512;
          count = 512 * (1 + random.nextInt((WINDOW - first) / 512));
        }
      }
      return PageRange.of(Page.of(new VirtAddr(base + first * 4096L)), count);
    }

    private long pageNumber(PageRange range) {
      return range.start().value() >> 12;
    }

    private EntryFlags flags() {
      EntryFlags flags = EntryFlags.PRESENT.withProtectionKey(random.nextInt(3));
      flags = random.nextBoolean() ? flags.or(EntryFlags.WRITABLE) : flags;
      flags = random.nextInt(3) > 0 ? flags.or(EntryFlags.USER) : flags;
      flags = random.nextBoolean() ? flags.or(EntryFlags.NO_EXECUTE) : flags;
      return random.nextBoolean() ? flags.or(EntryFlags.PAT) : flags;
    }

    private MappedPage page(long frame, EntryFlags flags) {
      return new MappedPage(
          frame,
          flags.contains(EntryFlags.WRITABLE),
          flags.contains(EntryFlags.USER),
          !flags.contains(EntryFlags.NO_EXECUTE),
          flags.protectionKey());
    }

    private String map(PageRange range) throws Exception {
      final FrameList list = new FrameList();
      final long skip = random.nextInt(3);
      final long phase = pageNumber(range) - skip & 511;
      while (list.size() < skip + range.count()) {
        final long aligned = 0x100000 + 512L * random.nextInt(100);
        final boolean piece = random.nextInt(4) == 0;
        list.append(
            new FrameRun(
                PhysFrame.of(aligned + (list.size() + phase & 511)),
                piece ? 1 + random.nextInt(40) : 2048));
      }
      final EntryFlags flags = flags();
      final LargePages policy = random.nextBoolean() ? LargePages.NEVER : LargePages.WHEN_ALIGNED;
      final Long taken = model.ceilingKey(pageNumber(range));
      final boolean conflict = taken != null && taken < pageNumber(range) + range.count();
      final long needed = mapper.tablesNeeded(range, list, skip, policy);
      assertThat(needed).isLessThanOrEqualTo(mapper.tablesNeeded(range, policy));
      final long usedBefore = frames.used();
      try {
        final TlbFlush flush;
        if (random.nextBoolean()) {
          flush = mapper.map(range, list, skip, flags, policy);
        } else {
          try (FrameReservation tables = frames.reserve(needed)) {
            flush = mapper.map(range, list, skip, flags, policy, tables);
          }
        }
        tlb.apply(flush);
        assertThat(conflict).isFalse();
        assertThat(frames.used() - usedBefore).isEqualTo(needed);
        for (long i = 0; i < range.count(); i++) {
          model.put(pageNumber(range) + i, page(list.numberAt(skip + i), flags));
        }
        return "map " + range + " " + flags;
      } catch (MapException.AlreadyMapped e) {
        assertThat(conflict).isTrue();
        assertThat(e.page().start().value() >> 12).isEqualTo(taken);
        assertThat(frames.used()).isEqualTo(usedBefore);
        return "refused map " + range;
      }
    }

    private String mapOne() throws Exception {
      final PageSize size = random.nextBoolean() ? PageSize.SIZE_4K : PageSize.SIZE_2M;
      final int pages = (int) (size.bytes() >>> 12);
      final long number = (base >> 12) + random.nextInt(WINDOW / pages) * (long) pages;
      final long frame = 0x200000 + random.nextInt(100) * (long) pages;
      final EntryFlags flags = flags();
      try (FrameReservation tables = frames.reserve(4)) {
        tlb.apply(
            mapper.map(
                Page.of(new VirtAddr(number << 12)), PhysFrame.of(frame), size, flags, tables));
        for (int i = 0; i < pages; i++) {
          assertThat(model.put(number + i, page(frame + i, flags))).isNull();
        }
      } catch (MapException.AlreadyMapped e) {
        final boolean taken = !model.subMap(number, number + pages).isEmpty();
        assertThat(taken || !e.entry().isLeaf(e.level())).isTrue();
      }
      return "map one of " + size + " at " + Long.toHexString(number);
    }

    private String unmap(PageRange range) throws Exception {
      final TreeMap<Long, Long> gone = new TreeMap<>();
      tlb.apply(mapper.unmap(range, collect(gone)));
      final var expected = model.subMap(pageNumber(range), pageNumber(range) + range.count());
      assertThat(gone).isEqualTo(framesOf(expected));
      expected.clear();
      return "unmap " + range;
    }

    private String protect(PageRange range) throws Exception {
      final EntryFlags flags = flags();
      tlb.apply(mapper.protect(range, flags));
      model
          .subMap(pageNumber(range), pageNumber(range) + range.count())
          .replaceAll((page, mapped) -> page(mapped.frame(), flags));
      return "protect " + range + " " + flags;
    }

    private String split(PageRange range) throws Exception {
      tlb.apply(mapper.split(range));
      mapper.forEachLeaf(
          range, (virtual, entry, size) -> assertThat(size).isEqualTo(PageSize.SIZE_4K));
      return "split " + range;
    }

    private String merge(PageRange range) {
      tlb.apply(mapper.merge(range));
      return "merge " + range;
    }

    private static Map<Long, Long> framesOf(Map<Long, MappedPage> pages) {
      final Map<Long, Long> frames = new TreeMap<>();
      pages.forEach((page, mapped) -> frames.put(page, mapped.frame()));
      return frames;
    }

    private static LeafSink collect(TreeMap<Long, Long> into) {
      return (virtual, entry, size) -> {
        for (long i = 0; i < size.bytes() >>> 12; i++) {
          final long frame = (entry & 0x000f_ffff_ffff_f000L & -size.bytes()) >>> 12;
          assertThat(into.put((virtual >> 12) + i, frame + i)).isNull();
        }
      };
    }
  }
}
