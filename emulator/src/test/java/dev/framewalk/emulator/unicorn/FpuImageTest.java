package dev.framewalk.emulator.unicorn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** FXSAVE images, against those that the guest's own FXSAVE64 stores. */
class FpuImageTest {
  /**
   * What a program can see and the engine keeps: neither FOP nor FIP nor FDP, nor what is unused.
   */
  private static final int[][] KEPT = {{0, 5}, {24, 32}, {32, 416}};

  private static final int FRAME = 0x7e_0000;

  private final Guest guest = new Guest();

  @AfterEach
  void close() {
    guest.close();
  }

  private int area() {
    final int frame = guest.newFrame();
    guest.map(FRAME, frame, Guest.P | Guest.W | Guest.U | Guest.NX);
    guest.set(Register.RDX, FRAME);
    return frame;
  }

  private byte[] stored(int frame) {
    final byte[] bytes = new byte[FxImage.BYTES];
    guest.ram.get(frame, bytes);
    return bytes;
  }

  private static void assertSame(byte[] found, byte[] wanted) {
    for (final int[] part : KEPT) {
      assertThat(Arrays.copyOfRange(found, part[0], part[1]))
          .as("bytes %d to %d", part[0], part[1])
          .isEqualTo(Arrays.copyOfRange(wanted, part[0], part[1]));
    }
  }

  @Test
  void savedIsWhatTheGuestWouldStore() {
    final int frame = area();
    guest.code(
        "fninit",
        "fldpi",
        "fld1",
        "fldz",
        "fldl2t",
        "fstp st(2)",
        "mov dword ptr [rdx], 0x3f80",
        "ldmxcsr [rdx]",
        "mov word ptr [rdx], 0x27f",
        "fldcw [rdx]",
        "movq xmm0, rdx",
        "movq xmm7, rsp",
        "mov rax, 0x123456789abcdef0",
        "movq xmm15, rax",
        "punpcklqdq xmm15, xmm0",
        "fxsave64 [rdx]",
        "syscall");

    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);

    final byte[] image = guest.cpu.state().saveFpu();
    assertThat(image).hasSize(512);
    assertSame(image, stored(frame));
    assertThat(image[4]).as("three registers are full").isEqualTo((byte) 0xe0);
  }

  @Test
  void restoredIsWhatTheGuestFinds() {
    final SplittableRandom random = new SplittableRandom(1);
    final int frame = area();
    guest.code("fxsave64 [rdx]", "syscall");
    for (int round = 0; round < 8; round++) {
      final byte[] image = new byte[FxImage.BYTES];
      random.nextBytes(image);
      image[1] &= 0x0f; // FCW: what is reserved reads as the CPU pleases
      image[0] |= 0x40;
      image[2] = 0; // no exception is pending
      image[3] = (byte) (round << 3);
      image[25] &= 0x7f;
      image[26] = 0;
      image[27] = 0;
      image[28] = (byte) 0xff;
      image[29] = (byte) 0xff;
      image[30] = 0;
      image[31] = 0;
      for (int i = 0; i < 8; i++) {
        Arrays.fill(image, 32 + 16 * i + 10, 32 + 16 * i + 16, (byte) 0);
      }
      guest.cpu.state().restoreFpu(image);
      guest.set(Register.RIP, Guest.CODE);

      assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);

      assertSame(stored(frame), image);
      assertSame(guest.cpu.state().saveFpu(), image);
    }
  }

  @Test
  void roundingThatWasRestoredIsInForce() {
    final int frame = area();
    guest.code("fninit", "fxsave64 [rdx]", "syscall");
    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
    final byte[] image = stored(frame);
    image[25] = (byte) (image[25] | 0x40); // MXCSR.RC = up (Intel SDM 1, table 4-8)
    guest.cpu.state().restoreFpu(image);
    guest.code(
        "mov eax, 1",
        "cvtsi2ss xmm0, eax",
        "mov eax, 3",
        "cvtsi2ss xmm1, eax",
        "divss xmm0, xmm1",
        "movd eax, xmm0",
        "syscall");

    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);

    assertThat(guest.get(Register.RAX)).as("1/3, rounded up").isEqualTo(0x3eaa_aaabL);
    image[25] = (byte) (image[25] & ~0x60 | 0x20); // down
    guest.cpu.state().restoreFpu(image);
    guest.set(Register.RIP, Guest.CODE);
    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.get(Register.RAX)).as("1/3, rounded down").isEqualTo(0x3eaa_aaaaL);
  }

  @Test
  void anImageOfAnotherLengthIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> guest.cpu.state().restoreFpu(new byte[511]));
  }
}
