package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.frame.FramePurpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** madvise(2), mincore(2), the mlock(2) family, membarrier(2), as their manual pages have them. */
final class AdviceCallTest {
  private static final long BASE = 0x1000_0000;
  private static final int PAGE = 4096;
  private static final int DONTNEED = 4;
  private static final int FREE = 8;
  private static final int REMOVE = 9;
  private static final int DONTFORK = 10;
  private static final int DOFORK = 11;
  private static final int WIPEONFORK = 18;
  private static final int KEEPONFORK = 19;
  private static final int POPULATE_READ = 22;
  private static final int POPULATE_WRITE = 23;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final GuestHand guest = ground.guest("guest");

  private void pages(int count) {
    guest.mustMap(BASE, count, RW, ANONYMOUS, -1, 0);
    for (int i = 0; i < count; i++) {
      assertThat(guest.store(BASE + (long) i * PAGE, i + 1)).isEqualTo(FaultVerdict.RESOLVED);
    }
  }

  @Test
  void whatIsNotNeededIsZeroAgainAndItsFrameFree() {
    pages(3);
    final long used = ground.frames.used(FramePurpose.PRIVATE);
    assertThat(guest.call(MADVISE, BASE + PAGE, 1, DONTNEED)).isZero();
    assertThat(ground.frames.used(FramePurpose.PRIVATE)).isEqualTo(used - 1);
    assertThat(guest.load(BASE + PAGE)).isEqualTo(0);
    assertThat(guest.load(BASE)).isEqualTo(1);
    assertThat(guest.load(BASE + 2 * PAGE)).isEqualTo(3);
  }

  @Test
  void anObjectsPagesComeBackAsTheObjectHasThem() {
    final long object = guest.object("object", 2 * PAGE);
    guest.mustMap(BASE, 2, RW, MAP_SHARED, object, 0);
    guest.mustMap(BASE + 16 * PAGE, 2, RW, MAP_PRIVATE, object, 0);
    assertThat(guest.store(BASE, 5)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.store(BASE + 16 * PAGE, 6)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.call(MADVISE, BASE, 2 * PAGE, DONTNEED)).isZero();
    assertThat(guest.call(MADVISE, BASE + 16 * PAGE, 2 * PAGE, DONTNEED)).isZero();
    assertThat(guest.load(BASE)).isEqualTo(5);
    assertThat(guest.load(BASE + 16 * PAGE)).as("the copy is dropped").isEqualTo(5);
  }

  @Test
  void removedPagesAreZeroForEverybody() {
    final long object = guest.object("object", 2 * PAGE);
    guest.mustMap(BASE, 2, RW, MAP_SHARED, object, 0);
    assertThat(guest.store(BASE, 5)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.store(BASE + PAGE, 6)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.call(MADVISE, BASE, PAGE, REMOVE)).isZero();
    assertThat(guest.load(BASE)).isEqualTo(0);
    assertThat(guest.load(BASE + PAGE)).isEqualTo(6);
    assertThat(guest.call(MPROTECT, BASE, PAGE, PROT_READ)).isZero();
    guest.mustMap(BASE + 16 * PAGE, 1, RW, MAP_PRIVATE, object, 0);
    assertThat(guest.result(MADVISE, BASE + 16 * PAGE, PAGE, REMOVE)).isEqualTo("EACCES");
    pages(1);
    assertThat(guest.result(MADVISE, BASE, PAGE, REMOVE)).isEqualTo("EINVAL");
    assertThat(guest.call(MADVISE, BASE, PAGE, FREE)).isZero();
    assertThat(guest.result(MADVISE, BASE + 16 * PAGE, PAGE, FREE)).isEqualTo("EINVAL");
  }

