package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** mremap(2), brk(2): expectations from the manual pages and Linux's mm/mremap.c. */
final class MremapCallTest {
  private static final long BASE = 0x1000_0000;
  private static final long ELSEWHERE = 0x3000_0000;
  private static final int PAGE = 4096;
  private static final int MAYMOVE = 1;
  private static final int FIXED = 2;
  private static final int DONTUNMAP = 4;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final GuestHand guest = ground.guest("guest");

  private void pages(int count) {
    guest.mustMap(BASE, count, RW, ANONYMOUS, -1, 0);
    for (int i = 0; i < count; i++) {
      assertThat(guest.store(BASE + (long) i * PAGE, i + 1)).isEqualTo(FaultVerdict.RESOLVED);
    }
  }

  @Test
  void growsWhereItIsWhenThereIsRoom() {
    pages(2);
    assertThat(guest.call(MREMAP, BASE, 2 * PAGE, 5 * PAGE, 0)).isEqualTo(BASE);
    assertThat(guest.load(BASE + PAGE)).isEqualTo(2);
    assertThat(guest.store(BASE + 4 * PAGE, 9)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.load(BASE + 5 * PAGE)).isEqualTo(FaultVerdict.NOT_MAPPED);
    assertThat(guest.process.space().regionAt(BASE).orElseThrow().range().count()).isEqualTo(5);
  }

  @Test
  void shrinksByUnmappingTheTail() {
    pages(3);
    final long used = ground.frames.used(FramePurpose.PRIVATE);
    assertThat(guest.call(MREMAP, BASE, 3 * PAGE, 1, 0)).isEqualTo(BASE);
    assertThat(ground.frames.used(FramePurpose.PRIVATE)).isEqualTo(used - 2);
    assertThat(guest.load(BASE)).isEqualTo(1);
    assertThat(guest.load(BASE + PAGE)).isEqualTo(FaultVerdict.NOT_MAPPED);
  }

  @Test
  void movesTheSameFramesWhenItCannotGrowAndMayMove() {
    pages(3);
    guest.mustMap(BASE + 3 * PAGE, 1, PROT_READ, ANONYMOUS, -1, 0);
    assertThat(guest.result(MREMAP, BASE, 3 * PAGE, 600 * PAGE, 0)).isEqualTo("ENOMEM");
    final PhysFrame frame = guest.frame(BASE + PAGE);
    final long used = ground.frames.used(FramePurpose.PRIVATE);
    final long moved = guest.call(MREMAP, BASE, 3 * PAGE, 600 * PAGE, MAYMOVE);
    assertThat(moved).isPositive().isNotEqualTo(BASE);
    assertThat(guest.frame(moved + PAGE)).isEqualTo(frame);
    assertThat(ground.frames.used(FramePurpose.PRIVATE)).isEqualTo(used);
    assertThat(guest.load(moved + 2 * PAGE)).isEqualTo(3);
    assertThat(guest.load(BASE)).isEqualTo(FaultVerdict.NOT_MAPPED);
    assertThat(guest.store(moved + 599 * PAGE, 1)).isEqualTo(FaultVerdict.RESOLVED);
  }

  @Test
  void movesManyPagesOverTableBordersToWhereItIsTold() {
    final int count = 1100;
    pages(count);
    guest.mustMap(ELSEWHERE - PAGE, 3, RW, ANONYMOUS, -1, 0);
    final long target = ELSEWHERE + 77 * PAGE;
    assertThat(guest.call(MREMAP, BASE, count * PAGE, count * PAGE, MAYMOVE | FIXED, target))
        .isEqualTo(target);
    for (int i = 0; i < count; i++) {
      assertThat(guest.load(target + (long) i * PAGE)).isEqualTo((i + 1) & 0xff);
    }
    assertThat(guest.isPresent(BASE)).isFalse();
  }

  @Test
  void aFixedTargetLosesWhatWasThere() {
    pages(2);
    guest.mustMap(ELSEWHERE, 4, RW, ANONYMOUS, -1, 0);
    assertThat(guest.store(ELSEWHERE, 99)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.call(MREMAP, BASE, 2 * PAGE, PAGE, MAYMOVE | FIXED, ELSEWHERE))
        .isEqualTo(ELSEWHERE);
    assertThat(guest.load(ELSEWHERE)).isEqualTo(1);
    assertThat(guest.load(ELSEWHERE + PAGE)).isEqualTo(0);
    assertThat(guest.load(BASE + PAGE)).isEqualTo(FaultVerdict.NOT_MAPPED);
  }

