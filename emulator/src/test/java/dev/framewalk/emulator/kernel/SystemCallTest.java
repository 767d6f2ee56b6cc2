package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What programs ask of the machine and say of themselves. */
final class SystemCallTest {
  private static final int UNAME = 63;
  private static final int SYSINFO = 99;
  private static final int SYSLOG = 103;
  private static final int SETUID = 105;
  private static final int CAPGET = 125;
  private static final int CAPSET = 126;
  private static final int PERSONALITY = 135;
  private static final int GETPRIORITY = 140;
  private static final int SETPRIORITY = 141;
  private static final int SETSCHEDULER = 144;
  private static final int GETSCHEDULER = 145;
  private static final int PRIORITY_MAX = 146;
  private static final int PRIORITY_MIN = 147;
  private static final int PRCTL = 157;
  private static final int ARCH_PRCTL = 158;
  private static final int IOPL = 172;
  private static final int IOPERM = 173;
  private static final int GETTID = 186;
  private static final int SETAFFINITY = 203;
  private static final int GETAFFINITY = 204;
  private static final int SET_TID_ADDRESS = 218;
  private static final int GETCPU = 309;
  private static final int GETRANDOM = 318;
  private static final int RSEQ = 334;
  private static final int ARCH_SET_GS = 0x1001;
  private static final int ARCH_SET_FS = 0x1002;
  private static final int ARCH_GET_FS = 0x1003;
  private static final int ARCH_GET_GS = 0x1004;
  private static final long OUT = SCRATCH + 1024;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final GuestHand guest = ground.guest("program");
  private final Task task = guest.process.leader();

  private String stringAt(long address) {
    final byte[] bytes = guest.peek(address, 65);
    int end = 0;
    while (bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.US_ASCII);
  }

  @Test
  void unameSaysLinuxOnX86() {
    assertThat(guest.call(UNAME, OUT)).isZero();
    assertThat(stringAt(OUT)).isEqualTo("Linux");
    assertThat(stringAt(OUT + 2 * 65)).matches("\\d+\\.\\d+\\.\\d+-framewalk");
    assertThat(stringAt(OUT + 4 * 65)).isEqualTo("x86_64");
    assertThat(guest.result(UNAME, SCRATCH_END - 389)).isEqualTo("EFAULT");
  }

  @Test
  void sysinfoCountsTheFrames() throws ErrnoException {
    guest.poke(OUT, (byte) 1); // so that the page is there before frames are counted
    assertThat(guest.call(SYSINFO, OUT)).isZero();
    final UserMemory memory = guest.process.memory();
    final long all = memory.readLong(OUT + 32);
    final long free = memory.readLong(OUT + 40);
    assertThat(all).isEqualTo(4096 * 4096L);
    assertThat(free).isEqualTo(ground.frames.available() * 4096);
    assertThat(memory.readInt(OUT + 104)).as("mem_unit").isOne();
    assertThat(guest.result(SYSINFO, CONSTANT)).isEqualTo("EFAULT");
  }

  @Test
  void theBasesOfFsAndGsAreSetAndTold() throws ErrnoException {
    assertThat(guest.call(ARCH_PRCTL, ARCH_SET_FS, 0x1234_5678)).isZero();
    assertThat(guest.call(ARCH_PRCTL, ARCH_SET_GS, 0x7fff_ffff_efffL)).isZero();
    assertThat(task.registers().get(UserRegister.FS_BASE)).isEqualTo(0x1234_5678);
    assertThat(guest.call(ARCH_PRCTL, ARCH_GET_FS, OUT)).isZero();
    assertThat(guest.process.memory().readLong(OUT)).isEqualTo(0x1234_5678);
    assertThat(guest.call(ARCH_PRCTL, ARCH_GET_GS, OUT)).isZero();
    assertThat(guest.process.memory().readLong(OUT)).isEqualTo(0x7fff_ffff_efffL);
    assertThat(guest.result(ARCH_PRCTL, ARCH_GET_FS, SCRATCH_END)).isEqualTo("EFAULT");
  }

  /** arch_prctl(2), ERRORS; TASK_SIZE_MAX is the end of the user half. */
  @ParameterizedTest
  @CsvSource({
    "0x1002, 0x7ffffffff000, EPERM",
    "0x1002, -0x800000000000, EPERM",
    "0x1002, 0x800000000000, EPERM",
    "0x1001, -1, EPERM",
    "0x3001, 0, EINVAL", // ARCH_CET_STATUS, which glibc asks for
    "0, 0, EINVAL"
  })
  void archPrctlRefuses(String code, String address, String result) {
    assertThat(guest.result(ARCH_PRCTL, Long.decode(code), Long.decode(address))).isEqualTo(result);
    assertThat(task.registers().get(UserRegister.FS_BASE)).isZero();
  }

