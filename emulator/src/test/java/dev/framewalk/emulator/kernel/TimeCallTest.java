package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.SyscallResult.Next;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks, sleeping, and the time that the CPU was had. */
final class TimeCallTest {
  private static final int NANOSLEEP = 35;
  private static final int GETTIMEOFDAY = 96;
  private static final int GETRUSAGE = 98;
  private static final int TIMES = 100;
  private static final int SETTIMEOFDAY = 164;
  private static final int TIME = 201;
  private static final int CLOCK_SETTIME = 227;
  private static final int CLOCK_GETTIME = 228;
  private static final int CLOCK_GETRES = 229;
  private static final int CLOCK_NANOSLEEP = 230;
  private static final long OUT = SCRATCH + 64;
  private static final long IN = SCRATCH + 128;
  private static final long SECOND = 1_000_000_000L;

  /** 2026-01-01T00:00:00Z, as {@code date -u -d 2026-01-01 +%s} has it. */
  private static final long EPOCH = 1_767_225_600L;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final GuestHand guest = ground.guest("sleeper");
  private final Task task = guest.process.leader();

  private Timespec read(long number, long... arguments) throws ErrnoException {
    assertThat(guest.call(number, arguments)).isZero();
    return Timespec.read(guest.process.memory(), OUT);
  }

  private void at(long nanos) {
    ground.kernel.clock().advanceTo(nanos);
    ground.kernel.timers().fire(nanos);
  }

  private SyscallResult begin(long number, long... a) throws ErrnoException {
    return ground.table.serve(
        task,
        new SyscallRequest()
            .set(number, a[0], a[1], a.length > 2 ? a[2] : 0, a.length > 3 ? a[3] : 0, 0, 0));
  }

