package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.ResourceLimits.Limit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** getrlimit(2), setrlimit(2), prlimit(2). */
final class LimitCallTest {
  private static final int GETRLIMIT = 97;
  private static final int SETUID = 105;
  private static final int SETRLIMIT = 160;
  private static final int PRLIMIT = 302;
  private static final int NOFILE = 7;
  private static final long IN = SCRATCH;
  private static final long OUT = SCRATCH + 64;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final GuestHand guest = ground.guest("limited");

  private Limit get(int resource) throws ErrnoException {
    assertThat(guest.call(GETRLIMIT, resource, OUT)).isZero();
    return out();
  }

  private Limit out() throws ErrnoException {
    final UserMemory memory = guest.process.memory();
    return new Limit(memory.readLong(OUT), memory.readLong(OUT + 8));
  }

  private String set(int resource, long current, long maximum) throws ErrnoException {
    guest.process.memory().writeLong(IN, current);
    guest.process.memory().writeLong(IN + 8, maximum);
    return guest.result(SETRLIMIT, resource, IN);
  }

  /** What a program finds under Linux (include/asm-generic/resource.h). */
  @ParameterizedTest
  @CsvSource({
    "0, -1, -1", // RLIMIT_CPU
    "1, -1, -1", // RLIMIT_FSIZE
    "2, -1, -1", // RLIMIT_DATA
    "3, 8388608, -1", // RLIMIT_STACK
    "4, 0, -1", // RLIMIT_CORE
    "7, 1024, 4096", // RLIMIT_NOFILE
    "8, 8388608, 8388608", // RLIMIT_MEMLOCK
    "9, -1, -1", // RLIMIT_AS
    "12, 819200, 819200", // RLIMIT_MSGQUEUE
    "13, 0, 0", // RLIMIT_NICE
    "15, -1, -1" // RLIMIT_RTTIME
  })
  void theDefaultsAreLinuxs(int resource, long current, long maximum) throws ErrnoException {
    assertThat(get(resource)).isEqualTo(new Limit(current, maximum));
  }

  @Test
  void aLimitOfDescriptorsHoldsAtOnce() throws ErrnoException {
    assertThat(set(NOFILE, 4, 4)).isEqualTo("0");
    assertThat(guest.open("/dev/shm/one", O_RDWR | O_CREAT)).isEqualTo(3);
    assertThat(text(guest.open("/dev/shm/one", O_RDWR))).isEqualTo("EMFILE");
  }

  @Test
  void refusals() throws ErrnoException {
    assertThat(set(16, 1, 1)).isEqualTo("EINVAL");
    assertThat(set(-1, 1, 1)).isEqualTo("EINVAL");
    assertThat(guest.result(GETRLIMIT, 16, OUT)).isEqualTo("EINVAL");
    assertThat(set(NOFILE, 5, 4)).isEqualTo("EINVAL");
    assertThat(set(NOFILE, -1, -1)).as("more than fs.nr_open").isEqualTo("EPERM");
    assertThat(guest.result(GETRLIMIT, NOFILE, SCRATCH_END)).isEqualTo("EFAULT");
    assertThat(guest.result(SETRLIMIT, NOFILE, SCRATCH_END)).isEqualTo("EFAULT");
    assertThat(guest.result(PRLIMIT, 9999, NOFILE, 0, OUT)).isEqualTo("ESRCH");
    assertThat(guest.result(PRLIMIT, 0, 16, 0, OUT)).isEqualTo("EINVAL");
    assertThat(get(NOFILE)).isEqualTo(new Limit(1024, 4096));
  }

  @Test
  void onlyRootRaisesAMaximum() throws ErrnoException {
    assertThat(guest.call(SETUID, 1000)).isZero();
    assertThat(set(NOFILE, 10, 100)).isEqualTo("0");
    assertThat(set(NOFILE, 100, 100)).as("up to the maximum").isEqualTo("0");
    assertThat(set(NOFILE, 100, 101)).isEqualTo("EPERM");
    assertThat(get(NOFILE)).isEqualTo(new Limit(100, 100));
  }

  @Test
  void prlimitTellsTheOldOneAndReachesOthersOfTheSameUser() throws ErrnoException {
    final GuestHand other = ground.guest("other");
    final int pid = other.process.pid();
    guest.process.memory().writeLong(IN, 7);
    guest.process.memory().writeLong(IN + 8, 8);
    assertThat(guest.call(PRLIMIT, pid, NOFILE, IN, OUT)).isZero();
    assertThat(out()).isEqualTo(new Limit(1024, 4096));
    assertThat(other.process.limits().get(Resource.NOFILE)).isEqualTo(new Limit(7, 8));
    assertThat(get(NOFILE)).isEqualTo(new Limit(1024, 4096));
    assertThat(guest.call(SETUID, 1000)).isZero();
    assertThat(guest.result(PRLIMIT, pid, NOFILE, 0, OUT)).isEqualTo("EPERM");
    assertThat(guest.result(PRLIMIT, 0, NOFILE, 0, OUT)).isEqualTo("0");
  }
}