  @Test
  void copyOnWritePagesStayThatWhenMoved() {
    pages(2);
    final GuestHand child = guest.fork();
    assertThat(child.call(MREMAP, BASE, 2 * PAGE, 2 * PAGE, MAYMOVE | FIXED, ELSEWHERE))
        .isEqualTo(ELSEWHERE);
    assertThat(child.frame(ELSEWHERE)).isEqualTo(guest.frame(BASE));
    assertThat(child.store(ELSEWHERE, 50)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.load(BASE)).isEqualTo(1);
  }

  @Test
  void whatIsNotUnmappedIsZeroAfterwards() {
    pages(2);
    final long moved = guest.call(MREMAP, BASE, 2 * PAGE, 2 * PAGE, MAYMOVE | DONTUNMAP, 0);
    assertThat(guest.load(moved + PAGE)).isEqualTo(2);
    assertThat(guest.load(BASE + PAGE)).isEqualTo(0);
    assertThat(
            guest.call(MREMAP, moved, 2 * PAGE, 2 * PAGE, MAYMOVE | FIXED | DONTUNMAP, ELSEWHERE))
        .isEqualTo(ELSEWHERE);
    assertThat(guest.load(ELSEWHERE)).isEqualTo(1);
    assertThat(guest.load(moved)).isEqualTo(0);
  }

  @Test
  void oldSizeZeroMapsSharedPagesAgain() {
    final long object = guest.object("object", 4 * PAGE);
    guest.mustMap(BASE, 4, RW, MAP_SHARED, object, 0);
    final long second = guest.call(MREMAP, BASE + PAGE, 0, 3 * PAGE, MAYMOVE);
    assertThat(second).isPositive();
    assertThat(guest.store(second, 5)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.load(BASE + PAGE)).isEqualTo(5);
    guest.mustMap(ELSEWHERE, 1, RW, ANONYMOUS, -1, 0);
    assertThat(guest.result(MREMAP, ELSEWHERE, 0, PAGE, MAYMOVE)).isEqualTo("EINVAL");
  }

  @Test
  void objectsMoveWithTheirOffsetAndGrow() {
    final long object = guest.object("object", 4 * PAGE);
    guest.mustMap(BASE, 2, RW, MAP_SHARED, object, 2 * PAGE);
    assertThat(guest.store(BASE + PAGE, 7)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.call(MREMAP, BASE + PAGE, PAGE, 2 * PAGE, MAYMOVE | FIXED, ELSEWHERE))
        .isEqualTo(ELSEWHERE);
    assertThat(guest.load(ELSEWHERE)).isEqualTo(7);
    assertThat(guest.load(ELSEWHERE + PAGE)).isEqualTo(FaultVerdict.BEYOND_OBJECT);
    assertThat(guest.load(BASE + PAGE)).isEqualTo(FaultVerdict.NOT_MAPPED);
    assertThat(guest.call(FTRUNCATE, object, 5 * PAGE)).isZero();
    assertThat(guest.load(ELSEWHERE + PAGE)).isEqualTo(0);
  }

  @Test
  void largePagesOfAnObjectMove() throws ShmException {
    final KernelGround large = KernelGround.withLargePages(4096);
    final GuestHand hand = large.guest("large");
    final long object = hand.object("object", 4 << 20);
    hand.mustMap(BASE, 1024, RW, MAP_SHARED, object, 0);
    assertThat(hand.store(BASE + (3 << 20), 3)).isEqualTo(FaultVerdict.RESOLVED);
    final long moved = hand.call(MREMAP, BASE, 4 << 20, 4 << 20, MAYMOVE | FIXED, ELSEWHERE);
    assertThat(hand.load(moved + (3 << 20))).isEqualTo(3);
    assertThat(hand.walk(moved).leafLevel().leafSize()).contains(PageSize.SIZE_2M);
    large.assertEverythingReturned();
  }

