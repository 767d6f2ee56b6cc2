package dev.framewalk.emulator.shm;

import static dev.framewalk.emulator.shm.ShmGround.PAGE;
import static dev.framewalk.emulator.shm.ShmGround.fill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reading and writing an object as a file; POSIX.1-2017 read, write. */
class ObjectBytesTest {
  @RegisterExtension final ShmGround ground = new ShmGround(16);

  @Test
  void readingEndsAtTheEnd() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(10);
      fill(handle.object(), 0, 10, 3);
      final byte[] into = new byte[8];
      assertThat(handle.object().read(6, into, 2, 6)).isEqualTo(4);
      assertThat(into).containsExactly(0, 0, 3, 3, 3, 3, 0, 0);
      assertThat(handle.object().read(10, into, 0, 8)).isZero();
      assertThat(handle.object().read(Long.MAX_VALUE, into, 0, 8)).isZero();
    }
  }

  @Test
  void writingEndsAtTheEndAndDoesNotGrow() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(10);
      final byte[] from = {1, 2, 3, 4, 5, 6};
      assertThat(handle.object().write(8, from, 1, 5)).isEqualTo(2);
      assertThat(ground.bytesOf(handle.object())).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 2, 3);
      assertThat(handle.object().write(10, from, 0, 6)).isZero();
      assertThat(handle.object().size()).isEqualTo(10);
      final long page = handle.object().frames().get(0).start().value();
      assertThat(ground.memory.readWord(page + 8)).isEqualTo(0x0302);
    }
  }

  @Test
  void aWriteAcrossAPageBoundaryLandsInBothPages() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(2 * PAGE);
      final byte[] from = {1, 2, 3, 4, 5, 6, 7, 8};
      assertThat(handle.object().write(PAGE - 4, from, 0, 8)).isEqualTo(8);
      final long first = handle.object().frames().get(0).start().value();
      final long second = handle.object().frames().get(1).start().value();
      assertThat(ground.memory.readWord(first + PAGE - 8)).isEqualTo(0x04030201_00000000L);
      assertThat(ground.memory.readWord(second)).isEqualTo(0x08070605);
    }
  }

  @Test
  void anEmptyObjectHasNothingToReadOrWrite() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      assertThat(handle.object().read(0, new byte[4], 0, 4)).isZero();
      assertThat(handle.object().write(0, new byte[4], 0, 4)).isZero();
    }
  }

  @Test
  void aRangeOutsideTheArrayOrBeforeTheObjectIsABug() throws ShmException {
    try (ShmHandle handle = ground.create("/ring")) {
      handle.truncate(10);
      final byte[] bytes = new byte[4];
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> handle.object().read(0, bytes, 1, 4));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> handle.object().write(-1, bytes, 0, 4));
    }
  }
}
