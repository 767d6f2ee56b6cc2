package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** munmap(2), mprotect(2) and msync(2), each case as a native Linux 6.18 answers it. */
final class MemoryCallTest {
  private static final long KERNEL_HALF = 0xffff_8000_0000_0000L;
  private static final long NOT_CANONICAL = 1L << 62;
  private static final long NOWHERE = 0x3000_0000;
  private static final long LAST_PAGE = AddressSpace.END - 4096;

  /** Pages 0, 1 and 3 of four; page 2 is a hole. */
  private static final long BASE = 0x1000_0000;

  private static final int MS_ASYNC = 1;
  private static final int MS_INVALIDATE = 2;
  private static final int MS_SYNC = 4;
  private static final int PROT_SEM = 8;
  private static final int PROT_GROWSDOWN = 0x100_0000;
  private static final int PROT_GROWSUP = 0x200_0000;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final SoftAssertions softly = new SoftAssertions();
  private final GuestHand guest = ground.guest("caller");

  MemoryCallTest() {
    guest.mustMap(BASE, 4, RW, ANONYMOUS, -1, 0);
    assertThat(guest.call(MUNMAP, BASE + 2 * 4096, 4096)).isZero();
  }

  private void answers(String what, String expected, long number, long... arguments) {
    softly.assertThat(guest.result(number, arguments)).as(what).isEqualTo(expected);
  }

  @Test
  void munmapTakesWholePagesOfTheUserHalf() {
    assertThat(guest.store(BASE, 7)).isEqualTo(FaultVerdict.RESOLVED);
    answers("not aligned", "EINVAL", MUNMAP, BASE + 1, 4096);
    answers("no bytes", "EINVAL", MUNMAP, BASE, 0);
    answers("no bytes at null", "EINVAL", MUNMAP, 0, 0);
    answers("kernel half", "EINVAL", MUNMAP, KERNEL_HALF, 4096);
    answers("not canonical", "EINVAL", MUNMAP, NOT_CANONICAL, 4096);
    answers("2^63", "EINVAL", MUNMAP, 1L << 63, 4096);
    answers("across the end", "EINVAL", MUNMAP, LAST_PAGE, 4097);
    answers("behind the end", "EINVAL", MUNMAP, AddressSpace.END, 1);
    answers("everything", "EINVAL", MUNMAP, 0, -1);
    answers("wraps", "EINVAL", MUNMAP, BASE, -4096);
    answers("length 2^63", "EINVAL", MUNMAP, BASE, 1L << 63);
    answers("the last page, which is free", "0", MUNMAP, LAST_PAGE, 1);
    answers("nothing there", "0", MUNMAP, NOWHERE, 4096);
    softly.assertThat(guest.load(BASE)).as("untouched").isEqualTo(7);
    answers("one byte", "0", MUNMAP, BASE + 4096, 1);
    answers("again", "0", MUNMAP, BASE + 4096, 1);
    answers("with holes", "0", MUNMAP, BASE, 4 * 4096);
    softly.assertThat(guest.load(BASE)).isEqualTo(FaultVerdict.NOT_MAPPED);
    answers("all of the user half", "0", MUNMAP, 0, AddressSpace.END);
    softly.assertThat(guest.process.space().regions()).isEmpty();
    softly.assertAll();
  }

