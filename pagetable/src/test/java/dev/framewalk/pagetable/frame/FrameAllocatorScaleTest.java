package dev.framewalk.pagetable.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Big memories, what reaches the memory, and long random use against a plain bit set. */
class FrameAllocatorScaleTest {
  private static final long GIB = 1L << 30;

  @Test
  void sixtyFourGigabytesAreUsableToTheLastFrame() throws Exception {
    final long count = 64 * GIB / PhysFrame.BYTES - 1;
    final FrameAllocator frames =
        new FrameAllocator(new HeapMemory(64 * GIB), PhysFrame.of(1), count, Poison.NEVER);
    final FrameList most = frames.allocate(count - 3, FramePurpose.SHARED_OBJECT);
    assertThat(most.runs()).isEqualTo(1);
    assertThat(frames.allocate(3, FramePurpose.KERNEL).size()).isEqualTo(3);
    assertThat(frames.available()).isZero();
    frames.release(most);
    assertThat(frames.used()).isEqualTo(3);
  }

  @Test
  void everyFrameThatHoldsSomethingIsAmongTheTouchedOnesAndFewOthersAre() throws Exception {
    final HeapMemory memory = new HeapMemory(64 * GIB);
    final long count = 64 * GIB / PhysFrame.BYTES - 1;
    final FrameAllocator frames =
        new FrameAllocator(memory, PhysFrame.of(1), count, Poison.ON_FREE);
    final Random random = new Random(11);
    final List<FrameList> held = new ArrayList<>();
    final BitSet written = new BitSet();
    for (int i = 0; i < 300; i++) {
      final FrameList list = frames.allocate(1 + random.nextInt(90), FramePurpose.PRIVATE);
      for (long page = 0; page < list.size(); page++) {
        memory.writeWord(list.numberAt(page) << 12, 1);
        written.set((int) list.numberAt(page));
      }
      held.add(list);
      if (random.nextInt(3) > 0) {
        // Freed and poisoned, so still not zero.
        frames.release(held.remove(random.nextInt(held.size())));
      }
    }
    final BitSet touched = new BitSet();
    frames.forEachTouched(
        run -> {
          final int first = (int) run.first().number();
          assertThat(first).as("in order").isGreaterThanOrEqualTo(touched.length());
          touched.set(first, first + (int) run.count());
        });
    assertThat(touched).isEqualTo(written);
    assertThat(frames.all()).isEqualTo(new FrameRun(PhysFrame.of(1), count));
  }

  @Test
  void onlyLongRunsOfFramesThatWereNeverUsedArePrefaulted() throws Exception {
    final RecordingMemory memory = new RecordingMemory(64 << 20);
    final FrameAllocator frames = new FrameAllocator(memory, PhysFrame.of(0), 16384, Poison.NEVER);
    final FrameList small = frames.allocate(511, FramePurpose.PRIVATE);
    assertThat(memory.calls).isEmpty();
    final FrameList big = frames.allocate(1024, FramePurpose.PRIVATE);
    final long start = big.get(0).start().value();
    assertThat(memory.calls).containsExactly("prefault " + start + " " + (1024L << 12));
    memory.calls.clear();
    frames.release(big);
    assertThat(frames.allocate(1024, FramePurpose.PRIVATE).get(0)).isEqualTo(big.get(0));
    assertThat(memory.calls).containsExactly("fill " + start + " " + (1024L << 12) + " 0");
    memory.calls.clear();
    frames.release(small);
    assertThat(memory.calls).isEmpty();
  }

  @Test
  void neighboursArePoisonedTogether() throws Exception {
    final RecordingMemory memory = new RecordingMemory(64 << 20);
    final FrameAllocator frames =
        new FrameAllocator(memory, PhysFrame.of(0), 16384, Poison.ON_FREE);
    final FrameList list = frames.allocate(3000, FramePurpose.PRIVATE);
    frames.retain(list.get(1500));
    memory.calls.clear();
    frames.release(list);
    final long first = list.get(0).start().value();
    assertThat(memory.calls)
        .containsExactly(
            "fill " + first + " " + (1500L << 12) + " " + FrameAllocator.POISON_WORD,
            "fill "
                + (first + (1501L << 12))
                + " "
                + (1499L << 12)
                + " "
                + FrameAllocator.POISON_WORD);
    assertThat(frames.used()).isEqualTo(1);
  }

