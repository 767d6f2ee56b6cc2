package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.framewalk.emulator.kernel.SyscallResult.Next;
import dev.framewalk.emulator.kernel.syscall.SyscallRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** exit(2), sched_yield(2), getpid(2), and numbers that are no call's. */
final class ProcessCallTest {
  @RegisterExtension final KernelGround ground = new KernelGround();

  private final GuestHand guest = ground.guest("caller");

  private SyscallResult serve(long number, long argument) {
    return ground.table.serve(
        guest.process.leader(), new SyscallRequest().set(number, argument, -1, -1, -1, -1, -1));
  }

  @Test
  void theStatusIsTheLowByte() {
    assertThat(serve(EXIT, 0x1234).next()).isEqualTo(Next.ENDED);
    assertThat(guest.process.alive()).isFalse();
    assertThat(guest.process.end()).contains(new ProcessEnd.Exited(0x34));
  }

  @Test
  void aNegativeStatusIsItsLowByteToo() {
    assertThat(serve(EXIT_GROUP, -1).next()).isEqualTo(Next.ENDED);
    assertThat(guest.process.end()).contains(new ProcessEnd.Exited(255));
  }

  @Test
  void theEndGivesEverythingBack() {
    final long before = ground.frames.used();
    final GuestHand other = ground.guest("other");
    final long object = other.object("object", 100_000);
    other.mustMap(0x4000_0000, 25, RW, MAP_SHARED, object, 0);
    other.mustMap(0x5000_0000, 25, RW, MAP_PRIVATE, object, 0);
    assertThat(other.store(0x5000_0000, 1)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(other.load(0x5000_1000)).isEqualTo(0);
    assertThat(other.call(UNLINK, other.string("/dev/shm/object"))).isZero();
    ground.kernel.end(other.process, new ProcessEnd.Killed(Signal.SIGSEGV));
    assertThat(ground.frames.used()).isEqualTo(before);
    assertThat(ground.kernel.registry().count()).isZero();
    assertThat(other.process.end().orElseThrow().exitStatus()).isEqualTo(139);
    assertThatIllegalStateException()
        .isThrownBy(() -> ground.kernel.end(other.process, new ProcessEnd.Exited(0)));
  }

  @Test
  void aProcessThatYieldsIsNotTheNextToRun() {
    assertThat(serve(SCHED_YIELD, -1).next()).isEqualTo(Next.YIELD);
    assertThat(serve(SCHED_YIELD, -1).value()).isZero();
  }

  @Test
  void everyProcessHasItsOwnNumber() throws Exception {
    final Process second = ground.bareProcess("second");
    final Process third = ground.bareProcess("third");
    assertThat(guest.call(GETPID)).isEqualTo(guest.process.pid()).isPositive();
    ground.kernel.discard(second);
    final Process fourth = ground.bareProcess("fourth");
    assertThat(fourth.pid()).isGreaterThan(third.pid());
    ground.kernel.discard(fourth);
    assertThat(ground.bareProcess("fifth").pid())
        .as("as if the discarded one had not been made")
        .isEqualTo(fourth.pid());
  }

  @Test
  void numbersOfNoCallAreCounted() {
    for (final long number :
        new long[] {400, 5000, -1, Integer.MAX_VALUE, 401, 401, 1L << 32 | 400}) {
      assertThat(guest.result(number)).as("number %d", number).isEqualTo("ENOSYS");
    }
    assertThat(ground.table.unknownCalls())
        .containsEntry(400L, 2L)
        .containsEntry(-1L, 1L)
        .containsEntry(401L, 2L)
        .hasSize(5);
  }

  @Test
  void theNumberIsTheLowerHalfOfItsRegister() {
    assertThat(guest.call(1L << 32 | GETPID)).isEqualTo(guest.process.pid());
  }

  @Test
  void theTableSaysWhatEachRowIs() {
    assertThat(ground.table.rows())
        .extracting(SyscallRow::number)
        .doesNotHaveDuplicates()
        .isSorted();
    assertThat(ground.table.row(9).orElseThrow().name()).isEqualTo("mmap");
    assertThat(ground.table.row(9).orElseThrow().arguments()).hasSize(6);
    assertThat(ground.table.row(400)).isEmpty();
  }
}