  @Test
  void aChildGetsWhatItIsToGet() {
    final long object = guest.object("object", 3 * PAGE);
    pages(6);
    guest.mustMap(BASE + 16 * PAGE, 3, RW, MAP_SHARED, object, 0);
    assertThat(guest.call(MADVISE, BASE + PAGE, PAGE, DONTFORK)).isZero();
    assertThat(guest.call(MADVISE, BASE + 3 * PAGE, 2 * PAGE, WIPEONFORK)).isZero();
    assertThat(guest.call(MADVISE, BASE + 4 * PAGE, PAGE, KEEPONFORK)).isZero();
    assertThat(guest.call(MADVISE, BASE + 17 * PAGE, PAGE, DONTFORK)).isZero();
    final GuestHand child = guest.fork();
    assertThat(child.load(BASE)).isEqualTo(1);
    assertThat(child.load(BASE + PAGE)).isEqualTo(FaultVerdict.NOT_MAPPED);
    assertThat(child.load(BASE + 2 * PAGE)).isEqualTo(3);
    assertThat(child.load(BASE + 3 * PAGE)).as("wiped").isEqualTo(0);
    assertThat(child.load(BASE + 4 * PAGE)).isEqualTo(5);
    assertThat(child.load(BASE + 17 * PAGE)).isEqualTo(FaultVerdict.NOT_MAPPED);
    assertThat(child.load(BASE + 18 * PAGE)).isEqualTo(0);
    assertThat(guest.load(BASE + 3 * PAGE)).as("not the parent's").isEqualTo(4);
    assertThat(child.fork().load(BASE + 3 * PAGE)).as("inherited").isEqualTo(0);
    assertThat(guest.call(MADVISE, BASE, 6 * PAGE, DOFORK)).isZero();
    assertThat(guest.call(MADVISE, BASE, 6 * PAGE, KEEPONFORK)).isZero();
    assertThat(guest.process.space().regionAt(BASE).orElseThrow().range().count())
        .as("one region again")
        .isEqualTo(6);
    assertThat(guest.result(MADVISE, BASE + 16 * PAGE, PAGE, WIPEONFORK)).isEqualTo("EINVAL");
  }

