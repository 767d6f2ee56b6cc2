package dev.framewalk.emulator.debug.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.emulator.debug.session.Goal.Event;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.pagetable.inspect.RunPlace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a session stands on stays: threads, host memory, the run itself, whoever breaks in. */
@Timeout(120)
final class SteadyGroundTest {
  private static final MachineConfig SMALL =
      MachineConfig.defaults().withMemory(8 << 20).withQuantum(60).withSeed(11);

  private static long sessionThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("framewalk-debugged-run"))
        .count();
  }

  /** Pieces of host memory: each machine has its RAM, and each engine its code among them. */
  private static int mappings() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).size();
  }

  private static void goBackOften(LiveSession session, int times) {
    for (int i = 0; i < times; i++) {
      switch (i % 5) {
        case 0 -> session.goTo(RunPlace.atExit(4));
        case 1 -> session.resumeBack(Goal.at(Event.AFTER_CALL));
        case 2 -> {
          session.interrupt();
          assertThat(session.goTo(RunPlace.atExit(1))).isInstanceOf(Stop.Interrupted.class);
        }
        case 3 -> session.goTo(RunPlace.START);
        default -> session.stepBack(OptionalInt.empty());
      }
      session.goTo(RunPlace.atExit(8));
    }
  }

  @Test
  void goingBackTwoHundredTimesLeavesNeitherThreadsNorMappings() throws Exception {
    final Guests guests =
        new Guests()
            .with(SMALL)
            .addFile("ipc/ring-producer.S", "20")
            .addFile("ipc/ring-consumer.S", "20");
    try (LiveSession session = guests.start()) {
      session.goTo(RunPlace.atExit(8));
      goBackOften(session, 20);
      final int before = mappings();
      goBackOften(session, 200);

      // Threads' arenas and the collector come and go, a few of each.
      assertThat(mappings() - before).isLessThan(100);
      assertThat(sessionThreads()).isEqualTo(1);
    }
    assertThat(sessionThreads()).isZero();
  }

  @Test
  void afterAConsoleHasThrownTheSessionStandsWhereItStoodAndTheRunIsTheSame() throws LoadException {
    final String[] lines = {
      "sys write, 1, offset(text), 2",
      "sys getpid",
      "sys write, 1, offset(text), 2",
      "exit 0",
      "text: .ascii \"x\\n\""
    };
    final Guests calm = new Guests().with(SMALL).add("printer", lines);
    final Stop.Over wanted;
    try (LiveSession session = calm.start()) {
      wanted = (Stop.Over) session.resume(Goal.END);
    }
    final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    final AtomicBoolean full = new AtomicBoolean();
    final Program program =
        calm.programs()
            .get(0)
            .withConsoles(
                (bytes, offset, length) -> {
                  if (full.getAndSet(false)) {
                    throw new IllegalArgumentException("full");
                  }
                  printed.write(bytes, offset, length);
                },
                (bytes, offset, length) -> {});
    try (LiveSession session = LiveSession.start(new Recipe(SMALL, List.of(program), List.of()))) {
      session.resume(Goal.at(Event.AFTER_CALL).ofCall(39));
      final RunPlace place = session.place();
      full.set(true);
      assertThatThrownBy(() -> session.resume(Goal.END)).hasMessage("full");
      assertThat(session.place()).isEqualTo(place);
      assertThat(session.machine().place()).isEqualTo(place);

      final Stop.Over over = (Stop.Over) session.resume(Goal.END);
      assertThat(over.place()).isEqualTo(wanted.place());
      assertThat(over.result()).isEqualTo(wanted.result());

      session.goTo(RunPlace.START);
      assertThat(session.resume(Goal.END).place()).isEqualTo(wanted.place());
    }
    assertThat(printed).hasToString("x\nx\n");
    assertThat(sessionThreads()).isZero();
  }

  @Test
  void anInterruptOfAnotherThreadIsNeverLost() throws Exception {
    final Guests guests = new Guests().with(SMALL).add("endless", "1: inc rbx", "jmp 1b");
    final AtomicBoolean ready = new AtomicBoolean();
    try (LiveSession session = guests.start()) {
      final Thread other =
          new Thread(
              () -> {
                for (int i = 0; i < 300; i++) {
                  while (!ready.getAndSet(false)) {
                    Thread.onSpinWait();
                  }
                  final long until =
                      System.nanoTime() + ThreadLocalRandom.current().nextLong(300_000);
                  while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                  }
                  session.interrupt();
                }
              });
      other.start();
      for (int i = 0; i < 300; i++) {
        ready.set(true);
        assertThat(session.resume(Goal.END)).isInstanceOf(Stop.Interrupted.class);
      }
      other.join();
      assertThat(session.machine().registers(session.current().orElseThrow()).get(Register.RBX))
          .isPositive();
    }
  }
}
