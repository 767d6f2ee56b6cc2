package dev.framewalk.pagetable.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import dev.framewalk.pagetable.inspect.SpaceDump.Frames;
import dev.framewalk.pagetable.memory.HeapMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables with random bits at every level, dumped and looked up, against a model that keeps each
 * page of 4 KiB by itself and knows only what the generator wrote.
 */
class SpaceDumpModelTest {
  private static final long NX = 1L << 63;
  private static final long WHOLE = 0x4000_0000L;

  /** What the generator put at a page: of a large page each of its 4 KiB. */
  private record Cell(long frame, boolean w, boolean u, boolean x, boolean a, boolean d, int key) {}

  private final HeapMemory memory = new HeapMemory(16 << 20);
  private final TreeMap<Long, Cell> model = new TreeMap<>();
  private final HandMadeView view =
      new HandMadeView(
          memory,
          new FrameAllocator(memory, PhysFrame.of(2048), 64, Poison.NEVER),
          PhysFrame.of(9));
  private long nextTable = 0x2_0000;

  private long table() {
    nextTable += 0x1000;
    return nextTable;
  }

  private static long upper(Random random) {
    // P, A, and mostly R/W and U/S; now and then XD.
    long bits = 0x21;
    bits |= random.nextInt(5) == 0 ? 0 : 2;
    bits |= random.nextInt(5) == 0 ? 0 : 4;
    return random.nextInt(6) == 0 ? bits | NX : bits;
  }

  private void leaf(Random random, long at, long virtual, int shift, long granted) {
    final long align = -(1L << shift);
    final long bits =
        1 | random.nextLong() & (2 | 4 | 0x20 | 0x40 | NX | 7L << 59) | (shift > 12 ? 0x80 : 0);
    final long frame = (random.nextInt(4) == 0 ? random.nextInt(1 << 20) : (virtual >>> 12)) << 12;
    memory.writeWord(at, bits | frame & align & 0xff_ffff_f000L);
    final long both = bits & granted;
    for (long page = 0; page < 1L << (shift - 12); page++) {
      model.put(
          (virtual >>> 12) + page,
          new Cell(
              ((frame & align) >>> 12) + page,
              (both & 2) != 0,
              (both & 4) != 0,
              ((bits | granted) & NX) == 0,
              (bits & 0x20) != 0,
              (bits & 0x40) != 0,
              (int) (bits >>> 59) & 15));
    }
  }

  /** R/W and U/S that both grant, and XD that either sets. */
  private static long with(long granted, long bits) {
    return granted & bits & 6 | (granted | bits) & NX;
  }

  private void generate(Random random) {
    final long top = upper(random);
    final long pdpt = table();
    memory.writeWord(0x2000, pdpt | top);
    final long second = upper(random);
    final long pd = table();
    memory.writeWord(pdpt, pd | second);
    final long granted = with(with(6, top), second);
    for (int i = 0; i < 512; i++) {
      final long virtual = (long) i << 21;
      switch (random.nextInt(40)) {
        case 0, 1 -> leaf(random, pd + 8L * i, virtual, 21, granted);
        case 2 -> {
          final long third = upper(random);
          final long pt = table();
          memory.writeWord(pd + 8L * i, pt | third);
          for (int j = 0; j < 512; j++) {
            if (random.nextInt(3) != 0) {
              leaf(random, pt + 8L * j, virtual | (long) j << 12, 12, with(granted, third));
            }
          }
        }
        default -> {}
      }
    }
    if (random.nextBoolean()) {
      leaf(random, pdpt + 8, WHOLE, 30, with(6, top));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyPageOfEveryRangeIsTheModels(long seed) throws FilterException {
    generate(new Random(seed));
    final SpaceView space = view.space(1, 0x2000);
    final TreeMap<Long, Cell> left = new TreeMap<>(model);
    long accessed = 0;
    long dirty = 0;
    for (final DumpRange range :
        SpaceDump.of(view, space, PageFilter.ALL, Frames.SPLIT_WHERE_SCATTERED).ranges()) {
      accessed += range.accessed() << (range.size().shift() - 12);
      dirty += range.dirty() << (range.size().shift() - 12);
      for (long i = 0; i < range.bytes() >>> 12; i++) {
        final Cell cell = Objects.requireNonNull(left.remove((range.start().value() >>> 12) + i));
        assertThat((range.physical().value() >>> 12) + i).isEqualTo(cell.frame());
        assertThat(range.permissions().writable()).isEqualTo(cell.w());
        assertThat(range.permissions().user()).isEqualTo(cell.u());
        assertThat(range.permissions().executable()).isEqualTo(cell.x());
        assertThat(range.flags().protectionKey()).isEqualTo(cell.key());
      }
    }
    assertThat(left).isEmpty();
    assertThat(accessed).isEqualTo(model.values().stream().filter(Cell::a).count());
    assertThat(dirty).isEqualTo(model.values().stream().filter(Cell::d).count());
    final SpaceDump some =
        SpaceDump.of(
            view,
            space,
            PageFilter.parse("(w || !user) && !dirty && phys=16m..2g"),
            Frames.SCATTERED_TOGETHER);
    long pages = 0;
    for (final PageSize size : PageSize.values()) {
      pages += some.matched(size) << (size.shift() - 12);
    }
    final long expected =
        model.entrySet().stream()
            .filter(e -> e.getValue().w() || !e.getValue().u())
            .filter(e -> !e.getValue().d() && touches(e.getKey()))
            .count();
    assertThat(pages).isEqualTo(expected);
  }

  /** Whether the page, whole as it is entered, touches frames 16 MiB to 2 GiB. */
  private boolean touches(long page) {
    final int frames = entered(page);
    final long first = Objects.requireNonNull(model.get(page)).frame() & -frames;
    return first < (2L << 30 >>> 12) && first + frames > (16L << 20 >>> 12);
  }

  private int entered(long page) {
    if (page >= WHOLE >>> 12) {
      return 1 << 18;
    }
    final long pd = memory.readWord(memory.readWord(0x2000) & 0xff_ffff_f000L) & 0xff_ffff_f000L;
    return (memory.readWord(pd + 8 * (page >>> 9)) & 0x80) != 0 ? 512 : 1;
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void everyFrameIsFoundWhereTheModelHasIt(long seed) {
    generate(new Random(seed));
    view.space(1, 0x2000);
    final ReverseMap map = ReverseMap.of(view);
    assertThat(map.check(view)).isEmpty();
    final Map<Long, List<Long>> byFrame = new TreeMap<>();
    model.forEach(
        (page, cell) ->
            byFrame.computeIfAbsent(cell.frame(), frame -> new ArrayList<>()).add(page << 12));
    final Random random = new Random(seed);
    final List<Long> frames = new ArrayList<>(byFrame.keySet());
    for (int i = 0; i < 5000; i++) {
      final long frame = frames.get(random.nextInt(frames.size())) + (i % 10 == 0 ? 1 : 0);
      assertThat(map.mappings(PhysFrame.of(frame)).stream().map(ReverseMap.Mapping::virtual))
          .as("frame %x", frame)
          .containsExactlyElementsOf(byFrame.getOrDefault(frame, List.of()));
    }
  }
}