  @Test
  void pagesArePopulatedForReadingAndForWriting() {
    guest.mustMap(BASE, 2, RW, ANONYMOUS, -1, 0);
    assertThat(guest.call(MADVISE, BASE, 2 * PAGE, POPULATE_WRITE)).isZero();
    assertThat(guest.isPresent(BASE + PAGE)).isTrue();
    guest.mustMap(BASE, 1, PROT_READ, ANONYMOUS, -1, 0);
    assertThat(guest.call(MADVISE, BASE, PAGE, POPULATE_READ)).isZero();
    assertThat(guest.result(MADVISE, BASE, PAGE, POPULATE_WRITE)).isEqualTo("EINVAL");
    assertThat(guest.result(MADVISE, BASE, 3 * PAGE, POPULATE_READ)).isEqualTo("ENOMEM");
    final long object = guest.object("object", PAGE);
    guest.mustMap(BASE, 2, RW, MAP_SHARED, object, 0);
    assertThat(guest.result(MADVISE, BASE, 2 * PAGE, POPULATE_READ)).isEqualTo("EFAULT");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 10, 11, 12, 13, 14, 15, 16, 17, 20, 21})
  void adviceChangesNothingThatCanBeRead(int advice) {
    pages(2);
    assertThat(guest.call(MADVISE, BASE, 2 * PAGE, advice)).isZero();
    assertThat(guest.load(BASE + PAGE)).isEqualTo(2);
  }

  @Test
  void badAdviceIsRefusedAndHolesAreReportedAfterTheRest() {
    pages(3);
    assertThat(guest.result(MADVISE, BASE, PAGE, 5)).isEqualTo("EINVAL");
    assertThat(guest.result(MADVISE, BASE, PAGE, 99)).isEqualTo("EINVAL");
    assertThat(guest.result(MADVISE, BASE, PAGE, -1)).isEqualTo("EINVAL");
    assertThat(guest.result(MADVISE, BASE + 1, PAGE, DONTNEED)).isEqualTo("EINVAL");
    assertThat(guest.result(MADVISE, BASE, -1, DONTNEED)).isEqualTo("EINVAL");
    assertThat(guest.result(MADVISE, BASE, -PAGE, DONTNEED)).isEqualTo("EINVAL");
    assertThat(guest.call(MADVISE, BASE + 64 * PAGE, 0, DONTNEED)).isZero();
    assertThat(guest.call(MUNMAP, BASE + PAGE, PAGE)).isZero();
    assertThat(guest.result(MADVISE, BASE, 3 * PAGE, DONTNEED)).isEqualTo("ENOMEM");
    assertThat(guest.load(BASE + 2 * PAGE)).as("behind the hole, served").isEqualTo(0);
  }

  @Test
  void residencyIsToldPageByPage() {
    final long object = guest.object("object", PAGE);
    guest.mustMap(BASE, 3, RW, ANONYMOUS, -1, 0);
    guest.mustMap(BASE + 3 * PAGE, 2, RW, MAP_PRIVATE, object, 0);
    assertThat(guest.store(BASE + PAGE, 1)).isEqualTo(FaultVerdict.RESOLVED);
    guest.poke(SCRATCH, new byte[] {9, 9, 9, 9, 9, 9});
    assertThat(guest.call(MINCORE, BASE, 4 * PAGE + 1, SCRATCH)).isZero();
    assertThat(guest.peek(SCRATCH, 6)).containsExactly(0, 1, 0, 1, 0, 9);
    assertThat(guest.result(MINCORE, BASE + 1, PAGE, SCRATCH)).isEqualTo("EINVAL");
    assertThat(guest.result(MINCORE, BASE, 6 * PAGE, SCRATCH)).isEqualTo("ENOMEM");
    assertThat(guest.result(MINCORE, BASE, -1, SCRATCH)).isEqualTo("ENOMEM");
    assertThat(guest.result(MINCORE, BASE, PAGE, 8)).isEqualTo("EFAULT");
    assertThat(guest.call(MINCORE, BASE, 0, 8)).isZero();
  }

  @Test
  void lockedPagesArePresentCountedAndNotDiscarded() {
    guest.mustMap(BASE, 4, RW, ANONYMOUS, -1, 0);
    assertThat(guest.call(MLOCK, BASE + PAGE + 5, PAGE)).as("two pages touched").isZero();
    assertThat(guest.process.space().lockedPages()).isEqualTo(2);
    assertThat(guest.isPresent(BASE)).isFalse();
    assertThat(guest.walk(BASE + 2 * PAGE).writable()).isTrue();
    assertThat(guest.result(MADVISE, BASE + PAGE, PAGE, DONTNEED)).isEqualTo("EINVAL");
    assertThat(guest.fork().process.space().lockedPages()).as("not inherited").isZero();
    assertThat(guest.call(MUNLOCK, BASE, 4 * PAGE)).isZero();
    assertThat(guest.process.space().lockedPages()).isZero();
    assertThat(guest.call(MLOCK2, BASE + 3 * PAGE, PAGE, 1)).isZero();
    assertThat(guest.isPresent(BASE + 3 * PAGE)).as("on fault").isFalse();
    assertThat(guest.result(MLOCK2, BASE, PAGE, 2)).isEqualTo("EINVAL");
    assertThat(guest.result(MLOCK, BASE, 5 * PAGE)).as("a hole").isEqualTo("ENOMEM");
    assertThat(guest.result(MLOCK, BASE, -2 * PAGE)).isEqualTo("EINVAL");
    assertThat(guest.result(MUNLOCK, BASE + 8 * PAGE, PAGE)).isEqualTo("ENOMEM");
    assertThat(guest.call(MLOCK, BASE + 64 * PAGE, 0)).isZero();
    assertThat(guest.call(MPROTECT, BASE, PAGE, 0)).isZero();
    assertThat(guest.result(MLOCK, BASE, PAGE)).as("nobody's").isEqualTo("ENOMEM");
  }

  @Test
  void everythingCanBeLockedNowAndLater() {
    assertThat(guest.result(MLOCKALL, 0)).isEqualTo("EINVAL");
    assertThat(guest.result(MLOCKALL, 4)).isEqualTo("EINVAL");
    assertThat(guest.result(MLOCKALL, 8)).isEqualTo("EINVAL");
    pages(2);
    assertThat(guest.call(MLOCKALL, 3)).isZero();
    assertThat(guest.process.space().lockedPages())
        .isEqualTo(guest.process.space().pagesInRegions());
    final long later = guest.call(MMAP, 0, PAGE, RW, ANONYMOUS, -1, 0);
    assertThat(guest.isPresent(later)).isTrue();
    assertThat(guest.call(MUNLOCKALL)).isZero();
    assertThat(guest.process.space().lockedPages()).isZero();
    final long unlocked = guest.call(MMAP, 0, PAGE, RW, ANONYMOUS, -1, 0);
    assertThat(guest.isPresent(unlocked)).isFalse();
  }

  @Test
  void whoIsNotRootIsBoundByTheLimit() {
    guest.process.setCredentials(Credentials.of(1000, 1000));
    guest.mustMap(BASE, 4, RW, ANONYMOUS, -1, 0);
    final AddressSpace space = guest.process.space();
    final long unlimited = MemoryLimits.UNLIMITED;
    space.setLimits(new MemoryLimits(unlimited, unlimited, 2 * PAGE, 8 << 20));
    assertThat(guest.result(MLOCK, BASE, 3 * PAGE)).isEqualTo("ENOMEM");
    assertThat(guest.call(MLOCK, BASE, 2 * PAGE)).isZero();
    assertThat(guest.call(MLOCK, BASE, 2 * PAGE)).as("counted once").isZero();
    assertThat(guest.result(MLOCK, BASE + 2 * PAGE, PAGE)).isEqualTo("ENOMEM");
    assertThat(guest.result(MMAP, 0, PAGE, RW, ANONYMOUS | MAP_LOCKED, -1, 0)).isEqualTo("EAGAIN");
    assertThat(guest.result(MREMAP, BASE, 2 * PAGE, 3 * PAGE, 1)).isEqualTo("EAGAIN");
    assertThat(guest.result(MLOCKALL, 1)).isEqualTo("ENOMEM");
    space.setLimits(new MemoryLimits(unlimited, unlimited, 0, 8 << 20));
    assertThat(guest.result(MLOCK, BASE, PAGE)).isEqualTo("EPERM");
    assertThat(guest.result(MMAP, 0, PAGE, RW, ANONYMOUS | MAP_LOCKED, -1, 0)).isEqualTo("EPERM");
    assertThat(guest.result(MLOCKALL, 1)).isEqualTo("EPERM");
    assertThat(guest.call(MUNLOCK, BASE, 2 * PAGE)).isZero();
  }

  @Test
  void theDataSegmentGrowsOverTheLimitOfLockedMemoryForRootOnly() {
    final AddressSpace space = guest.process.space();
    space.startHeap(BASE);
    final long unlimited = MemoryLimits.UNLIMITED;
    space.setLimits(new MemoryLimits(unlimited, unlimited, 2 * PAGE, 8 << 20));
    assertThat(guest.call(MLOCKALL, 2)).isZero();
    assertThat(guest.call(BRK, BASE + 3 * PAGE)).isEqualTo(BASE + 3 * PAGE);
    assertThat(guest.isPresent(BASE + 2 * PAGE)).isTrue();
    guest.process.setCredentials(Credentials.of(1000, 1000));
    assertThat(guest.call(BRK, BASE + 4 * PAGE)).as("refused").isEqualTo(BASE + 3 * PAGE);
    assertThat(guest.call(BRK, BASE)).isEqualTo(BASE);
    assertThat(guest.call(BRK, BASE + 2 * PAGE)).isEqualTo(BASE + 2 * PAGE);
  }

  @Test
  void barriersArePassedByWhomIsRegistered() {
    assertThat(guest.call(MEMBARRIER, 0, 0, 0) & 8).isEqualTo(8);
    assertThat(guest.call(MEMBARRIER, 1, 0, 0)).isZero();
    assertThat(guest.result(MEMBARRIER, 8, 0, 0)).isEqualTo("EPERM");
    assertThat(guest.call(MEMBARRIER, 16, 0, 0)).isZero();
    assertThat(guest.call(MEMBARRIER, 8, 0, 0)).isZero();
    assertThat(guest.result(MEMBARRIER, 32, 0, 0)).isEqualTo("EPERM");
    assertThat(guest.result(MEMBARRIER, 0, 1, 0)).isEqualTo("EINVAL");
    assertThat(guest.result(MEMBARRIER, 3, 0, 0)).isEqualTo("EINVAL");
  }
}
