package dev.framewalk.pagetable.frame;

import static dev.framewalk.pagetable.frame.FramePurpose.KERNEL;
import static dev.framewalk.pagetable.frame.FramePurpose.PAGE_TABLE;
import static dev.framewalk.pagetable.frame.FramePurpose.PRIVATE;
import static dev.framewalk.pagetable.frame.FramePurpose.SHARED_OBJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import dev.framewalk.pagetable.memory.HeapMemory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameAllocatorTest {
  private static final long MIB = 1L << 20;

  private final HeapMemory memory = new HeapMemory(16 * MIB);
  private final FrameAllocator frames =
      new FrameAllocator(memory, PhysFrame.of(16), 4096 - 16, Poison.ON_FREE);

  @Test
  void framesAreDistinctZeroedAndOwn() throws Exception {
    final List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < 4080; i++) {
      final PhysFrame frame = frames.allocate(PRIVATE);
      assertThat(frames.references(frame)).isEqualTo(1);
      assertThat(memory.isZero(frame.start().value(), PhysFrame.BYTES)).isTrue();
      numbers.add(frame.number());
    }
    assertThat(numbers).doesNotHaveDuplicates().allMatch(n -> n >= 16 && n < 4096);
    assertThat(frames.available()).isZero();
    assertThatExceptionOfType(OutOfFramesException.class)
        .isThrownBy(() -> frames.allocate(PRIVATE))
        .withMessage("out of frames: wanted=1, available=0");
  }

  @Test
  void aFreedFrameIsPoisonedAndZeroedWhenHandedOutAgain() throws Exception {
    final PhysFrame frame = frames.allocate(KERNEL);
    memory.writeWord(frame.start().value() + 8, 42);
    assertThat(frames.release(frame)).isTrue();
    assertThat(memory.readWord(frame.start().value() + 8)).isEqualTo(FrameAllocator.POISON_WORD);
    assertThat(memory.readWord(frame.start().value() + 4088)).isEqualTo(FrameAllocator.POISON_WORD);
    assertThat(memory.readWord(frame.start().value() + 4096)).isZero();
    assertThat(frames.allocate(KERNEL)).isEqualTo(frame);
    assertThat(memory.isZero(frame.start().value(), PhysFrame.BYTES)).isTrue();
  }

  @Test
  void withoutPoisonTheBytesStayUntilTheFrameIsHandedOut() throws Exception {
    final FrameAllocator quiet = new FrameAllocator(memory, PhysFrame.of(16), 100, Poison.NEVER);
    final PhysFrame frame = quiet.allocate(KERNEL);
    memory.writeWord(frame.start().value(), 42);
    assertThat(quiet.release(frame)).isTrue();
    assertThat(memory.readWord(frame.start().value())).isEqualTo(42);
    assertThat(quiet.allocate(KERNEL)).isEqualTo(frame);
    assertThat(memory.readWord(frame.start().value())).isZero();
  }

  @Test
  void aFrameReleasedAsZeroIsNeitherPoisonedNorZeroed() throws Exception {
    final PhysFrame frame = frames.allocate(PAGE_TABLE);
    assertThat(frames.releaseZeroed(frame)).isTrue();
    assertThat(memory.isZero(frame.start().value(), PhysFrame.BYTES)).isTrue();
    // Proof that it is not zeroed again: what is slipped in while it is free is still there.
    memory.writeWord(frame.start().value(), 7);
    assertThat(frames.allocate(PAGE_TABLE)).isEqualTo(frame);
    assertThat(memory.readWord(frame.start().value())).isEqualTo(7);
  }

  @Test
  void aFrameLivesUntilItsLastReference() throws Exception {
    final PhysFrame frame = frames.allocate(PRIVATE);
    frames.retain(frame);
    assertThat(frames.references(frame)).isEqualTo(2);
    assertThat(frames.release(frame)).isFalse();
    assertThat(frames.used(PRIVATE)).isEqualTo(1);
    assertThat(frames.release(frame)).isTrue();
    assertThat(frames.references(frame)).isZero();
    assertThat(frames.used()).isZero();
  }

  @Test
  void aDoubleFreeNamesTheFrameAndWhatItWas() throws Exception {
    final PhysFrame frame = frames.allocate(SHARED_OBJECT);
    assertThat(frames.release(frame)).isTrue();
    final String text = "frame is not in use: frame=0x10, freed, last purpose=SHARED_OBJECT";
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> frames.release(frame))
        .withMessage(text);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> frames.releaseZeroed(frame))
        .withMessage(text);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> frames.retain(frame))
        .withMessage(text);
    assertThat(frames.available()).isEqualTo(4080);
  }

  @Test
  void aForeignFrameIsRefused() {
    for (final long number : new long[] {0, 15, 4096, 1L << 39}) {
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> frames.release(PhysFrame.of(number)))
          .withMessage("not a frame of this allocator: frame=0x%x, first=0x10, last=0xfff", number);
      assertThat(frames.owns(PhysFrame.of(number))).isFalse();
      assertThat(frames.purpose(PhysFrame.of(number))).isEmpty();
      assertThat(frames.isUsedFor(number, KERNEL)).isFalse();
    }
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> frames.release(PhysFrame.of(700)))
        .withMessage("frame is not in use: frame=0x2bc, never allocated");
  }

  @Test
  void aRunThatHoldsAFreeFrameIsRefusedWhole() throws Exception {
    final FrameList list = frames.allocate(200, PRIVATE);
    final PhysFrame hole = list.get(150);
    assertThat(frames.release(hole)).isTrue();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> frames.release(list))
        .withMessageContaining("frame=0x" + Long.toHexString(hole.number()));
    assertThat(frames.used(PRIVATE)).isEqualTo(199);
    final FrameRun beyond = new FrameRun(PhysFrame.of(4000), 200);
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> frames.release(beyond));
  }

  @Test
  void aRunOfTwoMegabytesStartsOnItsBoundary() throws Exception {
    final PhysFrame single = frames.allocate(KERNEL);
    final FrameList list = frames.allocate(512, SHARED_OBJECT);
    assertThat(list.runs()).isEqualTo(1);
    assertThat(list.get(0).number() % 512).isZero();
    final FrameList longer = frames.allocate(1025, SHARED_OBJECT);
    assertThat(longer.runs()).isEqualTo(1);
    assertThat(longer.get(0).number() % 512).isZero();
    assertThat(longer.get(0)).isNotEqualTo(list.get(0));
    assertThat(frames.used(SHARED_OBJECT)).isEqualTo(1537);
    frames.release(list);
    frames.release(longer);
    assertThat(frames.release(single)).isTrue();
    assertThat(frames.used()).isZero();
  }

  @Test
  void aLongRunWithoutAlignedPlaceIsStillContiguous() throws Exception {
    // Frames 16 to 1015: 900 in a row fit, but not from the only boundary, 512, on.
    final FrameAllocator small = new FrameAllocator(memory, PhysFrame.of(16), 1000, Poison.NEVER);
    final FrameList list = small.allocate(900, PRIVATE);
    assertThat(list.runs()).isEqualTo(1);
    assertThat(list.get(0).number() % 512).isNotZero();
  }

  @Test
  void singleFramesFillBrokenBlocksFirst() throws Exception {
    final List<PhysFrame> singles = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      singles.add(frames.allocate(PRIVATE));
    }
    final FrameList object = frames.allocate(512, SHARED_OBJECT);
    frames.release(object);
    for (int i = 0; i < 100; i++) {
      final PhysFrame frame = frames.allocate(PRIVATE);
      assertThat(frame.number() / 512).isNotEqualTo(object.get(0).number() / 512);
      singles.add(frame);
    }
    for (final PhysFrame frame : singles) {
      assertThat(frames.release(frame)).isTrue();
    }
    assertThat(frames.allocate(3584, PRIVATE).runs()).isEqualTo(1);
  }

  @Test
  void withoutARunThatIsLongEnoughTheLongestPiecesAreTaken() throws Exception {
    final FrameList all = frames.allocate(4080, PRIVATE);
    // Free pieces of 1, 2, 4, … 256 frames with used frames between them.
    long at = 0;
    for (long length = 1; length <= 256; length *= 2) {
      frames.release(all.runAt(at, length));
      at += length + 3;
    }
    final FrameList list = frames.allocate(400, SHARED_OBJECT);
    assertThat(list.size()).isEqualTo(400);
    assertThat(list.runs()).isEqualTo(3);
    assertThat(frames.available()).isEqualTo(511 - 400);
    frames.release(list);
    assertThat(frames.available()).isEqualTo(511);
  }

  @Test
  void everyOtherFrameIsEnoughForAScatteredList() throws Exception {
    final FrameList all = frames.allocate(4080, PRIVATE);
    for (long i = 0; i < 4080; i += 2) {
      assertThat(frames.release(all.get(i))).isTrue();
    }
    final FrameList list = frames.allocate(2040, SHARED_OBJECT);
    assertThat(list.runs()).isEqualTo(2040);
    assertThat(frames.available()).isZero();
    for (long i = 0; i < 2040; i++) {
      assertThat(memory.isZero(list.get(i).start().value(), PhysFrame.BYTES)).isTrue();
      assertThat(list.get(i)).isEqualTo(all.get(i * 2));
    }
  }

  @Test
  void aRefusedAllocationChangesNothing() {
    assertThatExceptionOfType(OutOfFramesException.class)
        .isThrownBy(() -> frames.allocate(4081, PRIVATE))
        .withMessage("out of frames: wanted=4081, available=4080");
    assertThat(frames.available()).isEqualTo(4080);
    assertThat(frames.used()).isZero();
  }

  @Test
  void aReservationCannotRunOutAndReturnsWhatIsLeft() throws Exception {
    final PhysFrame taken;
    try (FrameReservation reservation = frames.reserve(4000)) {
      assertThat(frames.available()).isEqualTo(80);
      assertThat(frames.used()).isZero();
      assertThat(frames.allocate(80, PRIVATE).size()).isEqualTo(80);
      assertThatExceptionOfType(OutOfFramesException.class)
          .isThrownBy(() -> frames.allocate(PRIVATE));
      taken = reservation.take(PAGE_TABLE);
      assertThat(reservation.remaining()).isEqualTo(3999);
      assertThat(frames.used(PAGE_TABLE)).isEqualTo(1);
      reservation.close();
      assertThat(reservation.remaining()).isZero();
    }
    // Closed twice by now.
    assertThat(frames.available()).isEqualTo(3999);
    assertThat(frames.release(taken)).isTrue();
    assertThat(frames.available()).isEqualTo(4000);
  }

  @Test
  void takingMoreThanWasReservedIsABug() throws Exception {
    try (FrameReservation reservation = frames.reserve(0)) {
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> reservation.take(PAGE_TABLE))
          .withMessage("reservation is used up: purpose=PAGE_TABLE");
    }
    assertThatExceptionOfType(OutOfFramesException.class).isThrownBy(() -> frames.reserve(4081));
  }

  @Test
  void framesInUseAreShownAsRunsOfEqualPurposeAndReferences() throws Exception {
    final FrameList object = frames.allocate(600, SHARED_OBJECT);
    final PhysFrame first = frames.allocate(KERNEL);
    final PhysFrame second = frames.allocate(KERNEL);
    frames.retain(second);
    final List<String> seen = new ArrayList<>();
    frames.forEachUsed(
        (run, purpose, references) ->
            seen.add(run.first() + " x " + run.count() + " " + purpose + " " + references));
    assertThat(seen)
        .containsExactly(
            first + " x 1 KERNEL 1",
            second + " x 1 KERNEL 2",
            object.get(0) + " x 600 SHARED_OBJECT 1");
    assertThat(frames.purpose(second)).contains(KERNEL);
    assertThat(frames.purpose(second.plus(1))).isEmpty();
    assertThat(frames.isUsedFor(first.number(), KERNEL)).isTrue();
    assertThat(frames.isUsedFor(first.number(), PRIVATE)).isFalse();
  }

  @Test
  void anAllocatorMustLieInsideItsMemory() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new FrameAllocator(memory, PhysFrame.of(1), 4096, Poison.NEVER));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new FrameAllocator(memory, PhysFrame.of(1), 0, Poison.NEVER));
  }

  @Test
  void aFrameForACopyIsAFrameLikeAnyOtherButForItsBytes() throws Exception {
    final PhysFrame frame = frames.allocateUnfilled(PRIVATE);
    assertThat(frames.references(frame)).isEqualTo(1);
    assertThat(frames.used(PRIVATE)).isEqualTo(1);
    memory.writeWord(frame.start().value(), 42);
    assertThat(frames.release(frame)).isTrue();
    assertThat(frames.allocateUnfilled(PRIVATE)).isEqualTo(frame);
    assertThat(memory.readWord(frame.start().value())).isEqualTo(FrameAllocator.POISON_WORD);
    assertThat(frames.release(frame)).isTrue();
    assertThat(frames.allocate(PRIVATE)).isEqualTo(frame);
    assertThat(memory.isZero(frame.start().value(), PhysFrame.BYTES)).isTrue();
    final FrameReservation all = frames.reserve(frames.available());
    assertThatExceptionOfType(OutOfFramesException.class)
        .isThrownBy(() -> frames.allocateUnfilled(PRIVATE));
    all.close();
  }
}
