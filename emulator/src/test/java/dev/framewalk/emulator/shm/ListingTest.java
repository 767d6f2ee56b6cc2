package dev.framewalk.emulator.shm;

import static dev.framewalk.emulator.shm.ShmGround.ALICE;
import static dev.framewalk.emulator.shm.ShmGround.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ListingTest {
  @RegisterExtension final ShmGround ground = new ShmGround(16);

  @Test
  void everyLivingObjectIsListedById() throws ShmException {
    final Owner bob = new Owner(9, 1001, 100);
    try (ShmHandle zebra = ground.create("/zebra");
        ShmHandle gone = ground.create("/gone")) {
      final ShmObject anonymous = ground.registry.createAnonymous(PAGE, bob);
      try (PageWindow window = ground.map(anonymous, 0, 1);
          ShmHandle ape = ground.registry.open(new ShmName("ape"), OpenFlags.CREATE_RDWR, bob, 0);
          ShmHandle twice = ape.duplicate()) {
        zebra.truncate(2 * PAGE + 1);
        ground.registry.unlink(new ShmName("gone"));
        assertThat(window.present()).isEqualTo(1);
        assertThat(twice.stat()).isEqualTo(ape.stat());
        assertThat(gone.stat().linked()).isFalse();
        assertThat(ground.registry.list())
            .containsExactly(
                stat(1, Optional.of("zebra"), true, ALICE, 0600, 2 * PAGE + 1, 3, 1, 1, 0),
                stat(2, Optional.of("gone"), false, ALICE, 0600, 0, 0, 0, 1, 0),
                stat(3, Optional.empty(), false, bob, 0600, PAGE, 1, 1, 0, 1),
                stat(4, Optional.of("ape"), true, bob, 0, 0, 0, 0, 2, 0));
        assertThat(ground.registry.count()).isEqualTo(4);
      }
    }
  }

  @Test
  void anObjectThatDiedIsNotListed() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      ground.registry.unlink(new ShmName("ring"));
      assertThat(ground.registry.list()).extracting(ShmStat::id).containsExactly(1L);
      assertThat(handle.stat().references()).isEqualTo(1);
    }
    assertThat(ground.registry.list()).isEmpty();
  }

  @Test
  void aListingIsOfItsMoment() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      final List<ShmStat> before = ground.registry.list();
      handle.truncate(PAGE);
      assertThat(before.get(0).size()).isZero();
      assertThat(ground.registry.list().get(0).size()).isEqualTo(PAGE);
    }
  }

  @Test
  void nobodyChangesTheMappingsButByAttachingAndDetaching() throws ShmException {
    try (ShmHandle handle = ground.create("/ring");
        PageWindow window = ground.map(handle.object(), 0, 1)) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> handle.object().mappings().clear());
      assertThat(handle.object().mappings()).containsExactly(window);
    }
  }

  @Test
  void anObjectSaysItsIdAndName() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      assertThat(handle).hasToString("handle of 1(/ring), READ_WRITE");
      ground.registry.unlink(new ShmName("ring"));
      assertThat(handle.object()).hasToString("1(/ring, unlinked)");
    }
    final ShmObject anonymous = ground.registry.createAnonymous(1, ALICE);
    try (ShmHandle hold = anonymous.open(OpenFlags.Access.READ_ONLY)) {
      assertThat(hold.object()).hasToString("2(anonymous)");
    }
  }

  private static ShmStat stat(
      long id,
      Optional<String> name,
      boolean linked,
      Owner owner,
      int mode,
      long size,
      long frames,
      int runs,
      int handles,
      int mappings) {
    return new ShmStat(
        id, name.map(ShmName::new), linked, owner, mode, size, frames, runs, handles, mappings);
  }
}
