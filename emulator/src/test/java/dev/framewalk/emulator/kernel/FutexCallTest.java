package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.SyscallResult.Next;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** futex(2): who waits on what, who is woken, and every refusal. */
final class FutexCallTest {
  private static final int FUTEX = 202;
  private static final int WAIT = 0;
  private static final int WAKE = 1;
  private static final int REQUEUE = 3;
  private static final int CMP_REQUEUE = 4;
  private static final int WAKE_OP = 5;
  private static final int WAIT_BITSET = 9;
  private static final int WAKE_BITSET = 10;
  private static final int PRIVATE = 128;
  private static final int REALTIME = 256;
  private static final long ONE = SCRATCH + 64;
  private static final long TWO = SCRATCH + 128;
  private static final long TIME = SCRATCH + 256;
  private static final long HERE = 0x4000_0000;
  private static final long THERE = 0x5000_0000;
  private static final long NO_LIMIT = 0;
  private static final long SECOND = 1_000_000_000L;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final GuestHand a = ground.guest("a");
  private final GuestHand b = ground.guest("b");
  private final GuestHand c = ground.guest("c");

  private SyscallResult begin(GuestHand guest, long... arguments) {
    final long[] all = new long[6];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    return ground.table.serve(
        guest.process.leader(),
        new SyscallRequest().set(FUTEX, all[0], all[1], all[2], all[3], all[4], all[5]));
  }

  /** A call that has to wait. */
  private void waits(GuestHand guest, long... arguments) {
    assertThat(begin(guest, arguments).next()).isEqualTo(Next.BLOCKED);
  }

  /** What the call that waits has come to: a text, or null if it waits on. */
  private @Nullable String outcome(GuestHand guest) {
    final SyscallResult result = ground.kernel.resume(guest.process.leader());
    return result == null ? null : text(result.value());
  }

  private void time(GuestHand guest, long seconds, long nanos) throws ErrnoException {
    new Timespec(seconds, nanos).write(guest.process.memory(), TIME);
  }

  private void passes(long nanos) {
    ground.kernel.clock().advanceTo(ground.kernel.clock().nanos() + nanos);
    ground.kernel.timers().fire(ground.kernel.clock().nanos());
  }

  private void share(GuestHand guest, long address) {
    final long object = guest.object("shared", PAGE);
    guest.mustMap(address, 1, RW, MAP_SHARED, object, 0);
  }

  private static final int PAGE = 4096;

  @Test
  void aWaitEndsWithTheWakeOfAnotherProcessAtAnotherAddressOfTheSameObject() {
    share(a, HERE);
    share(b, THERE);
    waits(a, HERE + 8, WAIT, 0, NO_LIMIT);
    assertThat(outcome(a)).isNull();
    assertThat(b.call(FUTEX, THERE + 12, WAKE, 1)).as("the next word is another futex").isZero();
    assertThat(b.call(FUTEX, THERE + 8, WAKE, 1)).isOne();
    assertThat(outcome(a)).isEqualTo("0");
    assertThat(ground.kernel.futexes().waiting()).isZero();
    assertThat(b.call(FUTEX, THERE + 8, WAKE, 1)).isZero();
  }

  @Test
  void theSameAddressOfTwoProcessesIsTwoFutexesWhenItIsNotShared() {
    waits(a, ONE, WAIT, 0, NO_LIMIT);
    assertThat(b.call(FUTEX, ONE, WAKE, 1)).isZero();
    assertThat(a.call(FUTEX, ONE, WAKE, 1)).isOne();
  }

  @Test
  void aPrivateMappingOfAnObjectIsNotTheObjectOnceItCanBeWritten() {
    share(a, HERE);
    final long object = b.object("shared", PAGE);
    b.mustMap(THERE, 1, RW, MAP_PRIVATE, object, 0);
    waits(a, HERE, WAIT, 0, NO_LIMIT);
    assertThat(b.call(FUTEX, THERE, WAKE, 1)).isZero();
    assertThat(a.call(FUTEX, HERE, WAKE, 1)).isOne();
  }