  @Test
  void mprotectRefusesInLinuxsOrder() {
    answers("not aligned", "EINVAL", MPROTECT, BASE + 1, 4096, PROT_READ);
    answers("not aligned, no bytes", "EINVAL", MPROTECT, BASE + 1, 0, PROT_READ);
    answers("unknown bit", "EINVAL", MPROTECT, BASE, 4096, 0x100);
    answers("unknown high bit", "EINVAL", MPROTECT, BASE, 4096, 1L << 40 | RW);
    answers("no bytes", "0", MPROTECT, BASE, 0, PROT_READ);
    answers("no bytes, unknown bit", "0", MPROTECT, BASE, 0, 0x100);
    answers("no bytes, nothing there", "0", MPROTECT, NOWHERE, 0, PROT_READ);
    answers("wraps, unknown bit", "ENOMEM", MPROTECT, BASE, -1, 0x100);
    answers("wraps to null, unknown bit", "ENOMEM", MPROTECT, BASE, -BASE, 0x100);
    answers("unknown bit, nothing there", "EINVAL", MPROTECT, NOWHERE, 4096, 0x100);
    answers("nothing there", "ENOMEM", MPROTECT, NOWHERE, 4096, PROT_READ);
    answers("kernel half", "ENOMEM", MPROTECT, KERNEL_HALF, 4096, PROT_READ);
    answers("last of all", "ENOMEM", MPROTECT, -4096, 4096, PROT_READ);
    answers("not canonical", "ENOMEM", MPROTECT, NOT_CANONICAL, 4096, PROT_READ);
    answers("behind the end", "ENOMEM", MPROTECT, AddressSpace.END, 4096, PROT_READ);
    answers("last page, free", "ENOMEM", MPROTECT, LAST_PAGE, 4096, PROT_READ);
    answers("begins in a hole", "ENOMEM", MPROTECT, BASE + 2 * 4096, 8192, RW);
    answers("ends in a hole", "ENOMEM", MPROTECT, BASE + 4096, 8192, RW);
    answers("across a hole", "ENOMEM", MPROTECT, BASE, 4 * 4096, RW);
    answers("one byte", "0", MPROTECT, BASE, 1, PROT_READ);
    answers("semaphores", "0", MPROTECT, BASE, 4096, PROT_SEM | RW);
    softly.assertAll();
  }

  @Test
  void mprotectHasChangedWhatComesBeforeTheHole() {
    answers("across a hole", "ENOMEM", MPROTECT, BASE, 4 * 4096, PROT_READ);
    softly.assertThat(guest.store(BASE, 1)).isEqualTo(FaultVerdict.NOT_ALLOWED);
    softly.assertThat(guest.store(BASE + 4096, 1)).isEqualTo(FaultVerdict.NOT_ALLOWED);
    softly.assertThat(guest.store(BASE + 3 * 4096, 1)).isEqualTo(FaultVerdict.RESOLVED);
    answers("across the end", "ENOMEM", MPROTECT, BASE + 3 * 4096, AddressSpace.END, PROT_READ);
    softly.assertThat(guest.store(BASE + 3 * 4096, 1)).isEqualTo(FaultVerdict.NOT_ALLOWED);
    guest.mustMap(LAST_PAGE, 1, RW, ANONYMOUS, -1, 0);
    answers("the last page and one more", "ENOMEM", MPROTECT, LAST_PAGE, 8192, PROT_READ);
    softly.assertThat(guest.store(LAST_PAGE, 1)).isEqualTo(FaultVerdict.NOT_ALLOWED);
    answers("the last page", "0", MPROTECT, LAST_PAGE, 4096, RW);
    softly.assertThat(guest.store(LAST_PAGE, 1)).isEqualTo(FaultVerdict.RESOLVED);
    softly.assertAll();
  }

  @Test
  void mprotectGrantsNoMoreThanTheOpenAllowed() {
    final long both = guest.object("object", 4096);
    final long reader = guest.open("/dev/shm/object", 0);
    guest.mustMap(NOWHERE, 1, PROT_READ, MAP_SHARED, reader, 0);
    answers("shared, to write", "EACCES", MPROTECT, NOWHERE, 4096, RW);
    answers("shared, write alone", "EACCES", MPROTECT, NOWHERE, 4096, PROT_WRITE);
    answers("shared, to execute", "0", MPROTECT, NOWHERE, 4096, PROT_EXEC);
    answers("shared, nothing", "0", MPROTECT, NOWHERE, 4096, 0);
    answers("closed", "0", CLOSE, reader);
    answers("the mapping remembers", "EACCES", MPROTECT, NOWHERE, 4096, RW);
    guest.mustMap(NOWHERE, 1, PROT_READ, MAP_PRIVATE, guest.open("/dev/shm/object", 0), 0);
    answers("private, to write", "0", MPROTECT, NOWHERE, 4096, RW);
    guest.mustMap(NOWHERE, 1, PROT_READ, MAP_SHARED, both, 0);
    answers("of an open to read and write", "0", MPROTECT, NOWHERE, 4096, RW);
    softly.assertAll();
  }

