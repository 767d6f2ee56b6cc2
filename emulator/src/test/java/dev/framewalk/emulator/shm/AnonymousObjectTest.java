package dev.framewalk.emulator.shm;

import static dev.framewalk.emulator.shm.Refusals.refusal;
import static dev.framewalk.emulator.shm.ShmGround.ALICE;
import static dev.framewalk.emulator.shm.ShmGround.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.framewalk.emulator.shm.OpenFlags.Access;
import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Objects behind MAP_SHARED | MAP_ANONYMOUS; Linux mmap(2). */
class AnonymousObjectTest {
  @RegisterExtension
  final ShmGround ground = new ShmGround(16, new ShmLimits(255, 1, PAGE), Poison.ON_FREE);

  @Test
  void itHasBytesAndFramesButNoName() throws ShmException {
    final ShmObject object = ground.registry.createAnonymous(PAGE + 1, ALICE);
    try (PageWindow window = ground.map(object, 0, 2)) {
      assertThat(object.name()).isEmpty();
      assertThat(object.isLinked()).isFalse();
      assertThat(object.size()).isEqualTo(PAGE + 1);
      assertThat(ground.bytesOf(object)).containsOnly(0);
      assertThat(object.owner()).isEqualTo(ALICE);
      window.assertShowsTheObject();
      assertThat(ground.registry.list()).containsExactly(object.stat());
    }
  }

  @Test
  void itDiesWithItsLastMapping() throws ShmException {
    final ShmObject object = ground.registry.createAnonymous(2 * PAGE, ALICE);
    final PageWindow parent = ground.map(object, 0, 2);
    final PageWindow child = ground.map(object, 0, 2);
    parent.close();
    child.assertShowsTheObject();
    assertThat(ground.frames.used()).isEqualTo(2);
    child.close();
    assertThat(ground.frames.used()).isZero();
    assertThat(ground.registry.count()).isZero();
  }

  @Test
  void whoHoldsItWhileMappingItLeavesNothingBehindWhenTheMappingFails() throws ShmException {
    final ShmObject object = ground.registry.createAnonymous(2 * PAGE, ALICE);
    try (ShmHandle hold = object.open(Access.READ_WRITE)) {
      assertThat(hold.object().references()).isEqualTo(1);
    }
    assertThat(ground.frames.used()).isZero();
    assertThat(ground.registry.count()).isZero();
  }

  @Test
  void theLimitsOfNamedObjectsAreNotForIt() throws ShmException {
    ground.create("/ring").close();
    final ShmObject object = ground.registry.createAnonymous(3 * PAGE, ALICE);
    try (PageWindow window = ground.map(object, 0, 3)) {
      assertThat(window.present()).isEqualTo(3);
      assertThat(ground.registry.count()).isEqualTo(2);
      assertThat(refusal(() -> ground.create("/more"))).isEqualTo(ShmError.TOO_MANY_OBJECTS);
      ground.registry.unlink(new ShmName("ring"));
      ground.create("/more").close();
    }
  }

  @Test
  void withoutFramesThereIsNoObject() throws ShmException {
    assertThat(refusal(() -> ground.registry.createAnonymous(17 * PAGE, ALICE)))
        .isEqualTo(ShmError.OUT_OF_MEMORY);
    assertThat(refusal(() -> ground.registry.createAnonymous(Long.MAX_VALUE, ALICE)))
        .isEqualTo(ShmError.OUT_OF_MEMORY);
    assertThat(ground.registry.list()).isEmpty();
    try (ShmHandle next = ground.create("/ring")) {
      assertThat(next.object().id()).isEqualTo(1);
    }
  }

  @Test
  void anAnonymousObjectWithoutBytesIsABug() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ground.registry.createAnonymous(0, ALICE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ground.registry.createAnonymous(-1, ALICE));
  }
}
