package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.SyscallResult.Next;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a task that ends leaves to those that wait (get_robust_list(2), set_tid_address(2)). */
final class RobustFutexTest {
  private static final int FUTEX = 202;
  private static final int SET_TID_ADDRESS = 218;
  private static final int SET_ROBUST_LIST = 273;
  private static final int GET_ROBUST_LIST = 274;
  private static final int SETUID = 105;
  private static final int WAITERS = 1 << 31;
  private static final int OWNER_DIED = 1 << 30;
  private static final long BASE = 0x4000_0000;

  /** struct robust_list_head, and two entries whose futexes lie 16 bytes below. */
  private static final long HEAD = BASE;

  private static final long FIRST = BASE + 0x100;
  private static final long SECOND = BASE + 0x200;
  private static final long TO_FUTEX = -16;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final GuestHand owner = ground.guest("owner");
  private final GuestHand waiter = ground.guest("waiter");
  private final int tid = owner.process.leader().tid();

  @BeforeEach
  void shareAPage() {
    for (final GuestHand guest : new GuestHand[] {owner, waiter}) {
      guest.mustMap(BASE, 1, RW, MAP_SHARED, guest.object("locks", 4096), 0);
    }
  }

  private void list(long pending, long... entries) throws ErrnoException {
    final UserMemory memory = owner.process.memory();
    long at = HEAD;
    for (final long entry : entries) {
      memory.writeLong(at & ~1, entry);
      at = entry;
    }
    memory.writeLong(at & ~1, HEAD);
    memory.writeLong(HEAD + 8, TO_FUTEX);
    memory.writeLong(HEAD + 16, pending);
    assertThat(owner.call(SET_ROBUST_LIST, HEAD, 24)).isZero();
  }

  private void hold(long entry, int value) throws ErrnoException {
    owner.process.memory().writeInt(entry + TO_FUTEX, value);
  }

  private int futex(long entry) throws ErrnoException {
    return waiter.process.memory().readInt(entry + TO_FUTEX);
  }

  private void waitOn(long address, int value) {
    assertThat(
            ground
                .table
                .serve(
                    waiter.process.leader(),
                    new SyscallRequest().set(FUTEX, address, 0, value, 0, 0, 0))
                .next())
        .isEqualTo(Next.BLOCKED);
  }

  private boolean woken() {
    return ground.kernel.resume(waiter.process.leader()) != null;
  }

  private void die() {
    ground.kernel.end(owner.process, new ProcessEnd.Killed(Signal.SIGKILL));
  }

  @Test
  void heldLocksAreMarkedAndWhoWaitsIsWoken() throws ErrnoException {
    list(0, FIRST, SECOND);
    hold(FIRST, tid | WAITERS);
    hold(SECOND, tid);
    waitOn(FIRST + TO_FUTEX, tid | WAITERS);
    die();
    assertThat(futex(FIRST)).isEqualTo(WAITERS | OWNER_DIED);
    assertThat(futex(SECOND)).isEqualTo(OWNER_DIED);
    assertThat(woken()).isTrue();
  }

  @Test
  void whatBelongsToAnotherIsLeftAlone() throws ErrnoException {
    list(0, FIRST);
    hold(FIRST, tid + 1 | WAITERS);
    waitOn(FIRST + TO_FUTEX, tid + 1 | WAITERS);
    die();
    assertThat(futex(FIRST)).isEqualTo(tid + 1 | WAITERS);
    assertThat(woken()).isFalse();
  }

  @Test
  void theEntryInTheMakingIsGivenUpToo() throws ErrnoException {
    list(SECOND, FIRST);
    hold(FIRST, 0);
    hold(SECOND, tid);
    die();
    assertThat(futex(SECOND)).isEqualTo(OWNER_DIED);
  }

  @Test
  void aLockThatWasBeingReleasedWakesItsNextOwner() throws ErrnoException {
    list(SECOND);
    hold(SECOND, 0);
    waitOn(SECOND + TO_FUTEX, 0);
    die();
    assertThat(woken()).isTrue();
    assertThat(futex(SECOND)).isZero();
  }

  @Test
  void aCircleEnds() throws ErrnoException {
    list(0, FIRST, SECOND);
    owner.process.memory().writeLong(SECOND, FIRST);
    hold(FIRST, tid);
    die();
    assertThat(futex(FIRST)).isEqualTo(OWNER_DIED);
  }

  @Test
  void aListThatLeadsNowhereEndsThere() throws ErrnoException {
    list(0, FIRST, SECOND);
    hold(FIRST, tid);
    owner.process.memory().writeLong(FIRST, 0xdead_0000L);
    die();
    assertThat(futex(FIRST)).isEqualTo(OWNER_DIED);
    assertThat(owner.process.alive()).isFalse();
  }

  @Test
  void theListIsToldToItsOwnUserOnly() throws ErrnoException {
    list(0);
    assertThat(waiter.call(GET_ROBUST_LIST, tid, SCRATCH, SCRATCH + 8)).isZero();
    assertThat(waiter.process.memory().readLong(SCRATCH)).isEqualTo(HEAD);
    assertThat(waiter.process.memory().readLong(SCRATCH + 8)).isEqualTo(24);
    assertThat(waiter.result(GET_ROBUST_LIST, 9999, SCRATCH, SCRATCH + 8)).isEqualTo("ESRCH");
    assertThat(waiter.result(GET_ROBUST_LIST, 0, SCRATCH_END, SCRATCH)).isEqualTo("EFAULT");
    assertThat(waiter.call(SETUID, 1000)).isZero();
    assertThat(waiter.result(GET_ROBUST_LIST, tid, SCRATCH, SCRATCH + 8)).isEqualTo("EPERM");
    assertThat(waiter.result(SET_ROBUST_LIST, HEAD, 23)).isEqualTo("EINVAL");
  }

  @Test
  void theWordOfATaskIsClearedOnlyWhileSomebodyIsLeftToSeeIt() throws ErrnoException {
    owner.process.memory().writeInt(BASE, 7);
    assertThat(owner.call(SET_TID_ADDRESS, BASE)).isEqualTo(tid);
    waitOn(BASE, 7);
    die();
    assertThat(waiter.process.memory().readInt(BASE)).isEqualTo(7);
    assertThat(woken()).isFalse();
  }
}
