package dev.framewalk.emulator.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Descriptors and the descriptions that they name. */
final class DescriptorTableTest {
  private static OpenFile file() {
    return ConsoleFile.input(new byte[0]);
  }

  private static Errno refusal(ThrowingCallable call) {
    return catchThrowableOfType(ErrnoException.class, call).errno();
  }

  @Test
  void theLowestFreeNumberIsGivenUpToTheLimit() throws ErrnoException {
    final DescriptorTable table = new DescriptorTable(20);
    for (int i = 0; i < 20; i++) {
      table.requireFree();
      assertThat(table.add(file())).isEqualTo(i);
    }
    assertThat(refusal(table::requireFree)).isEqualTo(Errno.EMFILE);
    assertThat(refusal(() -> table.add(file()))).isEqualTo(Errno.EMFILE);
    assertThat(table.count()).isEqualTo(20);
    table.close(7);
    table.close(3);
    assertThat(table.add(file())).isEqualTo(3);
    assertThat(table.add(file())).isEqualTo(7);
    table.closeAll();
    assertThat(table.count()).isZero();
    assertThat(refusal(() -> table.get(0))).isEqualTo(Errno.EBADF);
  }

  @Test
  void numbersOutsideOfTheTableAreNotOpen() {
    final DescriptorTable table = new DescriptorTable(1 << 20);
    for (final long number :
        new long[] {0, 8, 1 << 20, Integer.MAX_VALUE, -1, Integer.MIN_VALUE, Long.MIN_VALUE}) {
      assertThat(refusal(() -> table.get(number))).isEqualTo(Errno.EBADF);
      assertThat(refusal(() -> table.close(number))).isEqualTo(Errno.EBADF);
    }
  }

  @Test
  void aDescriptionIsClosedWithItsLastDescriptor() {
    final int[] closed = new int[1];
    final OpenFile file =
        new OpenFile(OpenFile.O_RDONLY) {
          @Override
          public long read(UserMemory memory, long address, long length) {
            return 0;
          }

          @Override
          public long write(UserMemory memory, long address, long length) {
            return 0;
          }

          @Override
          public FileStatus status() {
            return new FileStatus(0, 0, 0, 0, 0, 0, 0, 0);
          }

          @Override
          protected void closeLast() {
            closed[0]++;
          }
        };
    file.retain();
    file.release();
    assertThat(closed[0]).isZero();
    file.release();
    assertThat(closed[0]).isOne();
    assertThatIllegalStateException().isThrownBy(file::release);
    assertThat(closed[0]).isOne();
  }

  @Test
  void whatAFileCannotDoIsRefusedAsLinuxRefusesIt() {
    final OpenFile pipe = file();
    assertThat(refusal(() -> pipe.seek(0, 0))).isEqualTo(Errno.ESPIPE);
    assertThat(refusal(() -> pipe.truncate(0))).isEqualTo(Errno.EINVAL);
    assertThat(refusal(() -> pipe.backing(0))).isEqualTo(Errno.ENODEV);
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> pipe.seek(0, 0))
        .withMessageContaining("standard input");
  }
}
