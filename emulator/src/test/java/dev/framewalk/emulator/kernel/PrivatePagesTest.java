package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.MapException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages that come by faults: zeroed, shared until they are written, copied, executed. */
final class PrivatePagesTest {
  private static final long BASE = 0x1000_0000;
  private static final int PAGE = 4096;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final GuestHand guest = ground.guest("guest");
  private final long object = guest.object("object", 3 * PAGE);
  private final long shared = guest.mustMap(0x2000_0000, 3, RW, MAP_SHARED, object, 0);

  @Test
  void memoryOfNothingIsZeroAndMadeWhenTouched() {
    guest.mustMap(BASE, 2, RW, ANONYMOUS, -1, 0);
    final long used = ground.frames.used(FramePurpose.PRIVATE);
    assertThat(guest.isPresent(BASE)).isFalse();
    assertThat(guest.load(BASE + 4095)).isEqualTo(0);
    assertThat(guest.isPresent(BASE)).isTrue();
    assertThat(guest.isPresent(BASE + PAGE)).isFalse();
    assertThat(ground.frames.used(FramePurpose.PRIVATE)).isEqualTo(used + 1);
  }

  @Test
  void aPageIsTheObjectsUntilItIsStoredTo() {
    guest.mustMap(BASE, 3, RW, MAP_PRIVATE, object, 0);
    assertThat(guest.store(shared, 5)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.load(BASE)).isEqualTo(5);
    assertThat(guest.frame(BASE)).isEqualTo(guest.frame(shared));
    assertThat(guest.store(shared, 6)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.load(BASE)).isEqualTo(6);
    assertThat(guest.store(BASE + 1, 7)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.frame(BASE)).isNotEqualTo(guest.frame(shared));
    assertThat(guest.load(BASE)).as("copied with the page").isEqualTo(6);
    assertThat(guest.load(shared + 1)).isEqualTo(0);
    assertThat(guest.store(BASE + PAGE, 8))
        .as("stored to at once")
        .isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.load(shared + PAGE)).isEqualTo(0);
  }

  @Test
  void theKernelsStoresCopyAsWell() {
    guest.mustMap(BASE, 1, RW, MAP_PRIVATE, object, 0);
    assertThat(guest.load(BASE)).isEqualTo(0);
    assertThat(guest.call(FSTAT, object, BASE)).isZero();
    assertThat(guest.load(BASE + 48)).as("st_size").isEqualTo(3 * PAGE & 0xff);
    assertThat(guest.load(BASE + 49)).isEqualTo(3 * PAGE >> 8);
    assertThat(guest.load(shared + 49)).isEqualTo(0);
  }

  @Test
  void protectingDoesNotGrantStoresToTheObject() {
    guest.mustMap(BASE, 1, PROT_READ, MAP_PRIVATE, object, 0);
    assertThat(guest.load(BASE)).isEqualTo(0);
    assertThat(guest.store(BASE, 1)).isEqualTo(FaultVerdict.NOT_ALLOWED);
    assertThat(guest.call(MPROTECT, BASE, PAGE, RW)).isZero();
    assertThat(guest.walk(BASE).writable()).isFalse();
    assertThat(guest.store(BASE, 1)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.load(shared)).isEqualTo(0);
    assertThat(guest.load(BASE)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {PROT_WRITE, PROT_READ | PROT_WRITE, PROT_WRITE | PROT_EXEC})
  void whatMayBeWrittenMayBeRead(int protection) {
    guest.mustMap(BASE, 2, protection, MAP_PRIVATE, object, 0);
    assertThat(guest.load(BASE)).as("still the object's").isEqualTo(0);
    assertThat(guest.store(BASE, 3)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.load(BASE)).as("copied").isEqualTo(3);
    guest.mustMap(BASE, 2, RW, ANONYMOUS, -1, 0);
    assertThat(guest.store(BASE, 4)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.call(MPROTECT, BASE, PAGE, protection)).isZero();
    assertThat(guest.load(BASE)).as("protected").isEqualTo(4);
    assertThat(guest.store(BASE, 5)).isEqualTo(FaultVerdict.RESOLVED);
    guest.mustMap(BASE, 2, protection, MAP_SHARED, object, 0);
    assertThat(guest.load(BASE)).as("shared").isEqualTo(0);
  }

  @Test
  void cuttingTheObjectTakesCopiesToo() {
    guest.mustMap(BASE, 3, RW, MAP_PRIVATE, object, 0);
    assertThat(guest.store(BASE, 9)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.store(BASE + PAGE, 9)).isEqualTo(FaultVerdict.RESOLVED);
    final long used = ground.frames.used(FramePurpose.PRIVATE);
    assertThat(guest.call(FTRUNCATE, object, 100)).isZero();
    assertThat(ground.frames.used(FramePurpose.PRIVATE)).isEqualTo(used - 1);
    assertThat(guest.load(BASE + PAGE)).isEqualTo(FaultVerdict.BEYOND_OBJECT);
    assertThat(guest.store(BASE + 2 * PAGE, 1)).isEqualTo(FaultVerdict.BEYOND_OBJECT);
    assertThat(guest.call(FTRUNCATE, object, 3 * PAGE)).isZero();
    assertThat(guest.load(BASE + PAGE)).as("the object's again").isEqualTo(0);
    assertThat(guest.load(BASE)).as("within the object, kept").isEqualTo(9);
    assertThat(guest.call(FTRUNCATE, object, 0)).isZero();
    assertThat(guest.load(BASE)).isEqualTo(FaultVerdict.BEYOND_OBJECT);
    assertThat(guest.result(WRITE, object, BASE, 8)).isEqualTo("EFAULT");
  }

  @Test
  void aFrameOfSeveralProcessesIsCopiedBeforeItIsWritten() throws MapException {
    // As after fork: the same frame, entered read-only in both, with two references.
    final GuestHand other = ground.guest("other");
    guest.mustMap(BASE, 1, RW, ANONYMOUS, -1, 0);
    other.mustMap(BASE, 1, RW, ANONYMOUS, -1, 0);
    assertThat(guest.store(BASE, 5)).isEqualTo(FaultVerdict.RESOLVED);
    final PhysFrame frame = guest.frame(BASE);
    final var readOnly = Protection.READ.leafFlags();
    ground.frames.retain(frame);
    guest.process.space().owe(guest.process.space().mapper().protect(pages(BASE, 1), readOnly));
    other
        .process
        .space()
        .owe(
            other
                .process
                .space()
                .mapper()
                .map(pages(BASE, 1).first(), frame, PageSize.SIZE_4K, readOnly));

    assertThat(guest.load(BASE)).isEqualTo(5);
    assertThat(ground.frames.references(frame)).isEqualTo(2);
    assertThat(guest.store(BASE, 6)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(ground.frames.references(frame)).isOne();
    assertThat(guest.frame(BASE)).isNotEqualTo(frame);
    assertThat(other.load(BASE)).isEqualTo(5);
    assertThat(other.store(BASE, 7))
        .as("the last one needs no copy")
        .isEqualTo(FaultVerdict.RESOLVED);
    assertThat(other.frame(BASE)).isEqualTo(frame);
    assertThat(guest.load(BASE)).isEqualTo(6);
  }

  @Test
  void whatMayBeWrittenAndExecutedIsNotExecutableUntilItIsFetched() {
    guest.mustMap(BASE, 2, RWX, ANONYMOUS, -1, 0);
    assertThat(guest.store(BASE, 0xc3)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.walk(BASE).executable()).isFalse();
    assertThat(guest.fetch(BASE)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.walk(BASE).executable()).isTrue();
    assertThat(guest.store(BASE, 0x90)).as("and still writable").isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.fetch(BASE + PAGE)).as("fetched first").isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.call(MPROTECT, BASE, PAGE, RW)).isZero();
    assertThat(guest.fetch(BASE)).isEqualTo(FaultVerdict.NOT_ALLOWED);
  }

  @Test
  void executingACopyOnWritePageDoesNotMakeItWritable() {
    guest.mustMap(BASE, 1, RWX, MAP_PRIVATE, object, 0);
    assertThat(guest.fetch(BASE)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.walk(BASE).writable()).isFalse();
    assertThat(guest.store(BASE, 1)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.load(shared)).isEqualTo(0);
    assertThat(guest.fetch(BASE)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.store(BASE, 2)).isEqualTo(FaultVerdict.RESOLVED);
  }

  @Test
  void noAccessMeansNoneAndKeepsTheContents() {
    guest.mustMap(BASE, 1, RW, ANONYMOUS, -1, 0);
    assertThat(guest.store(BASE, 8)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.call(MPROTECT, BASE, PAGE, 0)).isZero();
    assertThat(guest.load(BASE)).isEqualTo(FaultVerdict.NOT_ALLOWED);
    assertThat(guest.store(BASE, 1)).isEqualTo(FaultVerdict.NOT_ALLOWED);
    assertThat(guest.fetch(BASE)).isEqualTo(FaultVerdict.NOT_ALLOWED);
    assertThat(guest.result(WRITE, object, BASE, 1)).isEqualTo("EFAULT");
    assertThat(guest.call(MPROTECT, BASE, PAGE, PROT_READ)).isZero();
    assertThat(guest.load(BASE)).isEqualTo(8);
    assertThat(guest.call(MPROTECT, BASE, PAGE, RW)).isZero();
    assertThat(guest.store(BASE, 9)).isEqualTo(FaultVerdict.RESOLVED);
  }

  @Test
  void aFaultWhereNothingCanBeIsNotMapped() {
    for (final long address :
        new long[] {
          0,
          0xfff,
          AddressSpace.LOWEST - 1,
          AddressSpace.END,
          0x7fff_ffff_ffffL,
          1L << 47,
          1L << 62,
          1L << 63,
          0xffff_8000_0000_0000L,
          -4096,
          -1
        }) {
      for (final Access access : Access.values()) {
        assertThat(guest.process.faults().resolve(address, access))
            .as("address 0x%x", address)
            .isEqualTo(FaultVerdict.NOT_MAPPED);
      }
      assertThat(guest.process.memory().copyInSome(address, new byte[8], 0, 8)).isZero();
    }
  }

  @Test
  void aFaultThatNeedsNoFrameIsServedWithoutOne() throws Exception {
    final KernelGround small = KernelGround.ofFrames(64);
    final GuestHand hand = small.guest("hand");
    final long own = hand.object("own", PAGE);
    hand.mustMap(BASE, 2, RW, ANONYMOUS, -1, 0);
    hand.mustMap(BASE + 8 * PAGE, 2, RW, MAP_PRIVATE, own, 0);
    assertThat(hand.store(BASE, 1)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(hand.call(MPROTECT, BASE, PAGE, PROT_READ)).isZero();
    assertThat(hand.call(MPROTECT, BASE, PAGE, RW)).isZero();
    final long hog = hand.object("hog", 0);
    assertThat(hand.call(FTRUNCATE, hog, small.frames.available() * PAGE)).isZero();
    assertThat(small.frames.available()).isZero();
    assertThat(hand.store(BASE, 2)).as("its own frame").isEqualTo(FaultVerdict.RESOLVED);
    assertThat(hand.load(BASE + 8 * PAGE)).as("the object's").isEqualTo(0);
    assertThat(hand.store(BASE + 8 * PAGE, 1)).isEqualTo(FaultVerdict.OUT_OF_FRAMES);
    assertThat(hand.load(BASE + PAGE)).isEqualTo(FaultVerdict.OUT_OF_FRAMES);
    assertThat(hand.result(READ, own, BASE + PAGE, 1)).isEqualTo("EFAULT");
    assertThat(hand.call(FTRUNCATE, hog, 0)).isZero();
    assertThat(hand.load(BASE + PAGE)).isEqualTo(0);
    assertThat(hand.store(BASE + 8 * PAGE, 1)).isEqualTo(FaultVerdict.RESOLVED);
    small.assertEverythingReturned();
  }

  @Test
  void tablesThatWereKeptForTheNextMappingServeAFault() throws Exception {
    final KernelGround small = KernelGround.ofFrames(64);
    final GuestHand hand = small.guest("hand");
    hand.mustMap(BASE, 1, RW, ANONYMOUS, -1, 0);
    final long far = 0x7000_0000_0000L;
    hand.mustMap(far, 1, RW, ANONYMOUS, -1, 0);
    assertThat(hand.store(far, 1)).isEqualTo(FaultVerdict.RESOLVED);
    final long hog = hand.object("hog", 0);
    assertThat(hand.call(FTRUNCATE, hog, small.frames.available() * PAGE)).isZero();
    assertThat(hand.store(BASE, 1)).isEqualTo(FaultVerdict.OUT_OF_FRAMES);
    assertThat(hand.call(MUNMAP, far, PAGE)).isZero();
    assertThat(hand.store(BASE, 1)).isEqualTo(FaultVerdict.RESOLVED);
    small.assertEverythingReturned();
  }
}