  @Test
  void refusalsAreThoseOfTheManual() {
    pages(2);
    assertThat(guest.result(MREMAP, BASE, PAGE, PAGE, 8)).isEqualTo("EINVAL");
    assertThat(guest.result(MREMAP, BASE, PAGE, PAGE, FIXED, ELSEWHERE)).isEqualTo("EINVAL");
    assertThat(guest.result(MREMAP, BASE, PAGE, PAGE, DONTUNMAP)).isEqualTo("EINVAL");
    assertThat(guest.result(MREMAP, BASE, PAGE, 2 * PAGE, MAYMOVE | DONTUNMAP)).isEqualTo("EINVAL");
    assertThat(guest.result(MREMAP, BASE + 1, PAGE, PAGE, 0)).isEqualTo("EINVAL");
    assertThat(guest.result(MREMAP, BASE, PAGE, 0, 0)).isEqualTo("EINVAL");
    assertThat(guest.result(MREMAP, BASE, PAGE, PAGE, MAYMOVE | FIXED, BASE + 1))
        .isEqualTo("EINVAL");
    assertThat(guest.result(MREMAP, BASE, 2 * PAGE, 2 * PAGE, MAYMOVE | FIXED, BASE + PAGE))
        .as("overlap")
        .isEqualTo("EINVAL");
    assertThat(guest.result(MREMAP, BASE + 2 * PAGE, PAGE, 2 * PAGE, MAYMOVE)).isEqualTo("EFAULT");
    assertThat(guest.result(MREMAP, BASE, 3 * PAGE, 4 * PAGE, MAYMOVE)).isEqualTo("EFAULT");
    assertThat(guest.result(MREMAP, BASE, PAGE, 1L << 46, MAYMOVE)).isEqualTo("ENOMEM");
    assertThat(guest.result(MREMAP, BASE, PAGE, -1L << 46, MAYMOVE)).isEqualTo("ENOMEM");
  }

  @Test
  void theBreakMovesBothWaysAndOnlyWhereItMay() {
    assertThat(guest.call(BRK, 0)).as("no program, no heap").isZero();
    final AddressSpace space = guest.process.space();
    space.startHeap(BASE);
    assertThat(guest.call(BRK, 0)).isEqualTo(BASE);
    assertThat(guest.call(BRK, BASE + 100)).isEqualTo(BASE + 100);
    assertThat(guest.store(BASE + 4095, 3)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.call(BRK, BASE + 5 * PAGE)).isEqualTo(BASE + 5 * PAGE);
    assertThat(space.regionAt(BASE).orElseThrow().toString()).contains("heap");
    assertThat(guest.load(BASE + 4095)).isEqualTo(3);
    assertThat(guest.call(BRK, BASE - 1)).as("below the start").isEqualTo(BASE + 5 * PAGE);
    assertThat(guest.call(BRK, BASE + 10)).isEqualTo(BASE + 10);
    assertThat(guest.load(BASE + PAGE)).isEqualTo(FaultVerdict.NOT_MAPPED);
    guest.mustMap(BASE + 4 * PAGE, 1, RW, ANONYMOUS, -1, 0);
    assertThat(guest.call(BRK, BASE + 4 * PAGE)).as("a page is kept").isEqualTo(BASE + 10);
    assertThat(guest.call(BRK, BASE + 3 * PAGE)).isEqualTo(BASE + 3 * PAGE);
    final GuestHand child = guest.fork();
    assertThat(child.call(BRK, 0)).isEqualTo(BASE + 3 * PAGE);
    assertThat(child.call(BRK, BASE)).isEqualTo(BASE);
    assertThat(guest.call(BRK, 0)).isEqualTo(BASE + 3 * PAGE);
  }

  @Test
  void limitsAreKept() {
    final AddressSpace space = guest.process.space();
    final long mapped = space.pagesInRegions() * PAGE;
    pages(2);
    assertThat(space.pagesInRegions() * PAGE).isEqualTo(mapped + 2 * PAGE);
    final long unlimited = MemoryLimits.UNLIMITED;
    space.setLimits(
        new MemoryLimits(mapped + 4 * PAGE, unlimited, unlimited, ProgramLoader.STACK_BYTES));
    assertThat(guest.result(MMAP, 0, 3 * PAGE, RW, ANONYMOUS, -1, 0)).isEqualTo("ENOMEM");
    assertThat(guest.result(MMAP, 0, 3 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0))
        .isEqualTo("ENOMEM");
    assertThat(guest.result(MREMAP, BASE, 2 * PAGE, 5 * PAGE, MAYMOVE)).isEqualTo("ENOMEM");
    guest.mustMap(BASE, 4, RW, ANONYMOUS, -1, 0);
    assertThat(guest.call(MUNMAP, BASE + 3 * PAGE, PAGE)).isZero();
    assertThat(guest.call(MREMAP, BASE, 3 * PAGE, 4 * PAGE, 0)).isEqualTo(BASE);
    space.setLimits(
        new MemoryLimits(
            unlimited, space.dataPages() * PAGE, unlimited, ProgramLoader.STACK_BYTES));
    assertThat(guest.result(MMAP, 0, PAGE, RW, ANONYMOUS, -1, 0)).isEqualTo("ENOMEM");
    final long address = guest.call(MMAP, 0, PAGE, PROT_READ, ANONYMOUS, -1, 0);
    assertThat(guest.result(MPROTECT, address, PAGE, RW)).isEqualTo("ENOMEM");
    assertThat(guest.call(MMAP, 0, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0)).isPositive();
  }
}
