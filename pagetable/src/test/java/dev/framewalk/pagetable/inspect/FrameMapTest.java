package dev.framewalk.pagetable.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.inspect.FrameMap.Kind;
import dev.framewalk.pagetable.inspect.FrameMap.Span;
import dev.framewalk.pagetable.memory.HeapMemory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Physical memory cut into spans. */
class FrameMapTest {
  private static String told(Span span) {
    return Long.toHexString(span.first().number())
        + " x"
        + span.count()
        + " "
        + span.kind()
        + " "
        + span.references();
  }

  private static FrameMap map(HandMadeView view) {
    return FrameMap.of(view, ReverseMap.of(view));
  }

  @Test
  void everyFrameIsInASpanAndFreeOnesAreCounted() throws OutOfFramesException {
    final HeapMemory memory = new HeapMemory(64 << 12);
    final FrameAllocator frames = new FrameAllocator(memory, PhysFrame.of(4), 50, Poison.ON_FREE);
    final PhysFrame root = frames.allocate(FramePurpose.PAGE_TABLE); // 4
    final HandMadeView view = new HandMadeView(memory, frames, root);
    final FrameList object = frames.allocate(3, FramePurpose.SHARED_OBJECT); // 5, 6, 7
    view.objects.add(new ObjectFrames(1, "/o", true, 3 << 12, object));
    final PhysFrame[] pages = new PhysFrame[6]; // 8 to 13
    for (int i = 0; i < pages.length; i++) {
      pages[i] = frames.allocate(FramePurpose.PRIVATE);
    }
    frames.retain(pages[0]);
    assertThat(frames.release(pages[2])).isTrue();
    assertThat(frames.release(pages[3])).isTrue();
    memory.writeWord(pages[3].start().value(), 1); // somebody wrote to it
    final FrameMap map = map(view);
    assertThat(map.spans())
        .extracting(FrameMapTest::told)
        .containsExactly(
            "0 x4 NOT_HANDED_OUT 0",
            "4 x1 TABLE 1",
            "5 x3 OBJECT 1",
            "8 x1 PRIVATE 2",
            "9 x1 PRIVATE 1",
            "a x1 POISONED 0",
            "b x1 FREE 0",
            "c x2 PRIVATE 1",
            "e x40 FREE 0",
            "36 x10 NOT_HANDED_OUT 0");
    assertThat(map.total(Kind.FREE)).isEqualTo(41);
    assertThat(map.total(Kind.POISONED)).isEqualTo(1);
    assertThat(map.frames()).isEqualTo(64);
    // Runs of 2 and of 40: one in [2, 4), one in [32, 64).
    assertThat(map.fragmentation())
        .isEqualTo(new FrameMap.Fragmentation(42, 2, 40, List.of(0L, 1L, 0L, 0L, 0L, 1L)));
  }

  @Test
  void privatePagesOfOneAreaAreOneSpanAndTablesAreCutByLevel() throws OutOfFramesException {
    final HeapMemory memory = new HeapMemory(64 << 12);
    final FrameAllocator frames = new FrameAllocator(memory, PhysFrame.of(1), 63, Poison.ON_FREE);
    final FrameList tables = frames.allocate(5, FramePurpose.PAGE_TABLE); // 1 to 5; 1 the kernel's
    final HandMadeView view = new HandMadeView(memory, frames, tables.get(0));
    memory.writeWord(0x2000, 0x3007);
    memory.writeWord(0x3000, 0x4007);
    memory.writeWord(0x4000, 0x5007);
    final FrameList pages = frames.allocate(4, FramePurpose.PRIVATE); // 6 to 9
    for (int i = 0; i < 4; i++) {
      // The last two are the other way round.
      final long page = pages.get(i == 2 ? 3 : i == 3 ? 2 : i).start().value();
      memory.writeWord(0x5000 + 8 * i, page | 7);
    }
    view.space(100, 0x2000);
    final FrameMap map = map(view);
    assertThat(map.spans())
        .extracting(FrameMapTest::told)
        .containsExactly(
            "0 x1 NOT_HANDED_OUT 0",
            "1 x1 TABLE 1",
            "2 x1 TABLE 1",
            "3 x1 TABLE 1",
            "4 x1 TABLE 1",
            "5 x1 TABLE 1",
            "6 x2 PRIVATE 1",
            "8 x1 PRIVATE 1",
            "9 x1 PRIVATE 1",
            "a x54 FREE 0");
  }

  @Test
  void aLargeMachineThatIsNearlyEmptyTakesNoTime() throws OutOfFramesException {
    final HeapMemory memory = new HeapMemory(64L << 30);
    final long count = (64L << 30 >>> 12) - 16;
    final FrameAllocator frames =
        new FrameAllocator(memory, PhysFrame.of(16), count, Poison.ON_FREE);
    final HandMadeView view =
        new HandMadeView(memory, frames, frames.allocate(FramePurpose.PAGE_TABLE));
    final FrameMap map = Assertions.assertTimeout(Duration.ofSeconds(2), () -> map(view));
    assertThat(map.spans())
        .extracting(FrameMapTest::told)
        .containsExactly("0 x16 NOT_HANDED_OUT 0", "10 x1 TABLE 1", "11 x16777199 FREE 0");
  }
}
