package dev.framewalk.emulator.debug.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.machine.RunSummary;
import dev.framewalk.pagetable.inspect.RunPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is stopped at every instruction is the run that is not. */
@Timeout(120)
final class SteppedRunTest {
  private static final MachineConfig SMALL =
      MachineConfig.defaults().withMemory(16 << 20).withQuantum(150).withSeed(7);

  /** What a run came to, to be compared. */
  private record Outcome(String printed, long hash, long nanos, long exits, RunSummary summary) {}

  private static Guests racing() {
    return new Guests()
        .with(SMALL)
        .addFile("ipc/ring-producer.S", "60")
        .addFile("ipc/ring-consumer.S", "60");
  }

  private static Outcome undisturbed(Guests guests) throws LoadException {
    try (Machine machine = Machine.open(guests.config())) {
      for (final Program program : guests.programs()) {
        machine.load(program);
      }
      return outcome(guests, machine, machine.run(Budget.DEFAULT));
    }
  }

  private static Outcome outcome(Guests guests, Machine machine, RunResult result) {
    return new Outcome(
        guests.printed(),
        result.summary().scheduleHash(),
        machine.kernel().clock().nanos(),
        machine.kernel().clock().exits(),
        result.summary());
  }

  private static Outcome outcome(Guests guests, LiveSession session) {
    final Stop.Over over = (Stop.Over) session.stop();
    return outcome(guests, session.machine(), over.result());
  }

  @Test
  void steppingEveryInstructionIsTheUndisturbedRun() throws LoadException {
    final Guests guests = racing();
    final List<RunPlace> places = new ArrayList<>();
    try (LiveSession session = guests.start()) {
      places.add(session.place());
      while (!(session.stepInstruction(OptionalInt.empty()) instanceof Stop.Over)) {
        places.add(session.place());
      }
      assertThat(outcome(guests, session)).isEqualTo(undisturbed(racing()));
    }
    assertThat(places).isSorted().doesNotHaveDuplicates();
    assertThat(places.size()).isGreaterThan(2000);
  }

  @Test
  void resumingWithoutAStopIsTheUndisturbedRun() throws LoadException {
    final Guests guests = racing();
    try (LiveSession session = guests.start()) {
      assertThat(session.resume(Goal.END)).isInstanceOf(Stop.Over.class);
      assertThat(outcome(guests, session)).isEqualTo(undisturbed(racing()));
    }
  }

  @Test
  void stoppingAtEveryEventIsTheUndisturbedRun() throws LoadException {
    final Guests guests = racing();
    int stops = 0;
    try (LiveSession session = guests.start()) {
      while (!(session.resume(Goal.at(Goal.Event.values())) instanceof Stop.Over)) {
        stops++;
      }
      assertThat(outcome(guests, session)).isEqualTo(undisturbed(racing()));
    }
    assertThat(stops).isGreaterThan(40);
  }

  /** Programs that do what there is to do: fork, run threads, signal, wait, sleep, fault. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "processes/fork-copies-on-write.S",
        "processes/threads-share-memory.S",
        "processes/vfork-waits.S",
        "signals/default-terminates.S",
        "signals/handler.S",
        "signals/masks.S",
        "signals/mend-fault.S",
        "signals/signal-stack.S",
        "signals/stop-and-continue.S",
        "signals/timers.S",
        "signals/vectors.S",
        "signals/waits.S",
        "futex/two-addresses.S",
        "truncate/shrink-bus-error.S",
        "faults/stack-overflow.S",
        "faults/noncanonical-jump.S",
        "faults/long-instruction.S",
        "hostile/self-modifying.S",
        "time/sleep.S",
      })
  void whateverAProgramDoesAStoppedRunIsTheUndisturbedRun(String path) throws LoadException {
    final Outcome wanted = undisturbed(new Guests().with(SMALL).addFile(path));
    final Guests events = new Guests().with(SMALL).addFile(path);
    try (LiveSession session = events.start()) {
      while (!(session.resume(Goal.at(Goal.Event.values())) instanceof Stop.Over)) {
        assertThat(session.place()).isNotNull();
      }
      assertThat(outcome(events, session)).isEqualTo(wanted);
    }
    final Guests steps = new Guests().with(SMALL).addFile(path);
    try (LiveSession session = steps.start()) {
      for (int i = 0; i < 20_000 && !(session.stop() instanceof Stop.Over); i++) {
        session.stepInstruction(OptionalInt.empty());
      }
      session.resume(Goal.END);
      assertThat(outcome(steps, session)).isEqualTo(wanted);
    }
  }
}
