package dev.framewalk.emulator.unicorn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HostMemoryTest {
  private static final long GIB = 1L << 30;

  @Test
  void sixtyFourGibibytesAreReservedAndNothingIsCommitted() throws IOException {
    long before = residentBytes();
    try (HostMemory memory = HostMemory.reserve(64 * GIB)) {
      assertThat(memory.size()).isEqualTo(64 * GIB);
      assertThat(memory.windows()).isEqualTo(64);
      memory.window(63).putLong((int) GIB - 8, 42);
      assertThat(memory.window(63).getLong((int) GIB - 8)).isEqualTo(42);
      assertThat(residentBytes() - before).isLessThan(256L << 20);
    }
  }

  @Test
  void windowsAreLittleEndianAndTheLastOneEndsWithTheMemory() {
    try (HostMemory memory = HostMemory.reserve(GIB + 8192)) {
      ByteBuffer last = memory.window(1);
      last.putInt(4, 0x01020304);

      assertThat(memory.windows()).isEqualTo(2);
      assertThat(last.capacity()).isEqualTo(8192);
      assertThat(last.get(4)).isEqualTo((byte) 4);
    }
  }

  @Test
  void populatingCommitsThePagesAndChangesNoByte() throws IOException {
    try (HostMemory memory = HostMemory.reserve(256 << 20)) {
      memory.window(0).putLong(12288, 7);
      long before = residentBytes();

      memory.populate(8192, 128 << 20);

      assertThat(memory.window(0).getLong(12288)).isEqualTo(7);
      assertThat(residentBytes() - before).isGreaterThan(100L << 20);
    }
  }

  @Test
  void fillingStoresThePatternThereAndNowhereElse() {
    try (HostMemory memory = HostMemory.reserve(GIB + (1 << 20))) {
      // Across the end of a window.
      memory.fill(GIB - 8, 20, 0x01020304);

      assertThat(memory.window(0).getInt((int) GIB - 12)).isZero();
      assertThat(memory.window(0).getLong((int) GIB - 8)).isEqualTo(0x0102030401020304L);
      assertThat(memory.window(1).getLong(0)).isEqualTo(0x0102030401020304L);
      assertThat(memory.window(1).getLong(8)).isEqualTo(0x01020304);
    }
  }

  @Test
  void whatIsDiscardedReadsAsZeroAndIsGivenBack() throws IOException {
    try (HostMemory memory = HostMemory.reserve(256 << 20)) {
      memory.populate(0, 128 << 20);
      memory.window(0).putLong(4096, 7).putLong(8192, 8);
      long before = residentBytes();

      memory.discard(8192, (128 << 20) - 8192);

      assertThat(memory.window(0).getLong(4096)).isEqualTo(7);
      assertThat(memory.window(0).getLong(8192)).isZero();
      assertThat(before - residentBytes()).isGreaterThan(100L << 20);
    }
  }

  @Test
  void everyMethodRefusesAClosedMemory() {
    HostMemory memory = HostMemory.reserve(8192);
    memory.close();
    memory.close();

    assertThatThrownBy(() -> memory.window(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(memory::address).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> memory.populate(0, 4096)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> memory.discard(0, 4096)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> memory.fill(0, 4, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Cpu.open(memory, CpuConfig.FREE))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aBufferThatOutlivesTheMemoryIsHarmless() {
    HostMemory memory = HostMemory.reserve(8192);
    ByteBuffer kept = memory.window(0);
    kept.putLong(0, 42);
    memory.close();
    System.gc();

    assertThat(kept.getLong(0)).isZero();
  }

  @Test
  void aMemoryUnderAnOpenCpuCannotBeClosed() {
    HostMemory memory = HostMemory.reserve(8192);
    Cpu cpu = Cpu.open(memory, CpuConfig.FREE);

    assertThatThrownBy(memory::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cpus=1");

    cpu.close();
    memory.close();
  }

  @Test
  void sizesAndRangesAreChecked() {
    assertThatThrownBy(() -> HostMemory.reserve(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HostMemory.reserve(4097)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HostMemory.reserve(1L << 60))
        .isInstanceOf(OutOfHostMemoryException.class)
        .hasMessageContaining("bytes=" + (1L << 60));
    try (HostMemory memory = HostMemory.reserve(8192)) {
      assertThatThrownBy(() -> memory.populate(4096, 8192))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> memory.discard(-4096, 4096))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> memory.fill(8188, 8, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> memory.fill(0, 6, 0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> memory.discard(1, 4096))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** What the host has committed for this process (Linux proc(5), /proc/pid/statm). */
  private static long residentBytes() throws IOException {
    return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * 4096;
  }
}
