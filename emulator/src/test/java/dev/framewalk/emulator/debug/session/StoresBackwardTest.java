package dev.framewalk.emulator.debug.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.pagetable.inspect.RunPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Watches and breakpoints at one place, forward and back. */
@Timeout(60)
final class StoresBackwardTest {
  private static final int TIMES = 3;

  /** Stores 1, 2, 3 to a word, and at the instruction behind each store is {@code stored}. */
  private static Guests storer() {
    return new Guests()
        .with(MachineConfig.defaults().withMemory(8 << 20))
        .add(
            "storer",
            "map_anonymous PAGE_SIZE",
            "assert_ok",
            "mov r12, rax",
            "mov byte ptr [r12], 0",
            "xor ebx, ebx",
            ".globl loop",
            "loop: inc rbx",
            "mov [r12], rbx",
            ".globl stored",
            "stored: nop",
            "cmp ebx, " + TIMES,
            "jb loop",
            "exit 0");
  }

  @CanIgnoreReturnValue
  private static Watch.OfAddress watch(LiveSession session, Guests guests) {
    final Breakpoint loop = session.breakAt(OptionalInt.empty(), guests.address(0, "loop"));
    final int tid = session.resume(Goal.END).tid();
    session.remove(loop.id());
    return session.watch(Watch.Kind.WRITE, tid, register(session, Register.R12), Long.BYTES);
  }

  private static long register(LiveSession session, Register register) {
    return session.machine().registers(session.current().orElseThrow()).get(register);
  }

  @Test
  void aBreakpointBehindAWatchedStoreIsStoppedAtToo() throws LoadException {
    final Guests guests = storer();
    try (LiveSession session = guests.start()) {
      final Watch watch = watch(session, guests);
      session.breakAt(OptionalInt.empty(), guests.address(0, "stored"));
      final List<Stop> stops = new ArrayList<>();
      for (Stop stop = session.resume(Goal.END);
          !(stop instanceof Stop.Over);
          stop = session.resume(Goal.END)) {
        stops.add(stop);
      }
      assertThat(stops).hasSize(2 * TIMES);
      for (int i = 0; i < TIMES; i++) {
        final Stop.Watched watched = (Stop.Watched) stops.get(2 * i);
        assertThat(watched.watch()).isEqualTo(watch);
        assertThat(watched.before()).isEqualTo(i);
        assertThat(watched.after()).isEqualTo(i + 1);
        assertThat(stops.get(2 * i + 1)).isInstanceOf(Stop.AtBreakpoint.class);
        assertThat(stops.get(2 * i + 1).place()).isEqualTo(watched.place());
      }

      for (int i = stops.size() - 1; i >= 0; i--) {
        assertThat(session.resumeBack(Goal.END)).isEqualTo(stops.get(i));
      }
    }
  }

  @Test
  void whereNobodyStoppedForItTheStoreJustMadeIsTheLastOne() throws LoadException {
    final Guests guests = storer();
    try (LiveSession session = guests.start()) {
      watch(session, guests);
      session.resume(Goal.END);
      final Stop second = session.resume(Goal.END);
      final RunPlace place = second.place();
      session.goTo(RunPlace.START);
      session.goTo(place);

      assertThat(session.resumeBack(Goal.END)).isEqualTo(second);
      final Stop.Watched first = (Stop.Watched) session.resumeBack(Goal.END);
      assertThat(first.after()).isEqualTo(1);
      assertThat(first.place()).isLessThan(place);
    }
  }

  @Test
  void aRunInReverseStandsBeforeEachStore() throws LoadException {
    final Guests guests = storer();
    try (LiveSession session = guests.start()) {
      watch(session, guests);
      for (int i = 0; i < TIMES; i++) {
        session.resume(Goal.END);
      }
      for (int i = TIMES; i > 0; i--) {
        final Stop.Watched watched = (Stop.Watched) session.resumeReversed(Goal.END);
        assertThat(watched.after()).isEqualTo(i);
        assertThat(session.place()).isLessThan(watched.place());
        assertThat(register(session, Register.RBX)).isEqualTo(i);
        assertThat(register(session, Register.RIP) + 4).isEqualTo(guests.address(0, "stored"));
      }
    }
  }

  @Test
  void aStoreThatEndsABlockIsStoppedBehindEvenIfTheNextPageIsNotThere() throws LoadException {
    // The call goes to the last two bytes of a page: nop, and the beginning of an instruction whose
    // rest is on a page that is not there. So the CPU faults while it looks what comes next.
    final Guests guests =
        new Guests()
            .with(MachineConfig.defaults().withMemory(8 << 20))
            .add(
                "caller",
                "sys mmap, 0x400000000, 0x1000, 7, 0x32, -1, 0",
                "assert_ok",
                "lea rbx, [rax + 0xffe]",
                "mov word ptr [rbx], 0x4890",
                ".globl call",
                "call: call rbx",
                "exit 0");
    try (LiveSession session = guests.start()) {
      session.breakAt(OptionalInt.empty(), guests.address(0, "call"));
      final int tid = session.resume(Goal.END).tid();
      final long stack = register(session, Register.RSP) - Long.BYTES;
      session.watch(Watch.Kind.WRITE, tid, stack, Long.BYTES);
      final Stop stop = session.resume(Goal.END);

      assertThat(stop).isInstanceOf(Stop.Watched.class);
      assertThat(register(session, Register.RIP)).isEqualTo(register(session, Register.RBX));
      assertThat(register(session, Register.RSP)).isEqualTo(stack);
    }
  }
}