  @Test
  void aReadOnlyMappingOfAnObjectIsTheObject() {
    share(a, HERE);
    final long object = b.object("shared", PAGE);
    b.mustMap(THERE, 1, PROT_READ, MAP_SHARED, object, 0);
    waits(a, HERE, WAIT, 0, NO_LIMIT);
    assertThat(b.call(FUTEX, THERE, WAKE, 1)).isOne();
  }

  @Test
  void privateAndSharedNamesOfOneWordAreTwoFutexes() {
    waits(a, ONE, WAIT | PRIVATE, 0, NO_LIMIT);
    assertThat(a.call(FUTEX, ONE, WAKE, 1)).isZero();
    assertThat(a.call(FUTEX, ONE, WAKE | PRIVATE, 1)).isOne();
  }

  @Test
  void unmappingTheWordDoesNotHideWhoWaitsFromTheOtherMappings() {
    share(a, HERE);
    share(b, THERE);
    waits(a, HERE, WAIT, 0, NO_LIMIT);
    assertThat(b.call(MUNMAP, THERE, PAGE)).isZero();
    assertThat(b.result(FUTEX, THERE, WAKE, 1)).isEqualTo("EFAULT");
    share(b, HERE + PAGE);
    assertThat(b.call(FUTEX, HERE + PAGE, WAKE, 1)).isOne();
  }

  @Test
  void thoseThatCameFirstAreWokenFirst() {
    share(a, HERE);
    share(b, HERE);
    share(c, HERE);
    waits(a, HERE, WAIT, 0, NO_LIMIT);
    waits(b, HERE, WAIT, 0, NO_LIMIT);
    assertThat(c.call(FUTEX, HERE, WAKE, 1)).isOne();
    assertThat(outcome(a)).isEqualTo("0");
    assertThat(outcome(b)).isNull();
    waits(a, HERE, WAIT, 0, NO_LIMIT);
    assertThat(c.call(FUTEX, HERE, WAKE, Integer.MAX_VALUE)).isEqualTo(2);
  }

  @Test
  void anotherValueIsRefusedAtOnce() {
    a.poke(ONE, (byte) 1, (byte) 0, (byte) 0, (byte) 0);
    assertThat(a.result(FUTEX, ONE, WAIT, 0, NO_LIMIT)).isEqualTo("EAGAIN");
    assertThat(a.result(FUTEX, ONE, WAIT | PRIVATE, 2, NO_LIMIT)).isEqualTo("EAGAIN");
  }

