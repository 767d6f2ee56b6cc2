package dev.framewalk.emulator.debug.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.Goal;
import dev.framewalk.emulator.debug.session.LiveSession;
import dev.framewalk.emulator.debug.session.Stop;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.pagetable.inspect.RunPlace;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Timer;
import java.util.TimerTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that goes on from a snapshot is the run that was never stopped. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ReopenedRunTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("a.snap");
  }

  /** Runs without any debugger; returns the hash of the schedule. */
  private static long undisturbed(SavedRuns runs) throws Exception {
    try (Machine machine = Machine.open(runs.recipe().config())) {
      for (final var guestFile : runs.recipe().files()) {
        machine.files().write(guestFile.path(), guestFile.bytes(), guestFile.mode());
      }
      for (final Program program : runs.recipe().programs()) {
        machine.load(program);
      }
      final RunResult result = machine.run(Budget.DEFAULT);
      assertThat(result).isInstanceOf(RunResult.Finished.class);
      return result.summary().scheduleHash();
    }
  }

  /** Goes on from the file to the end: the rest of the output, and the hash. */
  private static long finish(Snapshot snapshot, ByteArrayOutputStream rest) throws Exception {
    try (DebugSession session = snapshot.open(rest::write, rest::write)) {
      assertThat(session.place()).isEqualTo(snapshot.place());
      final Stop stop = session.resume(Goal.END);
      assertThat(stop).isInstanceOf(Stop.Over.class);
      return ((Stop.Over) stop).result().summary().scheduleHash();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "60", "150+1", "201+2", "100000"})
  void itEndsAsTheUndisturbedRunFromWhereverItWasSaved(String place) throws Exception {
    final SavedRuns whole = SavedRuns.everything();
    final long hash = undisturbed(whole);
    final SavedRuns first = SavedRuns.everything();
    try (DebugSession session = LiveSession.start(first.recipe())) {
      session.goTo(RunPlace.parse(place));
      SnapshotFile.write(file, session);
    }
    final ByteArrayOutputStream rest = new ByteArrayOutputStream();
    assertThat(finish(SnapshotFile.read(file), rest)).isEqualTo(hash);
    assertThat(first.printed() + rest.toString(StandardCharsets.UTF_8)).isEqualTo(whole.printed());
  }

  @ParameterizedTest
  @EnumSource(Goal.Event.class)
  void itGoesOnFromTheMidstOfWhatTheKernelDoes(Goal.Event event) throws Exception {
    final SavedRuns whole = crashing();
    final long hash = undisturbed(whole);
    final SavedRuns first = crashing();
    try (DebugSession session = LiveSession.start(first.recipe())) {
      if (event == Goal.Event.BEFORE_CALL || event == Goal.Event.AFTER_CALL) {
        session.goTo(RunPlace.atExit(4));
      }
      final Stop stop = session.resume(Goal.at(event));
      assertThat(stop).isNotInstanceOf(Stop.Over.class);
      SnapshotFile.write(file, session);
    }
    final ByteArrayOutputStream rest = new ByteArrayOutputStream();
    assertThat(finish(SnapshotFile.read(file), rest)).isEqualTo(hash);
    assertThat(first.printed() + rest.toString(StandardCharsets.UTF_8)).isEqualTo(whole.printed());
  }

  /** A child and its parent take turns, print, fault, and the child ends by a bad store. */
  private static SavedRuns crashing() {
    return SavedRuns.of(
        MachineConfig.defaults().withMemory(16 << 20),
        "print_line \"start\"",
        "sys getpid",
        "sys fork",
        "test rax, rax",
        "jz 1f",
        "push rax",
        "print_line \"parent\"",
        "sys wait4, -1, 0, 0, 0",
        "print_line \"waited\"",
        "exit 0",
        "1:",
        "push rax",
        "print_line \"child\"",
        "mov qword ptr [0x10], 1");
  }

  @Test
  void whereTheRunWasSteppedToIsTheSamePlace() throws Exception {
    final SavedRuns runs = crashing();
    try (DebugSession session = LiveSession.start(runs.recipe())) {
      for (int i = 0; i < 60; i++) {
        session.stepInstruction(OptionalInt.empty());
        final Snapshot here = Capture.of(session);
        try (DebugSession again = here.open()) {
          assertThat(again.place()).isEqualTo(session.place());
        }
      }
    }
  }

  @Test
  void codeThatGoesOnInTheNextPageIsNotAheadOfItself() throws Exception {
    // The engine translates more than it executes: the next page must not look accessed for that,
    // or a run that was stepped would differ from one that was not.
    final SavedRuns runs =
        SavedRuns.of(
            MachineConfig.defaults().withMemory(4 << 20),
            "jmp 1f",
            ".balign 4096",
            ".skip 4096 - 40, 0x90",
            "1: .skip 200, 0x90",
            "sys getpid",
            "exit");
    try (DebugSession session = LiveSession.start(runs.recipe())) {
      for (int i = 0; i < 60; i++) {
        session.stepInstruction(OptionalInt.empty());
        if (i % 3 == 0) {
          try (DebugSession again = Capture.of(session).open()) {
            assertThat(again.place()).isEqualTo(session.place());
          }
        }
      }
      assertThat(session.place().exit()).isEqualTo(0);
    }
  }

  @Test
  void aChangedByteOfMemoryIsRefusedWithItsFrame() throws Exception {
    final SavedRuns runs = SavedRuns.everything();
    final long physical;
    try (DebugSession session = LiveSession.start(runs.recipe())) {
      session.goTo(RunPlace.atExit(150));
      // Where the object of the run lies: its first word is 0x1234.
      physical =
          session.view().objects().stream()
                  .filter(object -> object.name().equals("/ring"))
                  .findFirst()
                  .orElseThrow()
                  .frames()
                  .numberAt(0)
              << 12;
      assertThat(session.machine().memory().readWord(physical)).isEqualTo(0x1234);
      SnapshotFile.write(file, Doctored.withByteChanged(Capture.of(session), physical + 1));
    }
    final Snapshot read = SnapshotFile.read(file);
    assertThat(read.view().memory().readWord(physical)).isEqualTo(0x5234);
    assertThatThrownBy(read::open)
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("frame 0x" + Long.toHexString(physical >> 12) + " (SHARED_OBJECT)")
        .hasMessageContaining("was 0x5234, is 0x1234")
        .hasMessageContaining("place 150");
  }

  @Test
  void aChangedByteIsRefusedInTheMidstOfAFaultAsWell() throws Exception {
    try (DebugSession session = LiveSession.start(crashing().recipe())) {
      session.resume(Goal.at(Goal.Event.FATAL_FAULT));
      final long root = session.view().kernelRoot().start().value();
      final Snapshot changed = Doctored.withByteChanged(Capture.of(session), root + 0x123);
      assertThatThrownBy(changed::open)
          .isInstanceOf(SnapshotException.class)
          .hasMessageContaining("is not what was saved");
    }
  }

  /** The file of a run at its third exit, that says it was another place. */
  private Snapshot lyingAboutItsPlace(RunPlace place, String... lines) throws Exception {
    try (DebugSession session = LiveSession.start(SavedRuns.small(lines).recipe())) {
      session.goTo(RunPlace.atExit(3));
      final Snapshot here = Capture.of(session);
      final SavedTime time = here.state().time();
      SnapshotFile.write(
          file,
          Doctored.withTime(
              here,
              new SavedTime(
                  place, true, time.nanos(), time.scheduleHash(), time.nextTimer(), time.queue())));
    }
    return SnapshotFile.read(file);
  }

  @Test
  void aPlaceThatTheRunNeverComesToCanBeInterrupted() throws Exception {
    final Snapshot never =
        lyingAboutItsPlace(
            RunPlace.atExit(1L << 50), "sys getpid", "sys getpid", "sys getpid", "1: jmp 1b");
    final Timer timer = new Timer(true);
    assertThatThrownBy(
            () ->
                never
                    .open(
                        (bytes, offset, length) -> {},
                        (bytes, offset, length) -> {},
                        repeating ->
                            timer.schedule(
                                new TimerTask() {
                                  @Override
                                  public void run() {
                                    repeating.interrupt();
                                  }
                                },
                                300))
                    .close())
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("interrupted at place ")
        .hasMessageContaining("up to place " + (1L << 50));
  }

  @Test
  void aPlaceBehindTheEndOfTheRunIsRefused() throws Exception {
    final Snapshot behind =
        lyingAboutItsPlace(
            RunPlace.atExit(1L << 50), "sys getpid", "sys getpid", "sys getpid", "exit");
    assertThatThrownBy(behind::open)
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("place was " + (1L << 50) + ", is ");
  }

  @Test
  void anotherMachineThanTheSavedOneIsRefused() throws Exception {
    final SavedRuns runs = SavedRuns.everything();
    final Snapshot other;
    try (DebugSession session = LiveSession.start(runs.recipe())) {
      session.goTo(RunPlace.atExit(150));
      final Snapshot here = Capture.of(session);
      session.goTo(RunPlace.atExit(120));
      other = new Snapshot(here.recipe(), Capture.of(session).state(), "2.0.0 of somebody else");
    }
    final SavedState state = other.state();
    final SavedTime time = state.time();
    final Snapshot lying =
        new Snapshot(
            other.recipe(),
            new SavedState(
                new SavedTime(
                    RunPlace.atExit(150),
                    true,
                    time.nanos(),
                    time.scheduleHash(),
                    time.nextTimer(),
                    time.queue()),
                state.memory(),
                state.frames(),
                state.kernelRoot(),
                state.spaces(),
                state.objects(),
                state.writers(),
                state.processes(),
                state.tasks()),
            other.engine());
    assertThatThrownBy(lying::open)
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("schedule hash was 0x")
        .hasMessageContaining("saved with Unicorn 2.0.0 of somebody else");
  }

  @Test
  void aMachineOf64GibibytesThatIsNearlyEmptyIsSavedSmallAndSoon() throws Exception {
    final SavedRuns runs =
        SavedRuns.of(
            MachineConfig.defaults().withMemory(64L << 30),
            "print_line \"one\"",
            "sys getpid",
            "print_line \"two\"",
            "exit");
    final long start = System.nanoTime();
    try (DebugSession session = LiveSession.start(runs.recipe())) {
      session.goTo(RunPlace.atExit(2));
      SnapshotFile.write(file, session);
    }
    final Snapshot read = SnapshotFile.read(file);
    final ByteArrayOutputStream rest = new ByteArrayOutputStream();
    final long unused = finish(read, rest);
    // Its 16 million frames alone, looked at once each, would take longer.
    assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    assertThat(Files.size(file)).isLessThan(64 << 10);
    assertThat(read.view().memory().size()).isEqualTo(64L << 30);
    assertThat(read.view().memory().readWord((64L << 30) - 8)).isZero();
    assertThat(runs.printed() + rest.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n");
  }
}
