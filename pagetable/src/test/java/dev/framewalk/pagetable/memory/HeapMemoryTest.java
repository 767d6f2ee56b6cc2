package dev.framewalk.pagetable.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeapMemoryTest {
  private static final long MIB = 1L << 20;

  @Test
  void aFreshMemoryIsZeroEverywhere() {
    final HeapMemory memory = new HeapMemory(4 * MIB);
    assertThat(memory.size()).isEqualTo(4 * MIB);
    assertThat(memory.readWord(0)).isZero();
    assertThat(memory.readWord(4 * MIB - 8)).isZero();
    assertThat(memory.isZero(0, 4 * MIB)).isTrue();
  }

  @Test
  void wordsAreLittleEndian() {
    final HeapMemory memory = new HeapMemory(4096);
    memory.write(16, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 0, 8);
    assertThat(memory.readWord(16)).isEqualTo(0x0807060504030201L);
    memory.writeWord(24, 0x1122334455667788L);
    final byte[] bytes = new byte[8];
    memory.read(24, bytes, 0, 8);
    assertThat(bytes).containsExactly(0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11);
  }

  @Test
  void compareAndSetStoresOnlyOverTheExpectedWord() {
    final HeapMemory memory = new HeapMemory(4096);
    assertThat(memory.compareAndSetWord(8, 0, 5)).isTrue();
    assertThat(memory.compareAndSetWord(8, 0, 6)).isFalse();
    assertThat(memory.readWord(8)).isEqualTo(5);
    assertThat(memory.getAndSetWord(8, 7)).isEqualTo(5);
    assertThat(memory.readWord(8)).isEqualTo(7);
  }

  @Test
  void bytesAtAnyAlignmentAgreeWithAByteArray() {
    final int size = (int) (2 * MIB + 8192);
    final HeapMemory memory = new HeapMemory(size);
    final byte[] model = new byte[size];
    final Random random = new Random(11);
    for (int round = 0; round < 2000; round++) {
      final byte[] bytes = new byte[random.nextInt(70)];
      random.nextBytes(bytes);
      final int at =
          random.nextBoolean()
              ? random.nextInt(size - bytes.length)
              : (int) (2 * MIB - random.nextInt(bytes.length + 1));
      memory.write(at, bytes, 0, bytes.length);
      System.arraycopy(bytes, 0, model, at, bytes.length);
      final byte[] back = new byte[bytes.length + 9];
      final int from = Math.min(at, size - back.length);
      memory.read(from, back, 0, back.length);
      assertThat(ByteBuffer.wrap(back)).isEqualTo(ByteBuffer.wrap(model, from, back.length));
    }
    memory.copy(3, MIB + 1, MIB / 2);
    System.arraycopy(model, 3, model, (int) MIB + 1, (int) MIB / 2);
    final byte[] all = new byte[size];
    memory.read(0, all, 0, size);
    assertThat(all).isEqualTo(model);
    assertThat(memory.readWord(2 * MIB - 8))
        .isEqualTo(
            ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN).getLong((int) (2 * MIB - 8)));
  }

  @Test
  void fillAndSequenceCrossFromOneChunkToTheNext() {
    final HeapMemory memory = new HeapMemory(6 * MIB);
    memory.fill(2 * MIB - 16, 32, 0xabL);
    assertThat(memory.readWord(2 * MIB - 24)).isZero();
    assertThat(memory.readWord(2 * MIB - 16)).isEqualTo(0xab);
    assertThat(memory.readWord(2 * MIB + 8)).isEqualTo(0xab);
    assertThat(memory.readWord(2 * MIB + 16)).isZero();
    memory.fillSequence(4 * MIB - 16, 4, 100, 3);
    assertThat(memory.readWord(4 * MIB - 16)).isEqualTo(100);
    assertThat(memory.readWord(4 * MIB + 8)).isEqualTo(109);
    assertThat(memory.readWord(4 * MIB + 16)).isZero();
  }

  @Test
  void oneWordAnywhereMakesARangeNotZero() {
    final HeapMemory memory = new HeapMemory(4 * MIB);
    for (final long at : new long[] {MIB, MIB + 4088, 2 * MIB - 8, 2 * MIB, 2 * MIB + 4096}) {
      memory.writeWord(at, 1L << 63);
      assertThat(memory.isZero(MIB, MIB + 8192)).as("word at 0x%x", at).isFalse();
      assertThat(memory.isZero(at + 8, 2 * MIB + 8192 - at - 8)).isTrue();
      memory.writeWord(at, 0);
      assertThat(memory.isZero(MIB, MIB + 8192)).isTrue();
    }
  }

  @Test
  void whatLiesOutsideIsRefused() {
    final HeapMemory memory = new HeapMemory(8192);
    for (final long at : new long[] {-8, 8192, 4, 1L << 43, Long.MIN_VALUE}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .as("word at 0x%x", at)
          .isThrownBy(() -> memory.writeWord(at, 1));
    }
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> memory.fill(4096, 8192, 1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> memory.write(8190, new byte[3], 0, 3));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> memory.copy(0, 8000, 193));
    assertThat(memory.isZero(0, 8192)).as("nothing was written").isTrue();
  }
}
