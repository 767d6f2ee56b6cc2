package dev.framewalk.emulator.debug.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.unicorn.CpuState;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.pagetable.inspect.RunPlace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run that is taken back is the same run at an earlier place. */
@Timeout(120)
final class GoingBackTest {
  private static final MachineConfig SMALL =
      MachineConfig.defaults().withMemory(8 << 20).withQuantum(60).withSeed(11);

  private static Guests racing() {
    return new Guests()
        .with(SMALL)
        .addFile("ipc/ring-producer.S", "20")
        .addFile("ipc/ring-consumer.S", "20");
  }

  /** Everything that a place of a run is: all of RAM, all registers, the clock, what was said. */
  private record Shot(
      RunPlace place, long memory, List<String> registers, long nanos, int current) {
    static Shot of(LiveSession session) {
      final CRC32C sum = new CRC32C();
      final byte[] part = new byte[1 << 16];
      final long size = session.machine().memory().size();
      for (long at = 0; at < size; at += part.length) {
        session.machine().memory().read(at, part, 0, part.length);
        sum.update(part);
      }
      final List<String> registers = new ArrayList<>();
      for (final Process process : session.machine().kernel().processes()) {
        if (process.alive()) {
          for (final Task task : process.tasks()) {
            final CpuState state = session.machine().registers(task);
            registers.add(
                task
                    + " "
                    + Arrays.stream(Register.values()).map(r -> r + "=" + state.get(r)).toList());
          }
        }
      }
      return new Shot(
          session.place(),
          sum.getValue(),
          registers,
          session.machine().kernel().clock().nanos(),
          session.current().map(Task::tid).orElse(0));
    }
  }

  @Test
  void everyPlaceIsTheSameOnTheWayBack() throws LoadException {
    final Guests guests = racing();
    final List<Shot> forward = new ArrayList<>();
    try (LiveSession session = guests.start()) {
      session.goTo(RunPlace.atExit(12));
      for (int i = 0; i < 150; i++) {
        forward.add(Shot.of(session));
        session.stepInstruction(OptionalInt.empty());
      }
      forward.add(Shot.of(session));
      for (int i = 149; i >= 0; i--) {
        session.stepBack(OptionalInt.empty());
        assertThat(Shot.of(session)).isEqualTo(forward.get(i));
      }
    }
    assertThat(forward.stream().map(Shot::current).distinct()).hasSize(2);
    assertThat(forward.stream().map(shot -> shot.place().exit()).distinct()).hasSizeGreaterThan(2);
  }

  @Test
  void whatWasPrintedIsNotPrintedAgain() throws LoadException {
    final Guests once = racing();
    try (LiveSession session = once.start()) {
      session.resume(Goal.END);
    }
    final Guests guests = racing();
    try (LiveSession session = guests.start()) {
      final Stop.Over first = (Stop.Over) session.resume(Goal.END);
      session.goTo(RunPlace.atExit(5));
      session.goTo(RunPlace.START);
      assertThat(session.stop()).isInstanceOf(Stop.AtStart.class);
      final Stop.Over second = (Stop.Over) session.resume(Goal.END);
      assertThat(second.result()).isEqualTo(first.result());
      assertThat(second.place()).isEqualTo(first.place());
    }
    assertThat(once.printed()).contains("sent 20");
    assertThat(guests.printed()).isEqualTo(once.printed());
  }

  @Test
  void backToTheLastBreakpointIsTheOneBefore() throws LoadException {
    final Guests guests =
        new Guests()
            .with(SMALL)
            .add(
                "looper",
                "xor ebx, ebx",
                ".globl loop",
                "loop: inc ebx",
                "sys getpid",
                "cmp ebx, 9",
                "jb loop",
                "exit 0");
    try (LiveSession session = guests.start()) {
      session.breakAt(OptionalInt.empty(), guests.address(0, "loop"));
      final List<RunPlace> hits = new ArrayList<>();
      while (session.resume(Goal.END) instanceof Stop.AtBreakpoint) {
        hits.add(session.place());
      }
      assertThat(hits).hasSize(9);
      for (int i = 8; i >= 0; i--) {
        assertThat(session.resumeBack(Goal.END)).isInstanceOf(Stop.AtBreakpoint.class);
        assertThat(session.place()).isEqualTo(hits.get(i));
        final CpuState state = session.machine().registers(session.current().orElseThrow());
        assertThat(state.get(Register.RBX)).isEqualTo(i);
      }
      assertThat(session.resumeBack(Goal.END)).isInstanceOf(Stop.AtStart.class);
      assertThat(session.stepBack(OptionalInt.empty())).isInstanceOf(Stop.AtStart.class);
      assertThat(session.resume(Goal.END).place()).isEqualTo(hits.get(0));
    }
  }

  @Test
  void eventsAreComeToInTheOppositeOrder() throws LoadException {
    final Goal goal = Goal.at(Goal.Event.values());
    try (LiveSession session = racing().start()) {
      final List<Stop> stops = new ArrayList<>();
      Stop stop = session.resume(goal);
      while (!(stop instanceof Stop.Over)) {
        stops.add(stop);
        stop = session.resume(goal);
      }
      assertThat(stops.size()).isGreaterThan(30);
      for (int i = stops.size() - 1; i >= 0; i--) {
        final Stop back = session.resumeBack(goal);
        assertThat(back.toString()).isEqualTo(stops.get(i).toString());
      }
    }
  }

  @Test
  void theInstructionBeforeMayBeASystemCallOrAnothersOrThisTasks() throws LoadException {
    try (LiveSession session = racing().start()) {
      session.resume(Goal.at(Goal.Event.SWITCH)); // the first one
      session.resume(Goal.at(Goal.Event.SWITCH));
      final int second = session.stop().tid();
      session.stepInstruction(OptionalInt.of(second));
      final RunPlace place = session.place();
      session.stepBack(OptionalInt.empty());
      session.stepBack(OptionalInt.empty());
      final int first = session.current().orElseThrow().tid();
      assertThat(first).isNotEqualTo(second);
      session.goTo(place);
      session.stepBack(OptionalInt.of(first));
      assertThat(session.current().orElseThrow().tid()).isEqualTo(first);
      session.goTo(place);
      session.stepBack(OptionalInt.of(second));
      assertThat(session.current().orElseThrow().tid()).isEqualTo(second);
      assertThatThrownBy(() -> session.stepBack(OptionalInt.of(second)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("executed nothing");
    }
  }
}
