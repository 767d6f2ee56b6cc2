package dev.framewalk.emulator.debug.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.emulator.debug.session.Goal.Event;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.pagetable.inspect.RunPlace;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Guests that never end, wait for ever or are gone, and sessions that are given up. */
@Timeout(60)
final class ControlTest {
  private static final String[] ENDLESS = {"1: inc rbx", "jmp 1b"};

  private static Guests waiter() {
    return new Guests()
        .add(
            "waiter",
            "sys fork",
            "test eax, eax",
            "jz child",
            "sys wait4, -1, 0, 0, 0",
            "exit 0",
            "child: inc rbx",
            "jmp child");
  }

  private static Thread interruptSoon(LiveSession session) {
    final Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(50);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              session.interrupt();
            });
    thread.start();
    return thread;
  }

  @Test
  void anEndlessLoopIsInterruptedAtAPlaceThatCanBeComeToAgain()
      throws LoadException, InterruptedException {
    try (LiveSession session = new Guests().add("endless", ENDLESS).start()) {
      final Thread other = interruptSoon(session);
      final Stop stop = session.resume(Goal.END);
      other.join();

      assertThat(stop).isInstanceOf(Stop.Interrupted.class);
      final RunPlace place = stop.place();
      final long rounds = rbx(session);
      assertThat(rounds).isPositive();
      session.stepInstruction(OptionalInt.empty());
      session.goTo(place);
      assertThat(session.place()).isEqualTo(place);
      assertThat(rbx(session)).isEqualTo(rounds);
    }
  }

  private static long rbx(LiveSession session) {
    return session.machine().registers(session.current().orElseThrow()).get(Register.RBX);
  }

  @Test
  void anInterruptBeforeARunStopsTheNextOneAndNoOther() throws LoadException {
    try (LiveSession session = new Guests().add("short", "nop", "nop", "exit 0").start()) {
      session.interrupt();
      assertThat(session.resume(Goal.END)).isInstanceOf(Stop.Interrupted.class);
      assertThat(session.place()).isEqualTo(RunPlace.START);
      assertThat(session.resume(Goal.END)).isInstanceOf(Stop.Over.class);
    }
  }

  @Test
  void aTaskThatWaitsIsNotSteppedAndTheOthersAre() throws LoadException {
    try (LiveSession session = waiter().start()) {
      final int parent = session.current().orElseThrow().tid();
      session.resume(Goal.at(Event.BEFORE_CALL).ofCall(61));
      final Stop blocked = session.stepInstruction(OptionalInt.of(parent));
      assertThat(blocked).isInstanceOf(Stop.Arrived.class);
      final int child = session.current().orElseThrow().tid();
      assertThat(child).isNotEqualTo(parent);

      assertThatThrownBy(() -> session.stepInstruction(OptionalInt.of(parent)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("task " + parent + " waits for");
      assertThatThrownBy(() -> session.stepInstruction(OptionalInt.of(4711)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("4711");
      assertThat(session.stepInstruction(OptionalInt.of(child))).isInstanceOf(Stop.Arrived.class);
    }
  }

  @Test
  void theOthersRunOnWhileOneIsStepped() throws LoadException {
    final Guests guests =
        new Guests()
            .with(MachineConfig.defaults().withMemory(16 << 20).withQuantum(10))
            .add("one", ENDLESS)
            .add("two", ENDLESS);
    try (LiveSession session = guests.start()) {
      final int one = session.machine().kernel().processes().get(0).pid();
      final int two = session.machine().kernel().processes().get(1).pid();
      for (int i = 0; i < 100; i++) {
        session.stepInstruction(OptionalInt.of(one));
        assertThat(session.stop().tid()).isEqualTo(one);
      }
      assertThat(counted(session, one)).isEqualTo(50);
      assertThat(counted(session, two)).isBetween(20L, 80L);
    }
  }

  private static long counted(LiveSession session, int tid) {
    return session
        .machine()
        .registers(session.machine().kernel().task(tid).orElseThrow())
        .get(Register.RBX);
  }

  @Test
  void aDeadlockEndsTheRunAndCanBeGoneBackFrom() throws LoadException {
    final Guests guests =
        new Guests().add("sleeper", "sys getpid", "mov eax, 34", "syscall", "exit 0");
    try (LiveSession session = guests.start()) {
      final Stop.Over over = (Stop.Over) session.resume(Goal.END);
      assertThat(over.result()).isInstanceOf(RunResult.Deadlocked.class);
      assertThat(session.current()).isEmpty();
      assertThat(session.resume(Goal.END)).isEqualTo(over);

      assertThat(session.resumeBack(Goal.at(Event.AFTER_CALL))).isInstanceOf(Stop.AtCall.class);
      session.resume(Goal.END);
      session.stepBack(OptionalInt.empty());
      assertThat(session.machine().registers(session.current().orElseThrow()).get(Register.RAX))
          .isEqualTo(34);
    }
  }

  @Test
  void aSessionIsGivenUpWhereverItStands() throws LoadException {
    for (final Event event :
        List.of(
            Event.BEFORE_CALL,
            Event.AFTER_CALL,
            Event.ANY_FAULT,
            Event.PROCESS_START,
            Event.PROCESS_END,
            Event.SWITCH)) {
      try (LiveSession session =
          new Guests().add("forker", "push rax", "sys fork", "push rax", "exit 0").start()) {
        assertThat(session.resume(Goal.at(event))).isNotInstanceOf(Stop.Over.class);
        session.close();
        session.interrupt();
        assertThatThrownBy(() -> session.resume(Goal.END))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("closed");
      }
    }
    assertThat(
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("framewalk-debugged-run")))
        .isEmpty();
  }

  @Test
  void whatAConsoleThrowsComesOutOfTheCommand() throws LoadException {
    final Program program =
        new Guests()
            .add("printer", "sys write, 1, offset(text), 2", "exit 0", "text: .ascii \"x\\n\"")
            .programs()
            .get(0)
            .withConsoles(
                (bytes, offset, length) -> {
                  throw new IllegalArgumentException("full");
                },
                (bytes, offset, length) -> {});
    final MachineConfig config = MachineConfig.defaults().withMemory(16 << 20);
    try (LiveSession session = LiveSession.start(new Recipe(config, List.of(program), List.of()))) {
      assertThatThrownBy(() -> session.resume(Goal.END)).hasMessage("full");
    }
  }

  @Test
  void aPlaceBehindTheEndIsTheEnd() throws LoadException {
    try (LiveSession session = new Guests().add("short", "exit 0").start()) {
      assertThat(session.goTo(RunPlace.atExit(1_000_000))).isInstanceOf(Stop.Over.class);
      assertThat(session.goTo(RunPlace.START)).isInstanceOf(Stop.AtStart.class);
    }
  }
}
