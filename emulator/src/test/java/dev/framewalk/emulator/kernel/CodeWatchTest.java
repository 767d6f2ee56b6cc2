package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.shm.ShmName;
import dev.framewalk.emulator.shm.ShmObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a CPU that keeps translations by physical address has to be told, because it cannot see it:
 * a frame that becomes executable, and stores of the kernel's into one that is.
 */
final class CodeWatchTest {
  private static final long BASE = 0x1000_0000;
  private static final int PAGE = 4096;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final GuestHand guest = ground.guest("guest");
  private final CodeWatch watch = ground.kernel.codeWatch();
  private long seen;

  /** Whether something was noted since the last time. */
  private boolean noted() {
    final boolean more = watch.changes() != seen;
    seen = watch.changes();
    return more;
  }

  @Test
  void dataIsNotCode() {
    final long object = guest.object("object", PAGE);
    guest.mustMap(BASE, 2, RW, ANONYMOUS, -1, 0);
    guest.mustMap(BASE + 4 * PAGE, 1, RW, MAP_SHARED, object, 0);
    assertThat(guest.store(BASE, 1)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(guest.call(FSTAT, object, BASE)).isZero();
    assertThat(guest.call(WRITE, object, BASE, PAGE)).isEqualTo(PAGE);
    assertThat(guest.call(MPROTECT, BASE, PAGE, PROT_READ)).isZero();
    assertThat(guest.call(FTRUNCATE, object, 5)).isZero();
    assertThat(guest.call(MUNMAP, BASE, PAGE)).isZero();
    assertThat(noted()).isFalse();
    assertThat(watch.mayBeWritten()).isFalse();
  }

  @Test
  void codeMadeByProtecting() {
    guest.mustMap(BASE, 1, RW, ANONYMOUS, -1, 0);
    guest.poke(BASE, (byte) 0xc3);
    assertThat(noted()).isFalse();
    assertThat(guest.call(MPROTECT, BASE, PAGE, PROT_READ | PROT_EXEC)).isZero();
    assertThat(noted()).isTrue();
    assertThat(watch.mayBeWritten()).as("not while it is executable").isFalse();
  }

  @Test
  void aPageThatIsFilledInAnExecutableRegion() {
    guest.mustMap(BASE, 1, PROT_READ | PROT_EXEC, ANONYMOUS, -1, 0);
    assertThat(noted()).as("there is nothing to execute yet").isFalse();
    // By now the frame may have been another process's code.
    assertThat(guest.fetch(BASE)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(noted()).isTrue();
    assertThat(guest.fetch(BASE)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(noted()).as("once").isFalse();
  }

  @Test
  void theFirstFetchOfWhatCanBeWritten() {
    guest.mustMap(BASE, 1, RWX, ANONYMOUS, -1, 0);
    assertThat(watch.mayBeWritten()).isTrue();
    assertThat(guest.store(BASE, 1)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(noted()).isTrue();
    assertThat(guest.fetch(BASE)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(noted()).isTrue();
    assertThat(guest.call(FSTAT, 0, BASE)).isZero();
    assertThat(noted()).as("the kernel stored into it").isTrue();
  }

  @Test
  void storesOfTheKernelsIntoAnObjectThatIsExecutedElsewhere() {
    final GuestHand other = ground.guest("other");
    final long object = guest.object("object", 2 * PAGE);
    guest.mustMap(BASE, 2, RW, MAP_SHARED, object, 0);
    assertThat(noted()).isFalse();
    other.mustMap(BASE, 2, PROT_READ | PROT_EXEC, MAP_PRIVATE, other.open("/dev/shm/object", 0), 0);
    assertThat(noted()).isTrue();
    assertThat(watch.mayBeWritten()).as("through the other mapping").isTrue();
    assertThat(other.fetch(BASE)).isEqualTo(FaultVerdict.RESOLVED);
    assertThat(noted()).isTrue();
    assertThat(guest.call(FSTAT, object, BASE)).isZero();
    assertThat(noted()).as("by fstat").isTrue();
    assertThat(guest.call(WRITE, object, SCRATCH, 8)).isEqualTo(8);
    assertThat(noted()).as("by write").isTrue();
    assertThat(guest.call(FTRUNCATE, object, 5)).isZero();
    assertThat(noted()).as("by cutting").isTrue();
  }

  @Test
  void storesThroughTheObjectItself() throws Exception {
    final long object = guest.object("object", PAGE);
    final ShmObject shared = ground.kernel.registry().find(ShmName.of("/object")).orElseThrow();
    guest.mustMap(BASE, 1, RW, MAP_SHARED, object, 0);
    assertThat(shared.write(0, new byte[] {1}, 0, 1)).isEqualTo(1);
    assertThat(noted()).as("nobody executes it").isFalse();
    guest.mustMap(BASE + PAGE, 1, PROT_READ | PROT_EXEC, MAP_SHARED, object, 0);
    assertThat(noted()).isTrue();
    assertThat(shared.write(0, new byte[] {2}, 0, 1)).isEqualTo(1);
    assertThat(noted()).isTrue();
  }

  @Test
  void pagesThatAnExecutableMappingGains() {
    final long object = guest.object("object", 0);
    guest.mustMap(BASE, 2, PROT_READ | PROT_EXEC, MAP_SHARED, object, 0);
    assertThat(noted()).isTrue();
    assertThat(guest.call(FTRUNCATE, object, PAGE)).isZero();
    assertThat(noted()).isTrue();
    assertThat(guest.fetch(BASE)).isEqualTo(FaultVerdict.RESOLVED);
  }
}
