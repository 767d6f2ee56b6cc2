package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.table.PageTableLevel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Objects mapped by pages of 2 MiB, which everything that touches a part of one must split. */
final class LargePagesTest {
  private static final long BASE = 0x4000_0000;
  private static final int PAGE = 4096;
  private static final long LARGE = 2 << 20;

  /** 16 MiB, of which an object of 4 MiB takes two large pages. */
  private final KernelGround ground = KernelGround.withLargePages(4095);

  private final GuestHand guest = ground.guest("guest");
  private final long object = guest.object("object", 2 * LARGE);

  private List<PageSize> leaves() {
    final List<PageSize> sizes = new ArrayList<>();
    guest
        .process
        .space()
        .mapper()
        .forEachLeaf(pages(BASE, 1024), (virtual, entry, size) -> sizes.add(size));
    return sizes;
  }

  private void mapAll(int protection) {
    guest.mustMap(BASE, 1024, protection, MAP_SHARED, object, 0);
    assertThat(leaves()).containsExactly(PageSize.SIZE_2M, PageSize.SIZE_2M);
  }

  /** Takes every frame but {@code left}, and what is kept for later mappings too. */
  private long takeAllBut(long left) {
    guest.process.space().freeEmptyTables();
    final long hog = guest.object("hog", 0);
    assertThat(guest.call(FTRUNCATE, hog, (ground.frames.available() - left) * PAGE)).isZero();
    assertThat(ground.frames.available()).isEqualTo(left);
    return hog;
  }

  @Test
  void aPartIsProtectedByItself() throws Exception {
    mapAll(RW);
    assertThat(guest.store(BASE + 5 * PAGE, 5)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.call(MPROTECT, BASE + 5 * PAGE, PAGE, PROT_READ)).isZero();
    assertThat(leaves()).hasSize(512 + 1);
    assertThat(guest.load(BASE + 5 * PAGE)).isEqualTo(5);
    assertThat(guest.store(BASE + 5 * PAGE, 6)).isEqualTo(FaultVerdict.NOT_ALLOWED);
    assertThat(guest.store(BASE + 4 * PAGE, 6)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.store(BASE + LARGE - 1, 6)).isEqualTo(FaultVerdict.RESOLVED);
    ground.assertEverythingReturned();
  }

  @Test
  void aPartIsUnmappedByItself() throws Exception {
    mapAll(RW);
    assertThat(guest.store(BASE + LARGE, 7)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.call(MUNMAP, BASE + LARGE - PAGE, PAGE)).isZero();
    assertThat(guest.load(BASE + LARGE - 1)).isEqualTo(FaultVerdict.NOT_MAPPED);
    assertThat(guest.load(BASE + LARGE)).isEqualTo(7);
    assertThat(leaves()).hasSize(511 + 1);
    ground.assertEverythingReturned();
  }

  @Test
  void withoutAFrameForTheSplitNothingChanges() throws Exception {
    mapAll(RW);
    final long hog = takeAllBut(0);
    assertThat(guest.result(MPROTECT, BASE + PAGE, PAGE, PROT_READ)).isEqualTo("ENOMEM");
    assertThat(guest.result(MUNMAP, BASE + PAGE, PAGE)).isEqualTo("ENOMEM");
    assertThat(guest.result(MMAP, BASE + PAGE, PAGE, RW, ANONYMOUS | MAP_FIXED, -1, 0))
        .isEqualTo("ENOMEM");
    assertThat(leaves()).containsExactly(PageSize.SIZE_2M, PageSize.SIZE_2M);
    assertThat(guest.store(BASE + PAGE, 1)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.process.space().regionAt(BASE).orElseThrow().range().count()).isEqualTo(1024);
    assertThat(guest.result(MPROTECT, BASE, LARGE, PROT_READ)).as("a whole one").isEqualTo("0");
    assertThat(guest.result(FTRUNCATE, hog, 0)).isEqualTo("0");
    assertThat(guest.result(MPROTECT, BASE + PAGE, PAGE, RW)).isEqualTo("0");
    ground.assertEverythingReturned();
  }

  @Test
  void anObjectShrinksEvenWithoutAFrameForTheSplit() throws Exception {
    final GuestHand other = ground.guest("other");
    final long same = other.open("/dev/shm/object", O_RDWR);
    mapAll(RW);
    other.mustMap(BASE, 1024, RW, MAP_SHARED, same, 0);
    assertThat(guest.store(BASE + 5 * PAGE, 5)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(other.load(BASE + 5 * PAGE)).isEqualTo(5);
    assertThat(other.settle().isOwed()).isFalse();
    final long hog = takeAllBut(0);
    assertThat(guest.call(FTRUNCATE, object, 100 * PAGE)).isZero();
    assertThat(other.settle().isOwed()).isTrue();
    assertThat(guest.isPresent(BASE + 5 * PAGE)).as("went with the large page").isFalse();
    for (final GuestHand each : new GuestHand[] {guest, other}) {
      assertThat(each.load(BASE + 100 * PAGE)).isEqualTo(FaultVerdict.BEYOND_OBJECT);
      assertThat(each.load(BASE + LARGE)).isEqualTo(FaultVerdict.BEYOND_OBJECT);
      assertThat(each.load(BASE + 5 * PAGE)).as("comes back").isEqualTo(5);
    }
    assertThat(guest.call(FTRUNCATE, hog, 0)).isZero();
    assertThat(guest.call(FTRUNCATE, object, 2 * LARGE)).isZero();
    assertThat(guest.load(BASE + LARGE)).isEqualTo(0);
    assertThat(other.load(BASE + 5 * PAGE)).isEqualTo(5);
    assertThat(guest.call(MPROTECT, BASE, 2 * LARGE, PROT_READ)).isZero();
    assertThat(guest.store(BASE + 6 * PAGE, 1)).isEqualTo(FaultVerdict.NOT_ALLOWED);
    ground.assertEverythingReturned();
  }

  @Test
  void executingAPartTakesATableOrEndsTheProcess() throws Exception {
    mapAll(RWX);
    final long hog = takeAllBut(0);
    assertThat(guest.fetch(BASE + 5 * PAGE)).isEqualTo(FaultVerdict.OUT_OF_FRAMES);
    assertThat(guest.call(FTRUNCATE, hog, 0)).isZero();
    assertThat(guest.fetch(BASE + 5 * PAGE)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.walk(BASE + 6 * PAGE).executable()).as("the neighbour").isFalse();
    assertThat(guest.walk(BASE + LARGE).leafLevel()).isEqualTo(PageTableLevel.PD);
    ground.assertEverythingReturned();
  }

  @Test
  void anObjectThatGrowsGetsLargePagesWhereTheyFit() throws Exception {
    final GuestHand fresh = ground.guest("fresh");
    final long growing = fresh.object("growing", 0);
    fresh.mustMap(BASE, 1024, RW, MAP_SHARED, growing, 0);
    assertThat(fresh.call(FTRUNCATE, growing, PAGE)).isZero();
    assertThat(fresh.store(BASE, 1)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(fresh.call(FTRUNCATE, growing, 2 * LARGE)).isZero();
    assertThat(fresh.load(BASE)).isEqualTo(1);
    for (long at = 1; at < 2 * LARGE / PAGE; at += 100) {
      assertThat(fresh.store(BASE + at * PAGE, (int) at & 0xff)).isEqualTo(FaultVerdict.RESOLVED);
    }
    for (long at = 1; at < 2 * LARGE / PAGE; at += 100) {
      assertThat(fresh.load(BASE + at * PAGE)).isEqualTo((int) at & 0xff);
    }
    ground.assertEverythingReturned();
  }
}
