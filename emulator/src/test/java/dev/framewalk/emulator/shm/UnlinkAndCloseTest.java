package dev.framewalk.emulator.shm;

import static dev.framewalk.emulator.shm.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Names and references; POSIX.1-2017 shm_unlink, close. */
class UnlinkAndCloseTest {
  private static final ShmName RING = new ShmName("ring");

  @RegisterExtension final ShmGround ground = new ShmGround(16);

  @Test
  void anUnlinkedNameLeadsNowhereAtOnceThoughTheObjectIsHeld() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      ground.registry.unlink(RING);
      assertThat(ground.registry.find(RING)).isEmpty();
      assertThat(refusal(() -> ground.open("/ring", OpenFlags.RDONLY)))
          .isEqualTo(ShmError.NOT_FOUND);
      assertThat(handle.object().isLinked()).isFalse();
      assertThat(handle.object().name()).contains(RING);
    }
  }

  @Test
  void unlinkingWhatIsNotThereIsNotFound() throws ShmException {
    assertThat(refusal(() -> ground.registry.unlink(RING))).isEqualTo(ShmError.NOT_FOUND);
    ground.create("/ring").close();
    ground.registry.unlink(RING);
    assertThat(refusal(() -> ground.registry.unlink(RING))).isEqualTo(ShmError.NOT_FOUND);
  }

  @Test
  void anUnreferencedObjectKeepsItsBytesAsLongAsItHasItsName() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(10);
      ShmGround.fill(handle.object(), 0, 10, 5);
    }
    assertThat(ground.frames.used()).isEqualTo(1);
    try (ShmHandle again = ground.open("/ring", OpenFlags.RDONLY)) {
      assertThat(ground.bytesOf(again.object())).containsOnly(5).hasSize(10);
    }
  }

  @Test
  void unlinkFreesAnObjectThatNothingRefersTo() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(3 * ShmGround.PAGE);
    }
    ground.registry.unlink(RING);
    assertThat(ground.frames.used()).isZero();
    assertThat(ground.registry.count()).isZero();
  }

  @Test
  void theLastCloseFreesAnUnlinkedObject() throws ShmException {
    final ShmHandle first = ground.create("/ring");
    final ShmHandle second = first.duplicate();
    first.truncate(3 * ShmGround.PAGE);
    ground.registry.unlink(RING);
    first.close();
    assertThat(ground.frames.used()).isEqualTo(3);
    assertThat(second.object().references()).isEqualTo(1);
    second.close();
    assertThat(ground.frames.used()).isZero();
    assertThat(ground.registry.count()).isZero();
  }

  @Test
  void aMappingKeepsAnUnlinkedObjectAliveWhenEveryHandleIsClosed() throws ShmException {
    final ShmHandle handle = ground.create("/ring");
    handle.truncate(ShmGround.PAGE);
    final ShmObject object = handle.object();
    final PageWindow window = ground.map(object, 0, 1);
    ground.registry.unlink(RING);
    handle.close();
    assertThat(object.references()).isEqualTo(1);
    window.assertShowsTheObject();
    window.close();
    assertThat(ground.frames.used()).isZero();
    assertThat(object.size()).isZero();
    assertThat(object.frames().size()).isZero();
  }

  @Test
  void theNameOfAHeldObjectCanBeGivenToAnother() throws ShmException {
    try (ShmHandle old = ground.create("/ring")) {
      old.truncate(8);
      ShmGround.fill(old.object(), 0, 8, 1);
      ground.registry.unlink(RING);
      try (ShmHandle fresh = ground.open("/ring", OpenFlags.CREATE_RDWR.exclusively())) {
        assertThat(fresh.object().id()).isNotEqualTo(old.object().id());
        fresh.truncate(8);
        ShmGround.fill(fresh.object(), 0, 8, 2);
        assertThat(ground.bytesOf(old.object())).containsOnly(1);
        assertThat(ground.bytesOf(fresh.object())).containsOnly(2);
      }
    }
  }

  @Test
  void closingAnOldHandleLeavesTheNewObjectOfThatNameAlone() throws ShmException {
    final ShmHandle old = ground.create("/ring");
    ground.registry.unlink(RING);
    try (ShmHandle fresh = ground.create("/ring")) {
      fresh.truncate(8);
      old.close();
      assertThat(fresh.object().references()).isEqualTo(1);
      assertThat(ground.registry.find(RING)).contains(fresh.object());
      assertThat(ground.registry.count()).isEqualTo(1);
    }
  }

  @Test
  void closingTwiceIsRefusedAndCountsOnce() throws ShmException {
    try (ShmHandle other = ground.create("/ring")) {
      final ShmHandle handle = other.duplicate();
      handle.close();
      assertThatIllegalStateException()
          .isThrownBy(handle::close)
          .withMessage("handle is closed: object=1(/ring), access=READ_WRITE");
      assertThat(other.object().references()).isEqualTo(1);
    }
  }

  @Test
  void closingTwiceDoesNotFreeAnUnlinkedObjectTwice() throws ShmException {
    final ShmHandle handle = ground.create("/ring");
    handle.truncate(ShmGround.PAGE);
    ground.registry.unlink(RING);
    handle.close();
    assertThatIllegalStateException().isThrownBy(handle::close);
  }

  @Test
  void aClosedHandleGivesNothing() throws ShmException {
    final ShmHandle handle = ground.create("/ring");
    handle.close();
    assertThatIllegalStateException().isThrownBy(handle::object);
    assertThatIllegalStateException().isThrownBy(handle::stat);
    assertThatIllegalStateException().isThrownBy(handle::duplicate);
    assertThatIllegalStateException().isThrownBy(() -> handle.truncate(1));
    assertThat(ground.registry.find(RING).orElseThrow().size()).isZero();
  }

  @Test
  void aMappingIsAttachedOnceAndDetachedOnce() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      final ShmObject object = handle.object();
      final PageWindow window = ground.map(object, 0, 1);
      assertThatIllegalStateException().isThrownBy(() -> object.attach(window));
      assertThat(object.references()).isEqualTo(2);
      window.close();
      assertThatIllegalStateException().isThrownBy(() -> object.detach(window));
      assertThat(object.references()).isEqualTo(1);
    }
  }

  @Test
  void aDeadObjectTakesNoReference() throws ShmException {
    final ShmHandle handle = ground.create("/ring");
    final ShmObject object = handle.object();
    ground.registry.unlink(RING);
    handle.close();
    assertThatIllegalStateException().isThrownBy(() -> ground.map(object, 0, 1));
    assertThatIllegalStateException().isThrownBy(() -> object.open(OpenFlags.Access.READ_ONLY));
    assertThat(object.references()).isZero();
  }

  @Test
  void mappingsAreGivenInTheOrderInWhichTheyCame() throws ShmException {
    try (ShmHandle handle = ground.create("/ring");
        PageWindow a = ground.map(handle.object(), 0, 1);
        PageWindow b = ground.map(handle.object(), 0, 1);
        PageWindow c = ground.map(handle.object(), 0, 1)) {
      assertThat(handle.object().mappings()).containsExactly(a, b, c);
      assertThat(handle.stat().references()).isEqualTo(4);
    }
  }
}
