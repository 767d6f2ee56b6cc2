package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameReservation;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.table.TlbFlush;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What fork(2) makes of an address space: tables are copied, pages when they are written. */
final class ForkTest {
  private static final long BASE = 0x1000_0000;
  private static final int PAGE = 4096;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final GuestHand parent = ground.guest("parent");

  @Test
  void theChildReadsWhatTheParentWroteAndNeitherSeesTheOthersStores() {
    parent.mustMap(BASE, 2, RW, ANONYMOUS, -1, 0);
    assertThat(parent.store(BASE, 5)).isEqualTo(FaultVerdict.RESOLVED);
    final long used = ground.frames.used(FramePurpose.PRIVATE);
    final GuestHand child = parent.fork();
    assertThat(ground.frames.used(FramePurpose.PRIVATE)).as("no page copied").isEqualTo(used);
    assertThat(child.frame(BASE)).isEqualTo(parent.frame(BASE));
    assertThat(child.load(BASE)).isEqualTo(5);
    assertThat(child.store(BASE, 6)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(parent.load(BASE)).isEqualTo(5);
    assertThat(child.load(BASE)).isEqualTo(6);
    assertThat(parent.store(BASE, 7)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(child.load(BASE)).isEqualTo(6);
    assertThat(child.store(BASE + PAGE, 8)).as("never touched").isEqualTo(FaultVerdict.RESOLVED);
    assertThat(parent.load(BASE + PAGE)).isEqualTo(0);
  }

  @Test
  void whoIsLeftWithAPageGetsItBackWithoutACopy() {
    parent.mustMap(BASE, 1, RW, ANONYMOUS, -1, 0);
    assertThat(parent.store(BASE, 5)).isEqualTo(FaultVerdict.RESOLVED);
    final PhysFrame frame = parent.frame(BASE);
    final GuestHand second = parent.fork();
    final GuestHand third = second.fork();
    assertThat(ground.frames.references(frame)).isEqualTo(3);
    assertThat(second.store(BASE, 6)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(ground.frames.references(frame)).isEqualTo(2);
    ground.kernel.end(parent.process, new ProcessEnd.Exited(0));
    assertThat(ground.frames.references(frame)).isEqualTo(1);
    assertThat(third.walk(BASE).writable()).isFalse();
    assertThat(third.store(BASE, 7)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(third.frame(BASE)).isEqualTo(frame);
    assertThat(third.walk(BASE).writable()).isTrue();
    assertThat(second.load(BASE)).isEqualTo(6);
    ground.kernel.end(third.process, new ProcessEnd.Exited(0));
    assertThat(ground.frames.references(frame)).isZero();
  }

  @Test
  void theParentOwesAFlushForWhatItCannotWriteAnyMore() {
    parent.mustMap(BASE, 3, RW, ANONYMOUS, -1, 0);
    assertThat(parent.store(BASE + PAGE, 5)).isEqualTo(FaultVerdict.RESOLVED);
    final var before = parent.settle();
    final GuestHand child = parent.fork();
    assertThat(parent.settle().and(before)).isInstanceOf(TlbFlush.Pages.class);
    assertThat(child.settle()).isEqualTo(TlbFlush.NONE);
    assertThat(parent.walk(BASE + PAGE).leafEntry() & 0x62).as("A D, not W").isEqualTo(0x60);
    assertThat(child.walk(BASE + PAGE).leafEntry() & 0x62).as("D only").isEqualTo(0x40);
    final GuestHand sibling = parent.fork();
    assertThat(parent.settle()).as("read-only already").isEqualTo(TlbFlush.NONE);
    assertThat(sibling.load(BASE + PAGE)).isEqualTo(5);
  }

  @Test
  void sharedMappingsStayShared() {
    final long object = parent.object("object", 3 * PAGE);
    parent.mustMap(BASE, 4, RW, MAP_SHARED, object, 0);
    final GuestHand child = parent.fork();
    assertThat(child.isPresent(BASE + 2 * PAGE)).as("entered at once").isTrue();
    assertThat(child.store(BASE, 5)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(parent.load(BASE)).isEqualTo(5);
    assertThat(parent.call(FTRUNCATE, object, PAGE)).isZero();
    assertThat(child.load(BASE + PAGE)).isEqualTo(FaultVerdict.BEYOND_OBJECT);
    assertThat(parent.call(FTRUNCATE, object, 4 * PAGE)).isZero();
    assertThat(child.store(BASE + 3 * PAGE, 9)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(parent.load(BASE + 3 * PAGE)).isEqualTo(9);
    assertThat(parent.call(UNLINK, parent.string("/dev/shm/object"))).isZero();
    ground.kernel.end(parent.process, new ProcessEnd.Exited(0));
    assertThat(child.load(BASE)).as("the child holds it").isEqualTo(5);
  }

  @Test
  void aNamelessSharedMappingIsInherited() {
    parent.mustMap(BASE, 1, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    final GuestHand child = parent.fork();
    assertThat(child.store(BASE, 5)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(parent.load(BASE)).isEqualTo(5);
  }

  @Test
  void aPrivateMappingOfAnObjectKeepsItsCopiesAndItsPages() {
    final long object = parent.object("object", 3 * PAGE);
    final long shared = parent.mustMap(BASE + 0x100_0000, 3, RW, MAP_SHARED, object, 0);
    parent.mustMap(BASE, 3, RW, MAP_PRIVATE, object, 0);
    assertThat(parent.store(BASE, 5)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(parent.load(BASE + PAGE)).as("the object's").isEqualTo(0);
    final GuestHand child = parent.fork();
    assertThat(child.load(BASE)).isEqualTo(5);
    assertThat(child.store(shared + PAGE, 6)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(child.load(BASE + PAGE)).as("still the object's").isEqualTo(6);
    assertThat(child.store(BASE + PAGE, 7)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(parent.load(BASE + PAGE)).isEqualTo(6);
    assertThat(child.store(BASE, 8)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(parent.load(BASE)).isEqualTo(5);
    assertThat(parent.call(FTRUNCATE, object, 0)).isZero();
    assertThat(child.load(BASE)).isEqualTo(FaultVerdict.BEYOND_OBJECT);
  }

  @Test
  void largePagesStayLarge() throws ShmException {
    final KernelGround large = KernelGround.withLargePages(4096);
    final GuestHand guest = large.guest("large");
    final long object = guest.object("object", 2 << 20);
    guest.mustMap(BASE, 512, RW, MAP_SHARED, object, 0);
    assertThat(guest.walk(BASE).leafLevel().leafSize()).contains(PageSize.SIZE_2M);
    final GuestHand child = guest.fork();
    assertThat(child.walk(BASE).leafLevel().leafSize()).contains(PageSize.SIZE_2M);
    assertThat(child.store(BASE + 12345, 3)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.load(BASE + 12345)).isEqualTo(3);
    large.assertEverythingReturned();
  }

  @Test
  void withoutFramesForTheTablesNothingChanges() throws OutOfFramesException {
    parent.mustMap(BASE, 2, RW, ANONYMOUS, -1, 0);
    assertThat(parent.store(BASE, 5)).isEqualTo(FaultVerdict.RESOLVED);
    final TlbFlush flush = parent.settle();
    final AddressSpace child = ground.bareProcess("child").space();
    final long used = ground.frames.used();
    for (int left = 0; left < 3; left++) {
      try (FrameReservation taken = ground.frames.reserve(ground.frames.available() - left)) {
        assertThat(taken.remaining()).isPositive();
        assertThatThrownBy(() -> parent.process.space().forkInto(child))
            .isInstanceOfSatisfying(
                ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOMEM));
      }
    }
    assertThat(child.regions()).isEmpty();
    assertThat(ground.frames.used()).isEqualTo(used);
    assertThat(parent.walk(BASE).writable()).isTrue();
    assertThat(ground.frames.references(parent.frame(BASE))).isEqualTo(1);
    assertThat(parent.settle().and(flush)).isEqualTo(flush);
  }
}
