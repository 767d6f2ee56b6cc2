package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users and groups: who may become whom (credentials(7), setuid(2), setreuid(2), setresuid(2)). */
final class IdentityCallTest {
  private static final int GETUID = 102;
  private static final int GETGID = 104;
  private static final int SETUID = 105;
  private static final int SETGID = 106;
  private static final int GETEUID = 107;
  private static final int GETEGID = 108;
  private static final int SETREUID = 113;
  private static final int SETREGID = 114;
  private static final int GETGROUPS = 115;
  private static final int SETGROUPS = 116;
  private static final int SETRESUID = 117;
  private static final int GETRESUID = 118;
  private static final int SETRESGID = 119;
  private static final int GETRESGID = 120;
  private static final int SETFSUID = 122;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final GuestHand guest = ground.guest("somebody");

  private void is(int real, int effective, int saved) {
    guest.process.setCredentials(
        new Credentials(real, effective, saved, real, effective, saved, List.of()));
  }

  private String ids(int call) {
    assertThat(guest.call(call, SCRATCH, SCRATCH + 4, SCRATCH + 8)).isZero();
    final ByteBuffer three =
        ByteBuffer.wrap(guest.peek(SCRATCH, 12)).order(ByteOrder.LITTLE_ENDIAN);
    return three.getInt(0) + " " + three.getInt(4) + " " + three.getInt(8);
  }

  @Test
  void theIdsAreThoseThatItHas() {
    guest.process.setCredentials(new Credentials(1, 2, 3, 4, 5, 6, List.of(7)));
    assertThat(guest.call(GETUID)).isEqualTo(1);
    assertThat(guest.call(GETEUID)).isEqualTo(2);
    assertThat(ids(GETRESUID)).isEqualTo("1 2 3");
    assertThat(guest.call(GETGID)).isEqualTo(4);
    assertThat(guest.call(GETEGID)).isEqualTo(5);
    assertThat(ids(GETRESGID)).isEqualTo("4 5 6");
  }

  @ParameterizedTest
  @CsvSource({
    "10, 20, 30, 10, 0, 10 10 30",
    "10, 20, 30, 30, 0, 10 30 30",
    "10, 20, 30, 20, EPERM, 10 20 30",
    "10, 20, 30, 40, EPERM, 10 20 30",
    "10, 20, 30, -1, EINVAL, 10 20 30",
    "10, 0, 30, 40, 0, 40 40 40",
    "0, 0, 0, 1000, 0, 1000 1000 1000"
  })
  void setuid(int real, int effective, int saved, int to, String result, String after) {
    is(real, effective, saved);
    assertThat(guest.result(SETUID, to)).isEqualTo(result);
    assertThat(ids(GETRESUID)).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 20, 30, -1, 30, 0, 10 30 30",
    "10, 20, 30, -1, 10, 0, 10 10 30", // the real ID as the effective one leaves the saved
    "10, 20, 30, 20, 10, 0, 20 10 10",
    "10, 20, 30, 20, -1, 0, 20 20 20",
    "10, 20, 30, 30, -1, EPERM, 10 20 30",
    "10, 20, 30, -1, 40, EPERM, 10 20 30",
    "10, 20, 30, -1, -1, 0, 10 20 30",
    "0, 0, 0, 5, 6, 0, 5 6 6",
    "0, 0, 0, -1, 6, 0, 0 6 6"
  })
  void setreuid(int r, int e, int s, int toReal, int toEffective, String result, String after) {
    is(r, e, s);
    assertThat(guest.result(SETREUID, toReal, toEffective)).isEqualTo(result);
    assertThat(ids(GETRESUID)).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 20, 30, 30, 10, 20, 0, 30 10 20",
    "10, 20, 30, -1, 30, -1, 0, 10 30 30",
    "10, 20, 30, -1, 40, -1, EPERM, 10 20 30",
    "10, 20, 30, 10, 20, 40, EPERM, 10 20 30",
    "0, 0, 0, 1, 2, 3, 0, 1 2 3"
  })
  void setresuid(
      int r, int e, int s, int toReal, int toEffective, int toSaved, String result, String after) {
    is(r, e, s);
    assertThat(guest.result(SETRESUID, toReal, toEffective, toSaved)).isEqualTo(result);
    assertThat(ids(GETRESUID)).isEqualTo(after);
  }

  @Test
  void groupsFollowTheSameRulesByTheEffectiveUser() {
    is(10, 20, 30);
    assertThat(guest.result(SETGID, 20)).isEqualTo("EPERM");
    assertThat(guest.result(SETGID, 30)).isEqualTo("0");
    assertThat(ids(GETRESGID)).isEqualTo("10 30 30");
    assertThat(guest.result(SETREGID, -1, 40)).isEqualTo("EPERM");
    assertThat(guest.result(SETRESGID, -1, 10, -1)).isEqualTo("0");
    assertThat(ids(GETRESGID)).isEqualTo("10 10 30");
    is(10, 0, 30);
    assertThat(guest.result(SETGID, 77)).isEqualTo("0");
    assertThat(ids(GETRESGID)).isEqualTo("77 77 77");
    assertThat(ids(GETRESUID)).as("the user stays").isEqualTo("10 0 30");
  }

  @Test
  void rootThatHasGoneDoesNotComeBack() {
    assertThat(guest.call(SETUID, 1000)).isZero();
    assertThat(guest.result(SETUID, 0)).isEqualTo("EPERM");
    assertThat(guest.result(SETRESUID, 0, 0, 0)).isEqualTo("EPERM");
    assertThat(guest.result(SETREUID, 0, 0)).isEqualTo("EPERM");
  }

  @Test
  void theIdForFilesIsTheEffectiveOne() {
    is(10, 20, 30);
    assertThat(guest.call(SETFSUID, 10)).isEqualTo(20);
    assertThat(guest.call(SETFSUID, -1)).isEqualTo(20);
  }

  @Test
  void onlyRootChangesItsSupplementaryGroups() {
    guest.poke(
        SCRATCH, (byte) 9, (byte) 0, (byte) 0, (byte) 0, (byte) 3, (byte) 0, (byte) 0, (byte) 0);
    assertThat(guest.result(SETGROUPS, 2, SCRATCH)).isEqualTo("0");
    assertThat(guest.result(GETGROUPS, 0, 0)).isEqualTo("2");
    assertThat(guest.result(GETGROUPS, 1, SCRATCH)).isEqualTo("EINVAL");
    assertThat(guest.result(GETGROUPS, -1, SCRATCH)).isEqualTo("EINVAL");
    assertThat(guest.result(GETGROUPS, 2, SCRATCH_END)).isEqualTo("EFAULT");
    assertThat(guest.result(GETGROUPS, 5, SCRATCH + 16)).isEqualTo("2");
    assertThat(guest.peek(SCRATCH + 16, 8)).containsExactly(3, 0, 0, 0, 9, 0, 0, 0);
    assertThat(guest.result(SETGROUPS, 65_537, SCRATCH)).isEqualTo("EINVAL");
    assertThat(guest.result(SETGROUPS, 1, SCRATCH_END)).isEqualTo("EFAULT");
    assertThat(guest.call(SETUID, 1000)).isZero();
    assertThat(guest.result(SETGROUPS, 0, 0)).isEqualTo("EPERM");
    assertThat(guest.result(GETGROUPS, 0, 0)).isEqualTo("2");
  }
}
