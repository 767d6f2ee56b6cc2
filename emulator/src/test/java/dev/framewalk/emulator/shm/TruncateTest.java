package dev.framewalk.emulator.shm;

import static dev.framewalk.emulator.shm.Refusals.refusal;
import static dev.framewalk.emulator.shm.ShmGround.PAGE;
import static dev.framewalk.emulator.shm.ShmGround.fill;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sizes, bytes and frames; POSIX.1-2017 ftruncate. */
class TruncateTest {
  @RegisterExtension final ShmGround ground = new ShmGround(16);

  @RegisterExtension
  final ShmGround big = new ShmGround(66_560, ShmLimits.defaults(), Poison.NEVER);

  @Test
  void anObjectGrowsByZeroBytes() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(PAGE + 1);
      assertThat(handle.object().size()).isEqualTo(PAGE + 1);
      assertThat(handle.object().frames().size()).isEqualTo(2);
      assertThat(ground.frames.used(FramePurpose.SHARED_OBJECT)).isEqualTo(2);
      assertThat(ground.bytesOf(handle.object())).containsOnly(0);
    }
  }

  @Test
  void freshFramesAreZeroThoughTheirFormerOwnerWroteInThem() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(16 * PAGE);
      fill(handle.object(), 0, 16 * PAGE, 0x5a);
      handle.truncate(0);
      handle.truncate(16 * PAGE);
      assertThat(ground.bytesOf(handle.object())).containsOnly(0);
    }
  }

  @Test
  void growingKeepsTheBytes() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(PAGE + 100);
      fill(handle.object(), 0, PAGE + 100, 7);
      final PhysFrame first = handle.object().frames().get(0);
      handle.truncate(3 * PAGE);
      assertThat(handle.object().frames().get(0)).isEqualTo(first);
      final byte[] bytes = ground.bytesOf(handle.object());
      assertThat(bytes).hasSize(3 * PAGE);
      for (int i = 0; i < bytes.length; i++) {
        assertThat(bytes[i]).as("byte %d", i).isEqualTo((byte) (i < PAGE + 100 ? 7 : 0));
      }
    }
  }

  @Test
  void shrinkingFreesWholeFramesAndZeroesTheRestOfTheLastPage() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(4 * PAGE);
      fill(handle.object(), 0, 4 * PAGE, 7);
      handle.truncate(PAGE + 3);
      assertThat(handle.object().frames().size()).isEqualTo(2);
      assertThat(ground.frames.used()).isEqualTo(2);
      final long page = handle.object().frames().get(1).start().value();
      assertThat(ground.memory.readWord(page)).isEqualTo(0x070707);
      for (int at = 8; at < PAGE; at += 8) {
        assertThat(ground.memory.readWord(page + at)).as("word at %d", at).isZero();
      }
    }
  }

  @Test
  void bytesThatWereCutOffDoNotComeBack() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(100);
      fill(handle.object(), 0, 100, 7);
      handle.truncate(10);
      handle.truncate(100);
      final byte[] bytes = ground.bytesOf(handle.object());
      for (int i = 0; i < bytes.length; i++) {
        assertThat(bytes[i]).as("byte %d", i).isEqualTo((byte) (i < 10 ? 7 : 0));
      }
    }
  }

  // POSIX.1-2017 ftruncate: "the extended area shall appear as if it were zero-filled". Linux 6.18
  // leaves on tmpfs what a mapping stored behind the end; POSIX and we do not.
  @Test
  void whatAMappingStoredBehindTheEndIsGoneWhenTheObjectGrowsOverIt() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(4090);
      final long page = handle.object().frames().get(0).start().value();
      ground.memory.writeWord(page + 4088, -1L);
      handle.truncate(2 * PAGE);
      assertThat(ground.memory.readWord(page + 4088)).isEqualTo(0xffff);
    }
  }

  @Test
  void sizeZeroFreesEveryFrame() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(5 * PAGE);
      handle.truncate(0);
      assertThat(handle.object().size()).isZero();
      assertThat(ground.frames.used()).isZero();
      assertThat(ground.registry.count()).isEqualTo(1);
    }
  }

  @Test
  void theSameSizeChangesNothing() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(100);
      final long page = handle.object().frames().get(0).start().value();
      ground.memory.writeWord(page + 104, 5);
      handle.truncate(100);
      assertThat(ground.memory.readWord(page + 104)).isEqualTo(5);
      assertThat(ground.frames.used()).isEqualTo(1);
    }
  }

  @Test
  void freedFramesArePoisoned() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(2 * PAGE);
      final long cut = handle.object().frames().get(1).start().value();
      handle.truncate(PAGE);
      assertThat(ground.memory.readWord(cut)).isEqualTo(FrameAllocator.POISON_WORD);
    }
  }

  @Test
  void aReadOnlyHandleDoesNotTruncate() throws ShmException {
    try (ShmHandle writer = ground.create("/ring");
        ShmHandle reader = ground.open("/ring", OpenFlags.RDONLY)) {
      writer.truncate(10);
      assertThat(Refusals.of(() -> reader.truncate(0)))
          .hasMessage("truncate of a handle opened read-only: object=1(/ring), newSize=0")
          .returns(ShmError.READ_ONLY, ShmException::error);
      assertThat(writer.object().size()).isEqualTo(10);
    }
  }

  @Test
  void aNegativeSizeIsRefused() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(10);
      assertThat(refusal(() -> handle.truncate(-1))).isEqualTo(ShmError.INVALID_SIZE);
      assertThat(refusal(() -> handle.truncate(Long.MIN_VALUE))).isEqualTo(ShmError.INVALID_SIZE);
      assertThat(handle.object().size()).isEqualTo(10);
    }
  }

  @Test
  void anObjectHoldsUpTo256MebibytesInOneStretchOfMemory() throws ShmException {
    try (ShmHandle handle = big.create("/ring")) {
      assertThat(Refusals.of(() -> handle.truncate((256L << 20) + 1)))
          .hasMessage("object too large: object=1(/ring), newSize=268435457, limit=268435456")
          .returns(ShmError.TOO_LARGE, ShmException::error);
      assertThat(refusal(() -> handle.truncate(Long.MAX_VALUE))).isEqualTo(ShmError.TOO_LARGE);
      assertThat(handle.object().size()).isZero();
      handle.truncate(256L << 20);
      assertThat(handle.object().frames().size()).isEqualTo(65_536);
      assertThat(handle.object().frames().runs()).isEqualTo(1);
      // So that 2 MiB pages can show it.
      assertThat(handle.object().frames().get(0).number() % 512).isZero();
      assertThat(refusal(() -> handle.truncate((256L << 20) + 1))).isEqualTo(ShmError.TOO_LARGE);
      assertThat(handle.object().size()).isEqualTo(256L << 20);
    }
  }

  @Test
  void theLargestSizeIsConfigurable() throws ShmException {
    final ShmGround tiny =
        new ShmGround(16, ShmLimits.defaults().withObjectBytes(5000), Poison.ON_FREE);
    try (ShmHandle handle = tiny.create("/ring")) {
      handle.truncate(5000);
      assertThat(refusal(() -> handle.truncate(5001))).isEqualTo(ShmError.TOO_LARGE);
    }
    tiny.assertEverythingReturned();
  }

  @Test
  void aTruncateWithoutFramesLeavesSizeBytesAndFramesAsTheyWere() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(PAGE + 8);
      fill(handle.object(), 0, PAGE + 8, 7);
      final PhysFrame first = handle.object().frames().get(0);
      final PhysFrame second = handle.object().frames().get(1);

      final ShmException refused = Refusals.of(() -> handle.truncate(17 * PAGE));

      assertThat(refused.error()).isEqualTo(ShmError.OUT_OF_MEMORY);
      assertThat(refused)
          .hasMessage(
              "out of frames: wanted=15, available=14, object=1(/ring), size=4104, newSize=69632");
      assertThat(handle.object().size()).isEqualTo(PAGE + 8);
      assertThat(handle.object().frames().size()).isEqualTo(2);
      assertThat(handle.object().frames().get(0)).isEqualTo(first);
      assertThat(handle.object().frames().get(1)).isEqualTo(second);
      assertThat(ground.bytesOf(handle.object())).containsOnly(7);
      assertThat(ground.frames.used()).isEqualTo(2);
      handle.truncate(16 * PAGE);
    }
  }

  @Test
  void whereMemoryIsInPiecesTheObjectIsToo() throws ShmException, OutOfFramesException {
    final List<PhysFrame> taken = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      taken.add(ground.frames.allocate(FramePurpose.KERNEL));
    }
    taken.sort(null);
    for (int i = 15; i > 0; i -= 2) {
      assertThat(ground.frames.release(taken.remove(i))).isTrue();
    }
    try (ShmHandle handle = ground.create("/ring")) {
      final ShmObject object = handle.object();
      handle.truncate(3 * PAGE);
      handle.truncate(8 * PAGE);
      assertThat(object.frames().runs()).isEqualTo(8);
      assertThat(handle.stat().runs()).isEqualTo(8);
      final byte[] pattern = new byte[8 * PAGE];
      for (int i = 0; i < pattern.length; i++) {
        pattern[i] = (byte) (i * 31 + i / PAGE);
      }
      assertThat(object.write(0, pattern, 0, pattern.length)).isEqualTo(pattern.length);
      assertThat(ground.bytesOf(object)).isEqualTo(pattern);
      for (int page = 0; page < 8; page++) {
        final byte[] physical = new byte[PAGE];
        ground.memory.read(object.frames().get(page).start().value(), physical, 0, PAGE);
        assertThat(physical).isEqualTo(Arrays.copyOfRange(pattern, page * PAGE, (page + 1) * PAGE));
      }
    }
    ground.unlinkAll();
    taken.forEach(frame -> assertThat(ground.frames.release(frame)).isTrue());
  }
}