  private void put(long seconds, long nanos) throws ErrnoException {
    new Timespec(seconds, nanos).write(guest.process.memory(), IN);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 11})
  void theTimeOfDayStartsAtTheEpoch(int clock) throws ErrnoException {
    at(90 * SECOND + 5);
    assertThat(read(CLOCK_GETTIME, clock, OUT)).isEqualTo(new Timespec(EPOCH + 90, 5));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7})
  void otherClocksStartWithTheMachine(int clock) throws ErrnoException {
    at(SECOND + 5);
    assertThat(read(CLOCK_GETTIME, clock, OUT)).isEqualTo(new Timespec(1, 5));
  }

  @Test
  void coarseClocksTickEveryFourMilliseconds() throws ErrnoException {
    at(SECOND + 7_999_999);
    assertThat(read(CLOCK_GETTIME, 6, OUT)).isEqualTo(new Timespec(1, 4_000_000));
    assertThat(read(CLOCK_GETTIME, 5, OUT)).isEqualTo(new Timespec(EPOCH + 1, 4_000_000));
    assertThat(read(CLOCK_GETRES, 5, OUT)).isEqualTo(new Timespec(0, 4_000_000));
    assertThat(read(CLOCK_GETRES, 1, OUT)).isEqualTo(new Timespec(0, 1));
  }

  @Test
  void clocksOfTheCpuCountWhatTheTaskHad() throws ErrnoException {
    at(SECOND);
    task.charge(3 * SECOND + 1);
    assertThat(read(CLOCK_GETTIME, 2, OUT)).isEqualTo(new Timespec(3, 1));
    assertThat(read(CLOCK_GETTIME, 3, OUT)).isEqualTo(new Timespec(3, 1));
    final long ofProcess = ~(long) guest.process.pid() << 3 | 2;
    final long ofTask = ~(long) guest.process.pid() << 3 | 6;
    assertThat(read(CLOCK_GETTIME, ofProcess, OUT)).isEqualTo(new Timespec(3, 1));
    assertThat(read(CLOCK_GETTIME, ofTask, OUT)).isEqualTo(new Timespec(3, 1));
    assertThat(guest.call(TIMES, OUT)).as("ticks since the machine started").isEqualTo(100);
    assertThat(guest.process.memory().readLong(OUT)).isEqualTo(300);
    assertThat(read(GETRUSAGE, 0, OUT)).isEqualTo(new Timespec(3, 0));
    assertThat(read(GETRUSAGE, 1, OUT)).isEqualTo(new Timespec(3, 0));
    assertThat(read(GETRUSAGE, -1, OUT)).isEqualTo(new Timespec(0, 0));
  }

  @ParameterizedTest
  @CsvSource({"8", "9", "10", "12", "-1", "-5", "1000"})
  void thereAreNoOtherClocks(int clock) {
    assertThat(guest.result(CLOCK_GETTIME, clock, OUT)).isEqualTo("EINVAL");
    assertThat(guest.result(CLOCK_GETRES, clock, OUT)).isEqualTo("EINVAL");
    assertThat(guest.result(CLOCK_NANOSLEEP, clock, 0, IN, 0)).isEqualTo("EINVAL");
  }

  @Test
  void badAddressesAreRefused() {
    assertThat(guest.result(CLOCK_GETTIME, 0, SCRATCH_END)).isEqualTo("EFAULT");
    assertThat(guest.result(CLOCK_GETTIME, 0, CONSTANT)).isEqualTo("EFAULT");
    assertThat(guest.result(CLOCK_GETRES, 0, 0)).as("nothing to store").isEqualTo("0");
    assertThat(guest.result(GETTIMEOFDAY, SCRATCH_END, 0)).isEqualTo("EFAULT");
    assertThat(guest.result(GETTIMEOFDAY, 0, 0)).isEqualTo("0");
    assertThat(guest.result(TIME, SCRATCH_END)).isEqualTo("EFAULT");
    assertThat(guest.result(TIMES, SCRATCH_END)).isEqualTo("EFAULT");
    assertThat(guest.result(GETRUSAGE, 2, OUT)).isEqualTo("EINVAL");
    assertThat(guest.result(GETRUSAGE, 0, SCRATCH_END)).isEqualTo("EFAULT");
    assertThat(guest.result(NANOSLEEP, SCRATCH_END, 0)).isEqualTo("EFAULT");
  }

  @Test
  void theOtherCallsTellTheSameTime() throws ErrnoException {
    at(2 * SECOND + 1_234_567);
    assertThat(guest.call(TIME, OUT)).isEqualTo(EPOCH + 2);
    assertThat(guest.process.memory().readLong(OUT)).isEqualTo(EPOCH + 2);
    assertThat(read(GETTIMEOFDAY, OUT, 0)).isEqualTo(new Timespec(EPOCH + 2, 1234));
  }

  @Test
  void nobodySetsTheTime() throws ErrnoException {
    put(5, 0);
    assertThat(guest.result(CLOCK_SETTIME, 0, IN)).isEqualTo("EPERM");
    assertThat(guest.result(SETTIMEOFDAY, IN, 0)).isEqualTo("EPERM");
    assertThat(guest.result(CLOCK_SETTIME, 1, IN)).isEqualTo("EINVAL");
    assertThat(guest.result(CLOCK_SETTIME, 0, SCRATCH_END)).isEqualTo("EFAULT");
    put(5, SECOND);
    assertThat(guest.result(CLOCK_SETTIME, 0, IN)).isEqualTo("EINVAL");
  }

  @Test
  void aSleepLastsAsLongAsAsked() throws ErrnoException {
    at(SECOND);
    put(3600, 1);
    assertThat(begin(NANOSLEEP, IN, 0).next()).isEqualTo(Next.BLOCKED);
    assertThat(task.deadline()).hasValue(3601 * SECOND + 1);
    at(3601 * SECOND);
    assertThat(ground.kernel.resume(task)).isNull();
    at(3601 * SECOND + 1);
    assertThat(ground.kernel.resume(task)).isEqualTo(SyscallResult.zero());
  }

  @Test
  void aSleepUntilAnInstantEndsThen() throws ErrnoException {
    at(SECOND);
    put(5, 0);
    assertThat(begin(CLOCK_NANOSLEEP, 1, 1, IN, 0).next()).isEqualTo(Next.BLOCKED);
    assertThat(task.deadline()).hasValue(5 * SECOND);
    at(5 * SECOND);
    assertThat(ground.kernel.resume(task)).isEqualTo(SyscallResult.zero());
    put(EPOCH + 9, 0);
    assertThat(begin(CLOCK_NANOSLEEP, 0, 1, IN, 0).next()).isEqualTo(Next.BLOCKED);
    assertThat(task.deadline()).hasValue(9 * SECOND);
  }

  @Test
  void anInterruptedSleepSaysWhatWasLeftUnlessItWasUntilAnInstant() throws ErrnoException {
    put(10, 0);
    assertThat(begin(NANOSLEEP, IN, OUT).next()).isEqualTo(Next.BLOCKED);
    at(4 * SECOND);
    final Wait sleep = task.waitsFor().orElseThrow();
    assertThat(sleep.restartable()).isFalse();
    assertThat(sleep.interrupted()).isEqualTo(SyscallResult.refused(Errno.EINTR));
    assertThat(Timespec.read(guest.process.memory(), OUT)).isEqualTo(new Timespec(6, 0));
    at(10 * SECOND);
    assertThat(ground.kernel.resume(task)).isEqualTo(SyscallResult.zero());
    put(20, 0);
    guest.poke(OUT, (byte) 99);
    assertThat(begin(CLOCK_NANOSLEEP, 1, 1, IN, OUT).next()).isEqualTo(Next.BLOCKED);
    assertThat(task.waitsFor().orElseThrow().interrupted())
        .isEqualTo(SyscallResult.refused(Errno.EINTR));
    assertThat(guest.peek(OUT, 1)).containsExactly(99);
  }

  @Test
  void aRemainderThatCannotBeStoredIsAFault() throws ErrnoException {
    put(10, 0);
    assertThat(begin(NANOSLEEP, IN, SCRATCH_END).next()).isEqualTo(Next.BLOCKED);
    assertThat(task.waitsFor().orElseThrow().interrupted())
        .isEqualTo(SyscallResult.refused(Errno.EFAULT));
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "0, -1", "0, 1000000000"})
  void aTimeThatIsNoneIsRefused(long seconds, long nanos) throws ErrnoException {
    put(seconds, nanos);
    assertThat(guest.result(NANOSLEEP, IN, 0)).isEqualTo("EINVAL");
    assertThat(guest.result(CLOCK_NANOSLEEP, 0, 0, IN, 0)).isEqualTo("EINVAL");
    assertThat(guest.result(CLOCK_NANOSLEEP, 1, 1, IN, 0)).isEqualTo("EINVAL");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6})
  void nobodySleepsByTheseClocks(int clock) throws ErrnoException {
    put(1, 0);
    assertThat(guest.result(CLOCK_NANOSLEEP, clock, 0, IN, 0)).isEqualTo("EOPNOTSUPP");
  }

  @Test
  void theLongestSleepDoesNotWrapAround() throws ErrnoException {
    at(SECOND);
    put(Long.MAX_VALUE, 999_999_999);
    assertThat(begin(NANOSLEEP, IN, 0).next()).isEqualTo(Next.BLOCKED);
    at(Long.MAX_VALUE - 1);
    assertThat(ground.kernel.resume(task)).isNull();
  }
}