  /** man 2 futex, ERRORS; kernel/futex/syscalls.c, do_futex for the order. */
  @ParameterizedTest
  @CsvSource({
    "0x200042, 0, EINVAL", // not aligned
    "0x200042, 1, EINVAL",
    "0x202000, 0, EFAULT", // not mapped
    "0x202000, 1, EFAULT",
    "0x202000, 128, EFAULT",
    "0x202000, 129, 0", // a private wake looks at no memory
    "0x800000000000, 1, EFAULT",
    "0x800000000000, 129, EFAULT",
    "0x210000, 0, EFAULT", // private and never to be written: it could not change
    "0x210000, 1, EFAULT",
    "0x200040, 6, ENOSYS", // FUTEX_LOCK_PI
    "0x200040, 2, ENOSYS", // FUTEX_FD
    "0x200040, 99, ENOSYS",
    "0x200040, 257, ENOSYS", // FUTEX_WAKE with FUTEX_CLOCK_REALTIME
    "0x200040, 256, ENOSYS",
    "0x200040, 9, EINVAL", // no bits
    "0x200040, 10, EINVAL",
  })
  void refusals(String address, int operation, String result) {
    assertThat(a.result(FUTEX, Long.decode(address), operation, 0, 0, 0, 0)).isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "0, -1", "0, 1000000000"})
  void aTimeThatIsNoneIsRefused(long seconds, long nanos) throws ErrnoException {
    time(a, seconds, nanos);
    assertThat(a.result(FUTEX, ONE, WAIT, 0, TIME)).isEqualTo("EINVAL");
    assertThat(a.result(FUTEX, ONE, WAIT, 1, SCRATCH_END)).isEqualTo("EFAULT");
  }

  @Test
  void aWaitGivesUpAfterItsTime() throws ErrnoException {
    time(a, 2, 500);
    waits(a, ONE, WAIT, 0, TIME);
    passes(2 * SECOND);
    assertThat(outcome(a)).isNull();
    passes(500);
    assertThat(outcome(a)).isEqualTo("ETIMEDOUT");
    assertThat(a.call(FUTEX, ONE, WAKE, 1)).as("it waits no more").isZero();
    assertThat(ground.kernel.timers().isEmpty()).isTrue();
  }

  @Test
  void aBitsetWaitGivesUpAtAnInstantOfTheClockThatItNames() throws ErrnoException {
    passes(10 * SECOND);
    time(a, 11, 0);
    waits(a, ONE, WAIT_BITSET, 0, TIME, 0, -1);
    time(b, ground.kernel.config().epoch().getEpochSecond() + 12, 0);
    waits(b, ONE, WAIT_BITSET | REALTIME, 0, TIME, 0, -1);
    passes(SECOND);
    assertThat(outcome(a)).isEqualTo("ETIMEDOUT");
    assertThat(outcome(b)).isNull();
    passes(SECOND);
    assertThat(outcome(b)).isEqualTo("ETIMEDOUT");
  }

  @Test
  void anInstantThatHasPassedIsATimeoutButNotBeforeTheValueWasLookedAt() throws ErrnoException {
    passes(SECOND);
    time(a, 0, 1);
    assertThat(a.result(FUTEX, ONE, WAIT_BITSET, 7, TIME, 0, -1)).isEqualTo("EAGAIN");
    waits(a, ONE, WAIT_BITSET, 0, TIME, 0, -1);
    passes(0);
    assertThat(outcome(a)).isEqualTo("ETIMEDOUT");
  }

  @Test
  void aWakeAndATimeoutAtOnceIsAWake() throws ErrnoException {
    time(a, 1, 0);
    waits(a, ONE, WAIT, 0, TIME);
    assertThat(a.call(FUTEX, ONE, WAKE, 1)).isOne();
    passes(2 * SECOND);
    assertThat(outcome(a)).isEqualTo("0");
  }

  @Test
  void onlyThoseWhoHearABitAreWoken() {
    share(a, HERE);
    share(b, HERE);
    waits(a, HERE, WAIT_BITSET, 0, NO_LIMIT, 0, 1);
    waits(b, HERE, WAIT_BITSET, 0, NO_LIMIT, 0, 2);
    assertThat(b.call(FUTEX, HERE, WAKE_BITSET, 10, 0, 0, 4)).isZero();
    assertThat(b.call(FUTEX, HERE, WAKE_BITSET, 10, 0, 0, 2)).isOne();
    assertThat(outcome(a)).isNull();
    assertThat(outcome(b)).isEqualTo("0");
    assertThat(b.call(FUTEX, HERE, WAKE, 10)).as("a plain wake is heard by all").isOne();
  }

  @Test
  void requeueWakesSomeAndMovesTheOthers() {
    share(a, HERE);
    share(b, HERE);
    share(c, HERE);
    waits(a, HERE, WAIT, 0, NO_LIMIT);
    waits(b, HERE, WAIT, 0, NO_LIMIT);
    assertThat(c.result(FUTEX, HERE, CMP_REQUEUE, 1, 1, HERE + 4, 1)).isEqualTo("EAGAIN");
    assertThat(c.call(FUTEX, HERE, CMP_REQUEUE, 1, 1, HERE + 4, 0)).isEqualTo(2);
    assertThat(outcome(a)).isEqualTo("0");
    assertThat(outcome(b)).isNull();
    assertThat(c.call(FUTEX, HERE, WAKE, 1)).isZero();
    assertThat(c.call(FUTEX, HERE + 4, WAKE, 1)).isOne();
    assertThat(outcome(b)).isEqualTo("0");
  }

  @Test
  void whoWasMovedGivesUpWhereItIs() throws ErrnoException {
    time(a, 1, 0);
    waits(a, ONE, WAIT, 0, TIME);
    assertThat(a.call(FUTEX, ONE, REQUEUE, 0, 5, TWO)).isOne();
    passes(SECOND);
    assertThat(outcome(a)).isEqualTo("ETIMEDOUT");
    assertThat(a.call(FUTEX, TWO, WAKE, 1)).isZero();
    assertThat(ground.kernel.futexes().waiting()).isZero();
  }

  @Test
  void requeueRefusesNegativeCounts() {
    assertThat(a.result(FUTEX, ONE, REQUEUE, -1, 0, TWO)).isEqualTo("EINVAL");
    assertThat(a.result(FUTEX, ONE, REQUEUE, 0, -1, TWO)).isEqualTo("EINVAL");
    assertThat(a.result(FUTEX, ONE, REQUEUE, 0, 0, TWO + 1)).isEqualTo("EINVAL");
    assertThat(a.result(FUTEX, ONE, REQUEUE, 0, 0, SCRATCH_END)).isEqualTo("EFAULT");
  }

  /** FUTEX_OP(op, oparg, cmp, cmparg) of linux/futex.h; 5 before the operation. */
  @ParameterizedTest
  @CsvSource({
    "0, 9, 0, 5, 9, 2", // set, ==
    "1, 3, 1, 5, 8, 1", // add, !=
    "2, 8, 2, 6, 13, 2", // or, <
    "3, 1, 3, 4, 4, 1", // and not, <=
    "4, 7, 4, 4, 2, 2", // xor, >
    "0, 4095, 5, 5, -1, 2", // operands are signed; >=
    "1, 4094, 5, 4095, 3, 2",
    "8, 4, 0, 5, 16, 2", // set 1 << 4
  })
  void wakeOpChangesTheSecondWordAndWakesBothIfTheOldValueWasAsAsked(
      int operation, int operand, int comparison, int other, int after, int woken)
      throws ErrnoException {
    share(a, HERE);
    share(b, HERE);
    share(c, HERE);
    waits(a, HERE, WAIT, 0, NO_LIMIT);
    waits(b, HERE + 4, WAIT, 0, NO_LIMIT);
    c.process.memory().writeInt(HERE + 4, 5);
    final long encoded =
        (long) operation << 28 | (long) comparison << 24 | (long) operand << 12 | other;
    assertThat(c.call(FUTEX, HERE, WAKE_OP, 1, 1, HERE + 4, encoded)).isEqualTo(woken);
    assertThat(c.process.memory().readInt(HERE + 4)).isEqualTo(after);
  }

  @Test
  void wakeOpRefusesWhatItDoesNotKnowAndMemoryThatCannotBeWritten() {
    assertThat(a.result(FUTEX, ONE, WAKE_OP, 1, 1, TWO, 5L << 28)).isEqualTo("ENOSYS");
    assertThat(a.result(FUTEX, ONE, WAKE_OP, 1, 1, TWO, 6L << 24)).isEqualTo("ENOSYS");
    assertThat(a.result(FUTEX, ONE, WAKE_OP, 1, 1, CONSTANT, 0)).isEqualTo("EFAULT");
    assertThat(a.result(FUTEX, ONE, WAKE_OP, 1, 1, TWO + 2, 0)).isEqualTo("EINVAL");
  }

  @Test
  void aSignalInterruptsAndOnlyAWaitWithoutATimeIsMadeAgain() throws ErrnoException {
    waits(a, ONE, WAIT, 0, NO_LIMIT);
    final Wait endless = a.process.leader().waitsFor().orElseThrow();
    assertThat(endless.restartable()).isTrue();
    assertThat(endless.interrupted()).isEqualTo(SyscallResult.refused(Errno.EINTR));
    time(b, 1, 0);
    waits(b, ONE, WAIT, 0, TIME);
    assertThat(b.process.leader().waitsFor().orElseThrow().restartable()).isFalse();
  }

  @Test
  void aProcessThatEndsWaitsNoMore() {
    share(a, HERE);
    share(b, HERE);
    waits(a, HERE, WAIT, 0, NO_LIMIT);
    ground.kernel.end(a.process, new ProcessEnd.Exited(0));
    assertThat(b.call(FUTEX, HERE, WAKE, 1)).isZero();
    assertThat(ground.kernel.futexes().waiting()).isZero();
  }

  @Test
  void whatIsWaitedForIsSaidInWords() {
    share(a, HERE);
    waits(a, HERE + 8, WAIT, 0, NO_LIMIT);
    assertThat(a.process.leader().waitsFor().orElseThrow().describe())
        .startsWith("futex ")
        .contains("shared")
        .endsWith("+0x8");
  }
}
