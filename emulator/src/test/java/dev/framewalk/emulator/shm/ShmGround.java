package dev.framewalk.emulator.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import dev.framewalk.pagetable.memory.HeapMemory;
import java.util.Arrays;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Memory, frames and a registry for one test. After it, the names that are left are unlinked, as
 * one empties /dev/shm; then no object and no frame may be left: a handle or mapping that the test
 * did not give back fails it.
 */
final class ShmGround implements AfterEachCallback {
  static final Owner ALICE = new Owner(7, 1000, 100);
  static final int PAGE = PhysFrame.BYTES;

  final HeapMemory memory;
  final FrameAllocator frames;
  final ShmRegistry registry;
  private final long usedBefore;

  ShmGround(long frameCount) {
    this(frameCount, ShmLimits.defaults(), Poison.ON_FREE);
  }

  ShmGround(long frameCount, ShmLimits limits, Poison poison) {
    // Frame 0 is left out, so that a number that was never set is not a frame of an object.
    memory = new HeapMemory((frameCount + 1) * PAGE);
    frames = new FrameAllocator(memory, PhysFrame.of(1), frameCount, poison);
    registry = new ShmRegistry(frames, memory, limits);
    usedBefore = frames.used();
  }

  ShmHandle create(String name) throws ShmException {
    return registry.open(ShmName.of(name), OpenFlags.CREATE_RDWR, ALICE, 0600);
  }

  ShmHandle open(String name, OpenFlags flags) throws ShmException {
    return registry.open(ShmName.of(name), flags, ALICE, 0600);
  }

  /** A window with the entries that a fresh mmap would make. */
  PageWindow map(ShmObject object, long firstPage, long pages) {
    return new PageWindow(object, frames, firstPage, pages);
  }

  byte[] bytesOf(ShmObject object) {
    final byte[] bytes = new byte[(int) object.size()];
    assertThat(object.read(0, bytes, 0, bytes.length)).isEqualTo(bytes.length);
    return bytes;
  }

  static void fill(ShmObject object, long from, long to, int value) {
    final byte[] bytes = new byte[(int) (to - from)];
    Arrays.fill(bytes, (byte) value);
    assertThat(object.write(from, bytes, 0, bytes.length)).isEqualTo(bytes.length);
  }

  void unlinkAll() throws ShmException {
    for (final ShmStat stat : registry.list()) {
      if (stat.linked()) {
        registry.unlink(stat.name().orElseThrow());
      }
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws ShmException {
    assertEverythingReturned();
  }

  /** What is checked after each test, for grounds that a test makes itself. */
  void assertEverythingReturned() throws ShmException {
    unlinkAll();
    assertThat(registry.list()).as("objects left").isEmpty();
    assertThat(registry.count()).isZero();
    assertThat(frames.used()).as("frames in use").isEqualTo(usedBefore);
    assertThat(frames.available())
        .as("no frame stays reserved")
        .isEqualTo(memory.size() / PAGE - 1);
  }
}