  @Test
  void mprotectOfWhatGrowsReachesToItsStart() {
    answers("both", "EINVAL", MPROTECT, BASE, 0, PROT_GROWSDOWN | PROT_GROWSUP);
    answers("does not grow", "EINVAL", MPROTECT, BASE, 4096, PROT_GROWSDOWN | RW);
    answers("up", "EINVAL", MPROTECT, BASE, 4096, PROT_GROWSUP | RW);
    answers("up, nothing there", "ENOMEM", MPROTECT, NOWHERE, 4096, PROT_GROWSUP | RW);
    answers("down, nothing there", "ENOMEM", MPROTECT, NOWHERE, 4096, PROT_GROWSDOWN | RW);
    final long stack = 0x5000_0000;
    guest.mustMap(stack, 4, RW, ANONYMOUS | MAP_GROWSDOWN, -1, 0);
    answers("down", "0", MPROTECT, stack + 8192, 4096, PROT_GROWSDOWN | PROT_READ);
    softly.assertThat(guest.store(stack, 1)).isEqualTo(FaultVerdict.NOT_ALLOWED);
    softly.assertThat(guest.store(stack + 8192, 1)).isEqualTo(FaultVerdict.NOT_ALLOWED);
    softly.assertThat(guest.store(stack + 3 * 4096, 1)).isEqualTo(FaultVerdict.RESOLVED);
    answers("from below", "0", MPROTECT, stack - 4096, 8192, PROT_GROWSDOWN | RW);
    softly.assertThat(guest.store(stack, 1)).isEqualTo(FaultVerdict.RESOLVED);
    softly.assertAll();
  }

  @Test
  void msyncFindsHolesAndOtherwiseHasNothingToDo() {
    answers("not aligned", "EINVAL", MSYNC, BASE + 1, 4096, MS_SYNC);
    answers("both ways", "EINVAL", MSYNC, BASE, 4096, MS_SYNC | MS_ASYNC);
    answers("unknown flag", "EINVAL", MSYNC, NOWHERE, 4096, 0x80);
    answers("flags are 32 bits", "0", MSYNC, BASE, 4096, 1L << 32 | MS_SYNC);
    answers("no flags", "0", MSYNC, BASE, 4096, 0);
    answers("invalidate", "0", MSYNC, BASE, 8192, MS_SYNC | MS_INVALIDATE);
    answers("no bytes", "0", MSYNC, NOWHERE, 0, MS_SYNC);
    answers("wraps to no bytes", "0", MSYNC, BASE, -1, MS_SYNC);
    answers("one byte", "0", MSYNC, BASE, 1, MS_ASYNC);
    answers("nothing there", "ENOMEM", MSYNC, NOWHERE, 4096, MS_SYNC);
    answers("begins in a hole", "ENOMEM", MSYNC, BASE + 2 * 4096, 8192, MS_SYNC);
    answers("across a hole", "ENOMEM", MSYNC, BASE, 4 * 4096, MS_SYNC);
    answers("ends in a hole", "ENOMEM", MSYNC, BASE + 4096, 8192, MS_ASYNC);
    answers("kernel half", "ENOMEM", MSYNC, KERNEL_HALF, 4096, MS_SYNC);
    answers("wraps", "ENOMEM", MSYNC, BASE, -4096, MS_SYNC);
    answers("across the end", "ENOMEM", MSYNC, BASE, AddressSpace.END, MS_SYNC);
    softly.assertAll();
  }
}
