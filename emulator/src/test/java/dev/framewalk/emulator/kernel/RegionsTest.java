package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.shm.ShmStat;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.table.TlbFlush;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Regions that are split, joined, replaced, and outlive what made them. */
final class RegionsTest {
  private static final long BASE = 0x1000_0000;
  private static final int PAGE = 4096;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final GuestHand guest = ground.guest("guest");

  private List<String> regions() {
    return guest.process.space().regions().stream()
        .filter(region -> region.range().start().value() >= BASE)
        .map(Region::toString)
        .toList();
  }

  private ShmStat objectStat() {
    return ground.kernel.registry().list().get(0);
  }

  @Test
  void protectingTheMiddleAndBackLeavesOneRegion() {
    guest.mustMap(BASE, 3, RW, ANONYMOUS, -1, 0);
    assertThat(guest.store(BASE + PAGE, 7)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.call(MPROTECT, BASE + PAGE, PAGE, 0)).isZero();
    assertThat(regions())
        .containsExactly(
            "[0x10000000, 0x10001000) rw- private anonymous",
            "[0x10001000, 0x10002000) --- private anonymous",
            "[0x10002000, 0x10003000) rw- private anonymous");
    assertThat(guest.load(BASE + PAGE)).isEqualTo(FaultVerdict.NOT_ALLOWED);
    assertThat(guest.call(MPROTECT, BASE + PAGE, PAGE, RW)).isZero();
    assertThat(regions()).containsExactly("[0x10000000, 0x10003000) rw- private anonymous");
    assertThat(guest.load(BASE + PAGE)).as("the contents were kept").isEqualTo(7);
  }

  @Test
  void partsOfAnObjectThatFollowOneAnotherBecomeOneRegion() {
    final long object = guest.object("object", 4 * PAGE);
    guest.mustMap(BASE, 1, RW, MAP_SHARED, object, 0);
    guest.mustMap(BASE + 2 * PAGE, 1, RW, MAP_SHARED, object, 2 * PAGE);
    guest.mustMap(BASE + PAGE, 1, RW, MAP_SHARED, object, PAGE);
    assertThat(regions()).containsExactly("[0x10000000, 0x10003000) rw- shared /object");
    assertThat(objectStat().mappings()).isOne();
    guest.mustMap(BASE + 3 * PAGE, 1, RW, MAP_SHARED, object, 0);
    assertThat(regions())
        .as("not the page that follows")
        .containsExactly(
            "[0x10000000, 0x10003000) rw- shared /object",
            "[0x10003000, 0x10004000) rw- shared /object");
    guest.mustMap(BASE + 4 * PAGE, 1, PROT_READ, MAP_SHARED, object, PAGE);
    guest.mustMap(BASE + 5 * PAGE, 1, PROT_READ, MAP_PRIVATE, object, 2 * PAGE);
    assertThat(objectStat().mappings()).isEqualTo(4);
  }

