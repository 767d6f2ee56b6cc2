package dev.framewalk.emulator.shm;

import static dev.framewalk.emulator.shm.Refusals.refusal;
import static dev.framewalk.emulator.shm.ShmGround.PAGE;
import static dev.framewalk.emulator.shm.ShmGround.fill;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Mappings follow the object; POSIX.1-2017 ftruncate: "If the effect of ftruncate() is to decrease
 * the size of a memory mapped file or a shared memory object and whole pages beyond the new end
 * were previously mapped, then the whole pages beyond the new end shall be discarded."
 */
class TruncateUnderMappingsTest {
  @RegisterExtension final ShmGround ground = new ShmGround(16);

  @Test
  void growingGivesTheNewPagesToEveryMappingThatShowsThem() throws ShmException {
    try (ShmHandle handle = ground.create("/ring");
        PageWindow whole = ground.map(handle.object(), 0, 4);
        PageWindow behind = ground.map(handle.object(), 2, 8);
        PageWindow farAway = ground.map(handle.object(), 100, 4)) {
      assertThat(whole.present()).isZero();
      handle.truncate(2 * PAGE);
      assertThat(whole.present()).isEqualTo(2);
      assertThat(behind.present()).isZero();
      handle.truncate(3 * PAGE);
      assertThat(whole.present()).isEqualTo(3);
      assertThat(behind.present()).isEqualTo(1);
      assertThat(farAway.present()).isZero();
      whole.assertShowsTheObject();
      behind.assertShowsTheObject();
    }
  }

  @Test
  void oldPagesKeepTheirFramesAndBytesInAMappingWhenTheObjectGrows() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(PAGE);
      try (PageWindow window = ground.map(handle.object(), 0, 4)) {
        final PhysFrame before = window.entry(0);
        ground.memory.writeWord(before.start().value(), 42);
        handle.truncate(4 * PAGE);
        assertThat(window.entry(0)).isEqualTo(before);
        assertThat(ground.memory.readWord(window.entry(0).start().value())).isEqualTo(42);
      }
    }
  }

  @Test
  void growthWithinTheLastPageDisturbsNoMapping() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(10);
      try (PageWindow window = ground.map(handle.object(), 0, 4)) {
        final long used = ground.frames.used();
        handle.truncate(PAGE);
        handle.truncate(20);
        assertThat(window.present()).isEqualTo(1);
        assertThat(ground.frames.used()).isEqualTo(used);
      }
    }
  }

  @Test
  void shrinkingTakesPagesOutOfEveryMappingBeforeTheirFramesAreFreed() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(6 * PAGE);
      // PageWindow.shrink checks that the frames are not freed yet.
      try (PageWindow whole = ground.map(handle.object(), 0, 6);
          PageWindow tail = ground.map(handle.object(), 4, 2);
          PageWindow head = ground.map(handle.object(), 0, 2);
          PageWindow farAway = ground.map(handle.object(), 100, 2)) {
        handle.truncate(2 * PAGE + 1);
        assertThat(whole.present()).isEqualTo(3);
        assertThat(tail.present()).isZero();
        assertThat(head.present()).isEqualTo(2);
        assertThat(farAway.present()).isZero();
        whole.assertShowsTheObject();
        head.assertShowsTheObject();
      }
    }
  }

  @Test
  void noMappingShowsAFreedFrameAfterATruncateToZeroAndBack() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(3 * PAGE);
      try (PageWindow window = ground.map(handle.object(), 0, 3);
          ShmHandle other = ground.create("/other")) {
        handle.truncate(0);
        assertThat(window.present()).isZero();
        other.truncate(3 * PAGE);
        fill(other.object(), 0, 3 * PAGE, 9);
        handle.truncate(3 * PAGE);
        window.assertShowsTheObject();
        assertThat(ground.bytesOf(handle.object())).containsOnly(0);
        assertThat(ground.bytesOf(other.object())).containsOnly(9);
      }
    }
  }

  @Test
  void twoMappingsOfOnePageShowOneFrame() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(2 * PAGE);
      try (PageWindow a = ground.map(handle.object(), 0, 2);
          PageWindow b = ground.map(handle.object(), 1, 1)) {
        assertThat(a.entry(1)).isEqualTo(b.entry(1)).isNotEqualTo(a.entry(0));
      }
    }
  }

  @Test
  void whatIsWrittenByFileIsSeenByMappingAndTheOtherWayRound() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(2 * PAGE);
      try (PageWindow window = ground.map(handle.object(), 1, 1)) {
        fill(handle.object(), PAGE, PAGE + 8, 1);
        final long physical = window.entry(1).start().value();
        assertThat(ground.memory.readWord(physical)).isEqualTo(0x0101010101010101L);
        ground.memory.writeWord(physical, 0x0202020202020202L);
        final byte[] read = new byte[8];
        assertThat(handle.object().read(PAGE, read, 0, 8)).isEqualTo(8);
        assertThat(read).containsOnly(2);
      }
    }
  }

  @Test
  void whenOneMappingFindsNoFrameForItsTablesNothingHasChanged() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(PAGE);
      try (PageWindow first = ground.map(handle.object(), 0, 16);
          PageWindow second = ground.map(handle.object(), 0, 16);
          PageWindow third = ground.map(handle.object(), 0, 16)) {
        final List<PhysFrame> taken = takeAllBut(2);
        // Two tables can be had; the third, and the page itself, cannot.
        assertThat(refusal(() -> handle.truncate(2 * PAGE))).isEqualTo(ShmError.OUT_OF_MEMORY);
        assertThat(ground.frames.available()).isEqualTo(2);
        assertThat(handle.object().size()).isEqualTo(PAGE);
        for (final PageWindow window : List.of(first, second, third)) {
          assertThat(window.present()).isEqualTo(1);
          window.assertShowsTheObject();
        }
        taken.forEach(frame -> assertThat(ground.frames.release(frame)).isTrue());
        handle.truncate(2 * PAGE);
        third.assertShowsTheObject();
      }
    }
  }

  @Test
  void whenTheTablesCanBeHadButThePagesCannotNothingHasChanged() throws ShmException {
    try (ShmHandle handle = ground.create("/ring");
        PageWindow window = ground.map(handle.object(), 0, 16)) {
      final List<PhysFrame> taken = takeAllBut(3);
      assertThat(refusal(() -> handle.truncate(3 * PAGE))).isEqualTo(ShmError.OUT_OF_MEMORY);
      assertThat(ground.frames.available()).isEqualTo(3);
      assertThat(window.present()).isZero();
      assertThat(handle.object().frames().size()).isZero();
      handle.truncate(2 * PAGE);
      assertThat(window.present()).isEqualTo(2);
      assertThat(ground.frames.available()).isZero();
      taken.forEach(frame -> assertThat(ground.frames.release(frame)).isTrue());
    }
  }

  @Test
  void aDetachedMappingIsToldNothingMore() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(PAGE);
      final PageWindow window = ground.map(handle.object(), 0, 4);
      window.close();
      handle.truncate(4 * PAGE);
      assertThat(window.present()).isZero();
      handle.truncate(0);
    }
  }

  private List<PhysFrame> takeAllBut(long left) {
    final List<PhysFrame> taken = new ArrayList<>();
    try {
      while (ground.frames.available() > left) {
        taken.add(ground.frames.allocate(FramePurpose.KERNEL));
      }
    } catch (OutOfFramesException e) {
      throw new AssertionError(e);
    }
    return taken;
  }
}