  @Test
  void randomUseAgreesWithABitSet() throws Exception {
    for (int seed = 0; seed < 6; seed++) {
      useAtRandom(seed);
    }
  }

  private static void useAtRandom(int seed) throws OutOfFramesException {
    final int first = 300;
    final int count = 3000;
    final HeapMemory memory = new HeapMemory(16 << 20);
    final FrameAllocator frames =
        new FrameAllocator(
            memory, PhysFrame.of(first), count, seed % 2 == 0 ? Poison.ON_FREE : Poison.NEVER);
    final BitSet used = new BitSet();
    final List<FrameList> held = new ArrayList<>();
    final Random random = new Random(seed);
    for (int round = 0; round < 3000; round++) {
      final int size = 1 + (random.nextInt(8) == 0 ? random.nextInt(900) : random.nextInt(6));
      if (random.nextInt(20) < 11 && size <= frames.available()) {
        final FrameList list = frames.allocate(size, FramePurpose.PRIVATE);
        assertThat(list.size()).isEqualTo(size);
        final boolean fits = longestFree(used, first, first + count) >= size;
        assertThat(list.runs() == 1).as("seed %d round %d", seed, round).isEqualTo(fits);
        for (long i = 0; i < size; i++) {
          final int number = (int) list.numberAt(i);
          assertThat(number).isBetween(first, first + count - 1);
          assertThat(used.get(number)).isFalse();
          used.set(number);
          assertThat(memory.isZero((long) number << 12, PhysFrame.BYTES)).isTrue();
          memory.writeWord(((long) number << 12) + 8L * random.nextInt(512), number);
        }
        held.add(list);
      } else if (!held.isEmpty()) {
        final FrameList list = held.remove(random.nextInt(held.size()));
        for (long i = 0; i < list.size(); i++) {
          used.clear((int) list.numberAt(i));
        }
        frames.release(list);
      }
      assertThat(frames.used()).isEqualTo(used.cardinality());
    }
    for (final FrameList list : held) {
      frames.release(list);
    }
    assertThat(frames.available()).isEqualTo(count);
    assertThat(frames.allocate(count, FramePurpose.PRIVATE).runs()).isEqualTo(1);
  }

  private static int longestFree(BitSet used, int from, int to) {
    int longest = 0;
    for (int at = used.nextClearBit(from); at < to; ) {
      final int next = used.nextSetBit(at);
      final int end = next < 0 ? to : next;
      longest = Math.max(longest, end - at);
      at = used.nextClearBit(end);
    }
    return longest;
  }

  /** Notes the bulk calls that reach the memory. */
  private static final class RecordingMemory implements PhysicalMemory {
    private final HeapMemory memory;
    final List<String> calls = new ArrayList<>();

    RecordingMemory(long size) {
      memory = new HeapMemory(size);
    }

    @Override
    public long size() {
      return memory.size();
    }

    @Override
    public long readWord(long physical) {
      return memory.readWord(physical);
    }

    @Override
    public void writeWord(long physical, long word) {
      memory.writeWord(physical, word);
    }

    @Override
    public boolean compareAndSetWord(long physical, long expected, long update) {
      return memory.compareAndSetWord(physical, expected, update);
    }

    @Override
    public void read(long physical, byte[] into, int offset, int length) {
      memory.read(physical, into, offset, length);
    }

    @Override
    public void write(long physical, byte[] from, int offset, int length) {
      memory.write(physical, from, offset, length);
    }

    @Override
    public void copy(long from, long to, long bytes) {
      memory.copy(from, to, bytes);
    }

    @Override
    public void fill(long physical, long bytes, long word) {
      calls.add("fill " + physical + " " + bytes + " " + word);
      memory.fill(physical, bytes, word);
    }

    @Override
    public void fillSequence(long physical, int count, long first, long step) {
      memory.fillSequence(physical, count, first, step);
    }

    @Override
    public void prefault(long physical, long bytes) {
      calls.add("prefault " + physical + " " + bytes);
    }
  }
}