  @Test
  void theFirstTaskHasTheNumberOfItsProcess() {
    assertThat(guest.call(GETTID)).isEqualTo(guest.process.pid());
    assertThat(guest.call(SET_TID_ADDRESS, OUT)).isEqualTo(guest.process.pid());
    assertThat(task.clearChildTid()).isEqualTo(OUT);
  }

  @Test
  void namesAreCutToFifteenBytes() {
    assertThat(guest.call(PRCTL, 15, guest.string("0123456789abcdefghi"))).isZero();
    assertThat(guest.call(PRCTL, 16, OUT)).isZero();
    assertThat(guest.peek(OUT, 16))
        .isEqualTo("0123456789abcde\0".getBytes(StandardCharsets.US_ASCII));
    assertThat(guest.result(PRCTL, 15, SCRATCH_END)).isEqualTo("EFAULT");
    assertThat(guest.result(PRCTL, 16, CONSTANT)).isEqualTo("EFAULT");
    guest.poke(SCRATCH_END - 3, (byte) 'a', (byte) 'b', (byte) 0);
    assertThat(guest.call(PRCTL, 15, SCRATCH_END - 3)).as("not read behind its end").isZero();
    assertThat(task.name()).isEqualTo("ab");
  }

  @ParameterizedTest
  @CsvSource({
    "3, 0, 0, 1", // PR_GET_DUMPABLE
    "4, 2, 0, EINVAL", // PR_SET_DUMPABLE
    "38, 0, 0, EINVAL", // PR_SET_NO_NEW_PRIVS
    "38, 1, 1, EINVAL",
    "38, 1, 0, 0",
    "39, 0, 0, 0",
    "39, 1, 0, EINVAL",
    "1, 65, 0, EINVAL", // PR_SET_PDEATHSIG
    "1, 9, 0, 0",
    "30, 0, 0, 50000", // PR_GET_TIMERSLACK
    "9999, 0, 0, EINVAL"
  })
  void prctl(int option, long first, long second, String result) {
    assertThat(guest.result(PRCTL, option, first, second, 0, 0)).isEqualTo(result);
  }

  @Test
  void newPrivilegesStayForbidden() {
    assertThat(guest.call(PRCTL, 38, 1, 0, 0, 0)).isZero();
    assertThat(guest.call(PRCTL, 39, 0, 0, 0, 0)).isOne();
  }

  @Test
  void randomBytesComeFromTheSeed() {
    assertThat(guest.call(GETRANDOM, OUT, 40, 0)).isEqualTo(40);
    final byte[] first = guest.peek(OUT, 40);
    assertThat(guest.call(GETRANDOM, OUT, 40, 1)).isEqualTo(40);
    assertThat(guest.peek(OUT, 40)).isNotEqualTo(first);
    final KernelGround again = new KernelGround();
    final GuestHand twin = again.guest("program");
    assertThat(twin.call(GETRANDOM, OUT, 40, 2)).isEqualTo(40);
    assertThat(twin.peek(OUT, 40)).isEqualTo(first);
    again.endAll();
  }

  @Test
  void randomBytesEndAtTheFirstPageThatCannotBeWritten() {
    assertThat(guest.call(GETRANDOM, SCRATCH_END - 10, 100, 0)).isEqualTo(10);
    assertThat(guest.result(GETRANDOM, SCRATCH_END, 1, 0)).isEqualTo("EFAULT");
    assertThat(guest.result(GETRANDOM, SCRATCH_END, 0, 0)).isEqualTo("0");
    assertThat(guest.result(GETRANDOM, OUT, 1, 8)).isEqualTo("EINVAL");
    assertThat(guest.result(GETRANDOM, OUT, 1, 6)).as("RANDOM and INSECURE").isEqualTo("EINVAL");
  }

  @Test
  void thereIsOneProcessor() throws ErrnoException {
    assertThat(guest.call(GETAFFINITY, 0, 128, OUT)).isEqualTo(8);
    assertThat(guest.process.memory().readLong(OUT)).isOne();
    assertThat(guest.result(GETAFFINITY, 0, 7, OUT)).isEqualTo("EINVAL");
    assertThat(guest.result(GETAFFINITY, 9999, 8, OUT)).isEqualTo("ESRCH");
    assertThat(guest.result(GETAFFINITY, 0, 8, SCRATCH_END)).isEqualTo("EFAULT");
    assertThat(guest.result(SETAFFINITY, 0, 8, OUT)).isEqualTo("0");
    guest.process.memory().writeLong(OUT, 2);
    assertThat(guest.result(SETAFFINITY, 0, 8, OUT)).isEqualTo("EINVAL");
    guest.process.memory().writeLong(OUT, -1);
    assertThat(guest.call(GETCPU, OUT, OUT + 4, 0)).isZero();
    assertThat(guest.process.memory().readLong(OUT)).isZero();
  }

