package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The kernel's view of a process's memory, through the process's own tables. */
final class UserMemoryTest {
  private static final long BASE = 0x1000_0000;
  private static final int PAGE = 4096;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final GuestHand guest = ground.guest("guest");
  private final UserMemory memory = guest.process.memory();

  private static Errno refusal(ThrowingCallable call) {
    return catchThrowableOfType(ErrnoException.class, call).errno();
  }

  @Test
  void bytesCrossPagesThatLieApart() throws ErrnoException {
    guest.mustMap(BASE, 3, RW, ANONYMOUS, -1, 0);
    // Touched from the top, so that the frames are in another order than the pages.
    for (int page = 2; page >= 0; page--) {
      assertThat(guest.store(BASE + page * PAGE, 1)).isEqualTo(FaultVerdict.RESOLVED);
    }
    final byte[] bytes = new byte[2 * PAGE];
    new Random(1).nextBytes(bytes);
    memory.copyOut(BASE + 100, bytes, 0, bytes.length);
    final byte[] back = new byte[bytes.length + 2];
    memory.copyIn(BASE + 100, back, 1, bytes.length);
    assertThat(Arrays.copyOfRange(back, 1, bytes.length + 1)).isEqualTo(bytes);
    assertThat(guest.load(BASE + 100)).isEqualTo(bytes[0] & 0xff);
  }

  @Test
  void whatComesBeforeTheFirstBadByteIsCopied() {
    guest.mustMap(BASE, 2, RW, ANONYMOUS, -1, 0);
    assertThat(guest.call(MPROTECT, BASE + PAGE, PAGE, PROT_READ)).isZero();
    final byte[] bytes = new byte[2 * PAGE];
    assertThat(memory.copyOutSome(BASE + 96, bytes, 0, bytes.length)).isEqualTo(PAGE - 96);
    assertThat(memory.copyInSome(BASE + 96, bytes, 0, bytes.length)).isEqualTo(2 * PAGE - 96);
    assertThat(memory.copyInSome(BASE - 1, bytes, 0, 2)).isZero();
    assertThat(refusal(() -> memory.copyOut(BASE, bytes, 0, 2 * PAGE))).isEqualTo(Errno.EFAULT);
    assertThat(refusal(() -> memory.copyIn(BASE + 1, bytes, 0, 2 * PAGE))).isEqualTo(Errno.EFAULT);
  }

  @Test
  void accessesAreMarkedAsTheProcessorMarksThem() throws ErrnoException {
    final long object = guest.object("object", PAGE);
    guest.mustMap(BASE, 1, RW, MAP_SHARED, object, 0);
    memory.copyIn(BASE, new byte[1], 0, 1);
    assertThat(guest.walk(BASE).leafEntry() & 0x60).as("A").isEqualTo(0x20);
    memory.copyOut(BASE, new byte[1], 0, 1);
    assertThat(guest.walk(BASE).leafEntry() & 0x60).as("A and D").isEqualTo(0x60);
  }

  @Test
  void wordsNeedNotBeAligned() throws ErrnoException {
    guest.mustMap(BASE, 2, RW, ANONYMOUS, -1, 0);
    guest.poke(BASE + PAGE - 3, new byte[] {1, 2, 3, 4, 5, 6, 7, (byte) 0x88});
    assertThat(memory.readLong(BASE + PAGE - 3)).isEqualTo(0x8807_0605_0403_0201L);
    assertThat(refusal(() -> memory.readLong(BASE + 2 * PAGE - 7))).isEqualTo(Errno.EFAULT);
  }

  @Test
  void pathsEndWithTheirNul() throws ErrnoException {
    guest.mustMap(BASE, 2, RW, ANONYMOUS, -1, 0);
    guest.poke(BASE + PAGE - 2, new byte[] {'a', 'b', (byte) 0xff, 0, 'x'});
    assertThat(memory.readPath(BASE + PAGE - 2)).isEqualTo("ab\u00ff");
    assertThat(memory.readPath(BASE)).isEmpty();
    final byte[] full = new byte[PAGE];
    Arrays.fill(full, (byte) 'x');
    guest.poke(BASE + PAGE, full);
    assertThat(refusal(() -> memory.readPath(BASE + PAGE))).isEqualTo(Errno.ENAMETOOLONG);
    assertThat(refusal(() -> memory.readPath(BASE + PAGE + 1))).isEqualTo(Errno.EFAULT);
    assertThat(refusal(() -> memory.readPath(BASE + 2 * PAGE))).isEqualTo(Errno.EFAULT);
    assertThat(refusal(() -> memory.readPath(-1))).isEqualTo(Errno.EFAULT);
  }

  @Test
  void addressesDoNotWrapRound() {
    guest.mustMap(AddressSpace.END - PAGE, 1, RW, ANONYMOUS, -1, 0);
    final byte[] bytes = new byte[PAGE];
    assertThat(memory.copyInSome(AddressSpace.END - 8, bytes, 0, 16)).isEqualTo(8);
    assertThat(memory.copyInSome(Long.MAX_VALUE - 4, bytes, 0, 16)).isZero();
    assertThat(memory.copyInSome(-8, bytes, 0, 16)).isZero();
    assertThat(memory.copyOutSome(AddressSpace.END - 8, bytes, 0, 16)).isEqualTo(8);
  }
}