  @Test
  void whatAReadOnlyOpenMayNotGrantStaysApart() {
    final long object = guest.object("object", 2 * PAGE);
    guest.mustMap(BASE, 1, PROT_READ, MAP_SHARED, object, 0);
    guest.mustMap(BASE + PAGE, 1, PROT_READ, MAP_SHARED, guest.open("/dev/shm/object", 0), PAGE);
    assertThat(regions()).hasSize(2);
    assertThat(guest.result(MPROTECT, BASE, 2 * PAGE, RW)).isEqualTo("EACCES");
    assertThat(guest.store(BASE, 1)).as("before the refusal").isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.store(BASE + PAGE, 1)).isEqualTo(FaultVerdict.NOT_ALLOWED);
  }

  @Test
  void aPageProtectedAfterAnotherDoesNotUseUpRegions() {
    guest.mustMap(BASE, 4096, RW, ANONYMOUS, -1, 0);
    for (int page = 0; page < 4096; page++) {
      assertThat(guest.call(MPROTECT, BASE + page * PAGE, PAGE, PROT_READ)).isZero();
    }
    assertThat(regions()).containsExactly("[0x10000000, 0x11000000) r-- private anonymous");
  }

  @Test
  void aRegionThatIsAllThatKeepsAnObjectCanBeSplitAndReplaced() {
    final long object = guest.object("object", 3 * PAGE);
    guest.mustMap(BASE, 3, RW, MAP_SHARED, object, 0);
    assertThat(guest.store(BASE + 2 * PAGE, 9)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.call(CLOSE, object)).isZero();
    assertThat(guest.call(UNLINK, guest.string("/dev/shm/object"))).isZero();
    assertThat(guest.call(MPROTECT, BASE + PAGE, PAGE, PROT_READ)).isZero();
    assertThat(guest.call(MUNMAP, BASE, PAGE)).isZero();
    assertThat(guest.call(MPROTECT, BASE + PAGE, PAGE, RW)).isZero();
    assertThat(guest.load(BASE + 2 * PAGE)).isEqualTo(9);
    assertThat(regions()).hasSize(1);
    guest.mustMap(BASE, 3, RW, ANONYMOUS, -1, 0);
    assertThat(ground.kernel.registry().count()).isZero();
    assertThat(guest.load(BASE + 2 * PAGE)).isEqualTo(0);
  }

  @Test
  void mappingOverAMappingReplacesJustThat() {
    final long object = guest.object("object", 8 * PAGE);
    guest.mustMap(BASE, 8, RW, MAP_SHARED, object, 0);
    for (int page = 0; page < 8; page++) {
      assertThat(guest.store(BASE + page * PAGE, 10 + page)).isEqualTo(FaultVerdict.RESOLVED);
    }
    guest.mustMap(BASE + 2 * PAGE, 4, PROT_READ, MAP_SHARED, object, 4 * PAGE);
    final int[] expected = {10, 11, 14, 15, 16, 17, 16, 17};
    for (int page = 0; page < 8; page++) {
      assertThat(guest.load(BASE + page * PAGE)).isEqualTo(expected[page]);
    }
    assertThat(guest.store(BASE + 2 * PAGE, 0)).isEqualTo(FaultVerdict.NOT_ALLOWED);
    assertThat(regions()).hasSize(3);
  }

  @Test
  void whatHasBeenUsedOwesAFlushAndWhatHasNotOwesNone() throws Exception {
    final AddressSpace space = guest.process.space();
    final long object = guest.object("object", 4 * PAGE);
    guest.mustMap(BASE, 4, RW, MAP_SHARED, object, 0);
    guest.mustMap(BASE + 8 * PAGE, 4, RW, MAP_SHARED, object, 0);
    assertThat(guest.load(BASE)).isEqualTo(0);
    assertThat(space.unmap(pages(BASE + 8 * PAGE, 1))).isEqualTo(TlbFlush.NONE);
    assertThat(space.protect(pages(BASE, 1), Protection.READ).isOwed()).isTrue();
    assertThat(space.unmap(pages(BASE, 4)).isOwed()).isTrue();
    assertThat(space.settle().isOwed()).isFalse();
  }

  @Test
  void aRefusedProtectionOwesWhatItHadDone() {
    guest.mustMap(BASE, 1, RW, ANONYMOUS, -1, 0);
    assertThat(guest.store(BASE, 1)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.settle().isOwed()).isFalse();
    final SyscallResult result =
        ground.table.serve(
            guest.process.leader(),
            new SyscallRequest().set(MPROTECT, BASE, 2 * PAGE, PROT_READ, 0, 0, 0));
    assertThat(result.value()).isEqualTo(-Errno.ENOMEM.number());
    assertThat(result.flush().isOwed()).isTrue();
  }

  @Test
  void anObjectThatShrinksOwesAFlushInEveryProcess() {
    final GuestHand other = ground.guest("other");
    final long object = guest.object("object", 4 * PAGE);
    final long same = other.open("/dev/shm/object", O_RDWR);
    guest.mustMap(BASE, 4, RW, MAP_SHARED, object, 0);
    other.mustMap(2 * BASE, 2, RW, MAP_SHARED, same, 2 * PAGE);
    assertThat(guest.store(BASE + 3 * PAGE, 1)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(other.load(2 * BASE + PAGE)).isEqualTo(1);
    assertThat(guest.settle().isOwed() || other.settle().isOwed()).isFalse();
    final SyscallResult result =
        ground.table.serve(
            guest.process.leader(),
            new SyscallRequest().set(FTRUNCATE, object, 3 * PAGE, 0, 0, 0, 0));
    assertThat(result.flush().isOwed()).as("the caller's own").isTrue();
    assertThat(other.settle().isOwed()).as("the other's").isTrue();
    assertThat(other.load(2 * BASE + PAGE)).isEqualTo(FaultVerdict.BEYOND_OBJECT);
    assertThat(other.load(2 * BASE)).isEqualTo(0);
    assertThat(guest.call(FTRUNCATE, object, 4 * PAGE)).isZero();
    assertThat(other.load(2 * BASE + PAGE)).as("a new page").isEqualTo(0);
  }

  @Test
  void protectingKeepsAccessedAndDirty() {
    final long object = guest.object("object", PAGE);
    guest.mustMap(BASE, 1, RW, MAP_SHARED, object, 0);
    assertThat(guest.walk(BASE).leafEntry() & 0x60).as("neither at first").isZero();
    assertThat(guest.store(BASE, 1)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.call(MPROTECT, BASE, PAGE, 0)).isZero();
    assertThat(guest.call(MPROTECT, BASE, PAGE, PROT_READ)).isZero();
    assertThat(guest.walk(BASE).leafEntry() & 0x60).as("A and D").isEqualTo(0x60);
  }

  @Test
  void aRegionThatGrowsDownGrowsByAFaultBelowIt() {
    final long stack = 0x5000_0000;
    guest.mustMap(stack, 4, RW, ANONYMOUS | MAP_GROWSDOWN, -1, 0);
    assertThat(guest.store(stack + 3 * PAGE, 3)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.store(stack - 0x10_0000, 1)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(regions()).containsExactly("[0x4ff00000, 0x50004000) rw- private anonymous");
    assertThat(guest.result(FSTAT, 0, stack - 0x20_0000)).as("by the kernel too").isEqualTo("0");
    assertThat(regions()).containsExactly("[0x4fe00000, 0x50004000) rw- private anonymous");
    // To RLIMIT_STACK, 8 MiB in all, and not a page further.
    final long lowest = stack + 4 * PAGE - (8 << 20);
    assertThat(guest.load(lowest - 1)).isEqualTo(FaultVerdict.NOT_MAPPED);
    assertThat(guest.load(lowest)).isEqualTo(0);
    assertThat(guest.load(stack + 3 * PAGE)).isEqualTo(3);
  }

  @Test
  void aRegionThatGrowsDownKeepsItsDistance() {
    final long stack = 0x5000_0000;
    final long below = stack - 0x20_0000;
    guest.mustMap(stack, 1, RW, ANONYMOUS | MAP_GROWSDOWN, -1, 0);
    guest.mustMap(below, 1, RW, ANONYMOUS, -1, 0);
    assertThat(guest.load(below + PAGE + 0x10_0000)).isEqualTo(0);
    assertThat(guest.load(below + PAGE + 0xf_f000)).isEqualTo(FaultVerdict.NOT_MAPPED);
    assertThat(guest.call(MPROTECT, below, PAGE, 0)).isZero();
    assertThat(guest.load(below + PAGE)).as("up to what may not be used").isEqualTo(0);
    assertThat(guest.load(AddressSpace.LOWEST - 1)).isEqualTo(FaultVerdict.NOT_MAPPED);
  }

  @Test
  void regionsAreCountedAsLinuxCountsThem() throws Exception {
    final AddressSpace space = guest.process.space();
    // Two by two of different protection, so that none are joined.
    long at = BASE;
    while (space.regions().size() < AddressSpace.MAX_REGIONS) {
      guest.mustMap(at, 1, at / PAGE % 2 == 0 ? RW : PROT_READ, ANONYMOUS, -1, 0);
      at += PAGE;
    }
    assertThat(guest.result(MPROTECT, BASE, PAGE, RW | PROT_EXEC)).as("no split").isEqualTo("0");
    guest.mustMap(at + PAGE, 3, PROT_EXEC, ANONYMOUS, -1, 0);
    assertThat(guest.result(MMAP, 0, PAGE, RW, ANONYMOUS, -1, 0)).isEqualTo("ENOMEM");
    assertThat(guest.result(MUNMAP, at + 2 * PAGE, PAGE)).as("a hole").isEqualTo("ENOMEM");
    assertThat(guest.result(MPROTECT, at + 2 * PAGE, PAGE, RW)).isEqualTo("ENOMEM");
    assertThat(guest.result(MUNMAP, at + PAGE, PAGE)).as("an end").isEqualTo("0");
    assertThat(guest.load(at + 2 * PAGE)).as("still there").isEqualTo(0);
    assertThat(guest.result(MUNMAP, at, AddressSpace.END - at)).isEqualTo("0");
  }

  @Test
  void growingAnObjectThatCannotBeEnteredEverywhereChangesNothing() throws Exception {
    final KernelGround small = KernelGround.ofFrames(64);
    final GuestHand first = small.guest("first");
    final long object = first.object("object", PAGE);
    // A second part of the object in a table of its own: to enter it takes three tables.
    first.mustMap(BASE, 1, RW, MAP_SHARED, object, 0);
    first.mustMap(0x7000_0000_0000L, 1, RW, MAP_SHARED, object, PAGE);
    final long hog = first.object("hog", 0);
    final long free = small.frames.available();
    assertThat(first.result(FTRUNCATE, hog, (free - 3) * PAGE)).isEqualTo("0");
    final long used = small.frames.used();
    assertThat(first.result(FTRUNCATE, object, 2 * PAGE)).isEqualTo("ENOMEM");
    assertThat(small.frames.used()).isEqualTo(used);
    assertThat(small.frames.available()).isEqualTo(3);
    assertThat(first.load(0x7000_0000_0000L)).isEqualTo(FaultVerdict.BEYOND_OBJECT);
    assertThat(first.result(FTRUNCATE, hog, (free - 4) * PAGE)).isEqualTo("0");
    assertThat(first.result(FTRUNCATE, object, 2 * PAGE)).isEqualTo("0");
    assertThat(first.load(0x7000_0000_0000L)).isEqualTo(0);
    small.assertEverythingReturned();
  }

  @Test
  void mappingWithoutFramesForTablesLeavesWhatWasThere() throws Exception {
    final KernelGround small = KernelGround.ofFrames(128);
    final GuestHand first = small.guest("first");
    final long object = first.object("object", 2 * PAGE);
    first.mustMap(BASE, 2, RW, ANONYMOUS, -1, 0);
    assertThat(first.store(BASE, 7)).isEqualTo(FaultVerdict.RESOLVED);
    final long hog = first.object("hog", 0);
    final long free = small.frames.available();
    for (long left = 0; left <= 3; left++) {
      assertThat(first.result(FTRUNCATE, hog, (free - left) * PAGE)).isEqualTo("0");
      final long used = small.frames.used();
      final String elsewhere =
          first.result(MMAP, 0x7000_0000_0000L, PAGE, RW, MAP_SHARED | MAP_FIXED, object, 0);
      if (left < 3) {
        assertThat(elsewhere).as("%d frames left", left).isEqualTo("ENOMEM");
        assertThat(first.load(0x7000_0000_0000L)).isEqualTo(FaultVerdict.NOT_MAPPED);
        assertThat(small.frames.used()).isEqualTo(used);
        assertThat(small.frames.available()).isEqualTo(left);
        assertThat(first.load(BASE)).isEqualTo(7);
      } else {
        assertThat(elsewhere).isEqualTo(Long.toString(0x7000_0000_0000L));
      }
    }
    assertThat(small.frames.used(FramePurpose.PRIVATE)).isPositive();
    small.assertEverythingReturned();
  }

  @Test
  void tablesThatAreKeptAreNotCountedOnWhenTheyAreGivenBack() throws Exception {
    final KernelGround small = KernelGround.ofFrames(64);
    final GuestHand first = small.guest("first");
    final long object = first.object("object", 2 * PAGE);
    // The last page below a table's end, so that the next page takes another table.
    final long last = 0x7000_001f_f000L;
    first.mustMap(last, 1, RW, MAP_SHARED, object, 0);
    final long hog = first.object("hog", 0);
    final long free = small.frames.available();
    assertThat(first.call(MUNMAP, last, PAGE)).isZero();
    final int fixed = MAP_SHARED | MAP_FIXED;
    for (long left = 0; left <= 1; left++) {
      assertThat(first.result(FTRUNCATE, hog, (free - left) * PAGE)).isEqualTo("0");
      // Of the four tables that it takes three are kept, or can be given back: one is missing.
      assertThat(first.result(MMAP, last, 2 * PAGE, RW, fixed, object, 0))
          .isEqualTo(left == 0 ? "ENOMEM" : Long.toString(last));
    }
    assertThat(first.load(last + PAGE)).isEqualTo(0);
    small.assertEverythingReturned();
  }

  @Test
  void anObjectGrowsIntoSeveralPlacesWithTheTablesThatAreKept() throws Exception {
    final KernelGround small = KernelGround.ofFrames(64);
    final GuestHand first = small.guest("first");
    final long object = first.object("object", PAGE);
    final long far = 0x7000_0000_0000L;
    final long farther = 0x6000_0000_0000L;
    first.mustMap(far, 2, RW, MAP_SHARED, object, 0);
    assertThat(first.call(FTRUNCATE, object, 0)).isZero();
    first.mustMap(farther, 1, RW, MAP_SHARED, object, 0);
    final long hog = first.object("hog", 0);
    final long free = small.frames.available();
    for (long left = 1; left <= 4; left++) {
      assertThat(first.result(FTRUNCATE, hog, (free - left) * PAGE)).isEqualTo("0");
      assertThat(first.result(FTRUNCATE, object, PAGE))
          .as("%d left, a page and three tables needed", left)
          .isEqualTo(left < 4 ? "ENOMEM" : "0");
    }
    assertThat(first.load(far)).isEqualTo(0);
    assertThat(first.load(farther)).isEqualTo(0);
    small.assertEverythingReturned();
  }
}