  @Test
  void nobodyRunsInRealTime() throws ErrnoException {
    assertThat(guest.call(GETSCHEDULER, 0)).isZero();
    guest.process.memory().writeInt(OUT, 0);
    assertThat(guest.result(SETSCHEDULER, 0, 0, OUT)).isEqualTo("0");
    assertThat(guest.result(SETSCHEDULER, 0, 1, OUT)).isEqualTo("EINVAL");
    guest.process.memory().writeInt(OUT, 10);
    assertThat(guest.result(SETSCHEDULER, 0, 1, OUT)).isEqualTo("EPERM");
    assertThat(guest.result(SETSCHEDULER, 0, 0, OUT)).isEqualTo("EINVAL");
    assertThat(guest.result(SETSCHEDULER, 9999, 0, OUT)).isEqualTo("ESRCH");
    assertThat(guest.call(PRIORITY_MAX, 1)).isEqualTo(99);
    assertThat(guest.call(PRIORITY_MIN, 2)).isOne();
    assertThat(guest.call(PRIORITY_MAX, 0)).isZero();
    assertThat(guest.result(PRIORITY_MIN, 4)).isEqualTo("EINVAL");
  }

  @Test
  void nicenessIsKept() {
    assertThat(guest.call(GETPRIORITY, 0, 0)).isEqualTo(20);
    assertThat(guest.call(SETPRIORITY, 0, 0, 100)).isZero();
    assertThat(guest.call(GETPRIORITY, 0, 0)).as("20 - 19").isOne();
    assertThat(guest.result(GETPRIORITY, 3, 0)).isEqualTo("EINVAL");
    assertThat(guest.result(GETPRIORITY, 0, 9999)).isEqualTo("ESRCH");
    assertThat(guest.call(SETUID, 1000)).isZero();
    assertThat(guest.result(SETPRIORITY, 0, 0, 0)).isEqualTo("EACCES");
    assertThat(guest.result(SETPRIORITY, 0, 0, 19)).isEqualTo("0");
  }

  @Test
  void rootHasEveryCapabilityAndOthersNone() throws ErrnoException {
    final UserMemory memory = guest.process.memory();
    memory.writeInt(SCRATCH, 0x2008_0522);
    memory.writeInt(SCRATCH + 4, 0);
    assertThat(guest.call(CAPGET, SCRATCH, OUT)).isZero();
    assertThat(memory.readInt(OUT)).isEqualTo(-1);
    assertThat(memory.readInt(OUT + 12)).isEqualTo(0x1ff);
    assertThat(guest.call(CAPSET, SCRATCH, OUT)).as("what it has").isZero();
    assertThat(guest.call(SETUID, 1000)).isZero();
    assertThat(guest.result(CAPSET, SCRATCH, OUT)).isEqualTo("EPERM");
    assertThat(guest.call(CAPGET, SCRATCH, OUT)).isZero();
    assertThat(memory.readLong(OUT)).isZero();
  }

  @Test
  void anUnknownVersionOfCapabilitiesIsToldTheKnownOne() throws ErrnoException {
    guest.process.memory().writeLong(SCRATCH, 0);
    assertThat(guest.result(CAPGET, SCRATCH, OUT)).isEqualTo("EINVAL");
    assertThat(guest.process.memory().readInt(SCRATCH)).isEqualTo(0x2008_0522);
    guest.process.memory().writeInt(SCRATCH, 0);
    assertThat(guest.result(CAPGET, SCRATCH, 0)).isEqualTo("0");
  }

  @Test
  void thePersonalityIsKept() {
    assertThat(guest.call(PERSONALITY, 0xffff_ffffL)).isZero();
    assertThat(guest.call(PERSONALITY, 0x0040000)).isZero();
    assertThat(guest.call(PERSONALITY, 0xffff_ffffL)).isEqualTo(0x0040000);
  }

  @Test
  void whatNobodyMay() {
    assertThat(guest.result(SYSLOG, 3, OUT, 10)).isEqualTo("EPERM");
    assertThat(guest.result(IOPL, 3)).isEqualTo("EPERM");
    assertThat(guest.result(IOPERM, 0, 10, 1)).isEqualTo("EPERM");
    assertThat(guest.result(RSEQ, OUT, 32, 0, 0)).isEqualTo("ENOSYS");
    assertThat(ground.table.unknownCalls()).isEmpty();
  }
}
