package dev.framewalk.emulator.debug.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.emulator.debug.inspection.FramesInspection;
import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.inspection.Inspections;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.debug.inspection.Subject;
import dev.framewalk.emulator.debug.inspection.WhyInspection;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.Goal;
import dev.framewalk.emulator.debug.session.LiveSession;
import dev.framewalk.emulator.debug.session.Recipe;
import dev.framewalk.emulator.debug.session.Stop;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.unicorn.CpuState;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.emulator.unicorn.Segment;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameUse;
import dev.framewalk.pagetable.inspect.Area;
import dev.framewalk.pagetable.inspect.EntryWriter;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.RunPlace;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.table.TableScan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a snapshot file shows is what the machine showed. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SavedViewTest {
  private static final long EXITS = 150;

  @TempDir Path directory;
  private SavedRuns runs;
  private DebugSession session;
  private Snapshot read;

  /** Saves a run with a fork, a thread, shared objects and large pages, in its midst. */
  @BeforeEach
  void save() throws Exception {
    runs = SavedRuns.everything();
    session = LiveSession.start(runs.recipe());
    session.goTo(new RunPlace(EXITS, 1));
    final Path file = directory.resolve("a.snap");
    SnapshotFile.write(file, session);
    read = SnapshotFile.read(file);
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void theRunIsInItsMidst() {
    // What the other tests compare is there at all.
    assertThat(session.stop()).isInstanceOf(Stop.Arrived.class);
    assertThat(runs.printed()).contains("forked").doesNotContain("the child is done");
    assertThat(session.machine().kernel().processes()).hasSize(3);
    assertThat(session.view().objects()).extracting(ObjectFrames::linked).contains(true, false);
    assertThat(entries(session.view(), session.view().spaces().get(0)))
        .anyMatch(entry -> entry.contains(PageSize.SIZE_2M.toString()));
  }

  @Test
  void aReadSnapshotShowsTheSameSpacesWithTheSameEntries() {
    final MemoryView live = session.view();
    final MemoryView saved = read.view();
    assertThat(saved.spaces()).isEqualTo(live.spaces()).hasSize(3);
    for (final SpaceView space : live.spaces()) {
      assertThat(entries(saved, space)).isEqualTo(entries(live, space)).hasSizeGreaterThan(10);
    }
    assertThat(saved.place()).isEqualTo(session.place());
    assertThat(saved.kernelRoot()).isEqualTo(live.kernelRoot());
  }

  @Test
  void howFarAStackMayGrowIsKept() {
    assertThat(read.view().spaces())
        .allSatisfy(
            space ->
                assertThat(space.areas())
                    .filteredOn(area -> area.lowest() < area.range().start().value())
                    .as("areas of %s that grow", space)
                    .singleElement()
                    .satisfies(area -> assertThat(area.label()).contains("stack")));
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, -4096, 1, 0x7fff_ffff_e001L})
  void anAreaThatGrowsToWhereItCannotIsRefused(long lowest) throws Exception {
    final List<SpaceView> spaces = new ArrayList<>(read.view().spaces());
    final SpaceView first = spaces.get(0);
    final List<Area> areas = new ArrayList<>(first.areas());
    final Area last = areas.get(areas.size() - 1);
    areas.set(
        areas.size() - 1,
        new Area(last.range(), last.rights(), last.shared(), last.object(), last.label(), lowest));
    spaces.set(0, new SpaceView(first.pid(), first.name(), first.mode(), areas));
    final Path file = directory.resolve("b.snap");
    SnapshotFile.write(file, Doctored.withSpaces(read, spaces));
    assertThatThrownBy(() -> SnapshotFile.read(file))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("section SPAC")
        .hasMessageContaining("grows down to where it cannot");
  }

  @Test
  void theInspectionsOfAReadSnapshotSayWhatThoseOfTheMachineSay() throws Exception {
    session.resume(Goal.at(Goal.Event.PROCESS_END));
    final Path file = directory.resolve("b.snap");
    SnapshotFile.write(file, session);
    final Subject saved = Subject.of(SnapshotFile.read(file).view());
    final Subject live = Subject.of(session.view());
    final String pid = Integer.toString(session.view().spaces().get(0).pid());
    for (final Inspection each : Inspections.all()) {
      final List<String> words =
          switch (each.name()) {
            case "walk" -> List.of(pid, "0x401000");
            case "why" -> List.of(pid, "0x401000", "w");
            case "dump" -> List.of(pid, "--frames");
            case "find" -> List.of("/ring");
            case "frames" -> List.of("--list");
            default -> List.of();
          };
      if (!words.isEmpty()) {
        assertThat(each.inspect(saved, words).text(Style.PLAIN))
            .as(each.name())
            .isEqualTo(each.inspect(live, words).text(Style.PLAIN));
      }
    }
    final String why =
        new WhyInspection().inspect(saved, List.of(pid, "0x401000", "w")).text(Style.PLAIN);
    assertThat(why).contains("R/W=0").contains("loading everything of pid 100 at place 0");
  }

  @Test
  void framesThatWereGivenBackArePoisonedInTheFileAsInTheMachine() throws Exception {
    final MachineConfig plain = SavedRuns.config();
    final MachineConfig poisoning =
        new MachineConfig(
            plain.memoryBytes(),
            plain.seed(),
            plain.quantum(),
            plain.shmLimits(),
            plain.openFiles(),
            plain.largePages(),
            FrameAllocator.Poison.ON_FREE,
            plain.outputBytes(),
            plain.epoch());
    final SavedRuns freeing =
        SavedRuns.of(
            poisoning,
            "map_anonymous 4*PAGE_SIZE",
            "mov r13, rax",
            "mov qword ptr [r13], 1",
            "mov qword ptr [r13 + PAGE_SIZE], 1",
            "sys munmap, r13, 4*PAGE_SIZE",
            "sys getpid",
            "exit");
    try (DebugSession run = LiveSession.start(freeing.recipe())) {
      run.resume(Goal.at(Goal.Event.PROCESS_END));
      final Path file = directory.resolve("b.snap");
      SnapshotFile.write(file, run);
      final FrameUse saved = SnapshotFile.read(file).view().frames();
      assertThat(returned(saved)).isEqualTo(returned(run.view().frames())).isNotEmpty();
      final Subject live = Subject.of(run.view());
      final Subject read = Subject.of(SnapshotFile.read(file).view());
      assertThat(new FramesInspection().inspect(read, List.of()).text(Style.PLAIN))
          .isEqualTo(new FramesInspection().inspect(live, List.of()).text(Style.PLAIN))
          .doesNotContain("poisoned 0,");
    }
  }

  private static List<String> returned(FrameUse use) {
    final List<String> runs = new ArrayList<>();
    use.forEachReturned(run -> runs.add(run.toString()));
    return runs;
  }

  private static List<String> entries(MemoryView view, SpaceView space) {
    final List<String> entries = new ArrayList<>();
    new TableScan(view.memory(), space.mode())
        .all(
            (virtual, entryAddress, entry, effective, size) ->
                entries.add(
                    String.format(
                        "%x %x %x %x %s", virtual, entryAddress, entry, effective, size)));
    return entries;
  }

  @Test
  void everyByteOfMemoryIsTheSame() {
    final byte[] live = new byte[PhysFrame.BYTES];
    final byte[] saved = new byte[PhysFrame.BYTES];
    for (long at = 0; at < session.machine().memory().size(); at += PhysFrame.BYTES) {
      session.machine().memory().read(at, live, 0, live.length);
      read.view().memory().read(at, saved, 0, saved.length);
      assertThat(saved).as("frame 0x%x", at >> 12).isEqualTo(live);
    }
    assertThat(read.view().memory().size()).isEqualTo(32 << 20);
  }

  @Test
  void everyFrameHasTheSameUse() {
    final FrameUse live = session.view().frames();
    final FrameUse saved = read.view().frames();
    assertThat(saved.used()).isEqualTo(live.used());
    for (long number = 0; number < (32 << 20) / PhysFrame.BYTES; number++) {
      final PhysFrame frame = PhysFrame.of(number);
      assertThat(saved.owns(frame)).as("%s", frame).isEqualTo(live.owns(frame));
      assertThat(saved.purpose(frame)).as("%s", frame).isEqualTo(live.purpose(frame));
      if (live.owns(frame)) {
        assertThat(saved.references(frame)).as("%s", frame).isEqualTo(live.references(frame));
      }
    }
    assertThat(runsOf(saved)).isEqualTo(runsOf(live));
  }

  private static List<String> runsOf(FrameUse use) {
    final List<String> runs = new ArrayList<>();
    use.forEachUsed((run, purpose, references) -> runs.add(run + " " + purpose + " " + references));
    return runs;
  }

  @Test
  void theObjectsAndTheirFramesAreTheSame() {
    final List<ObjectFrames> live = session.view().objects();
    final List<ObjectFrames> saved = read.view().objects();
    assertThat(saved).hasSameSizeAs(live);
    for (int i = 0; i < live.size(); i++) {
      assertThat(saved.get(i).frames()).hasToString(live.get(i).frames().toString());
      assertThat(saved.get(i))
          .usingRecursiveComparison()
          .ignoringFields("frames")
          .isEqualTo(live.get(i));
    }
    assertThat(saved).extracting(ObjectFrames::name).contains("/ring");
  }

  @Test
  void theRegistersOfEveryTaskAreTheSame() {
    final List<Task> live =
        session.machine().kernel().processes().stream()
            .flatMap(process -> process.tasks().stream())
            .toList();
    assertThat(read.tasks()).hasSameSizeAs(live).hasSize(4);
    for (int i = 0; i < live.size(); i++) {
      final CpuState state = session.machine().registers(live.get(i));
      final SavedRegisters saved = read.tasks().get(i).registers();
      assertThat(read.tasks().get(i).tid()).isEqualTo(live.get(i).tid());
      for (final Register register : Register.values()) {
        assertThat(saved.get(register)).as("%s", register).isEqualTo(state.get(register));
      }
      for (final Segment segment : Segment.values()) {
        assertThat(saved.segment(segment)).isEqualTo(state.segment(segment));
      }
      assertThat(saved.fpu()).isEqualTo(state.saveFpu());
      assertThat(saved.privilegeLevel()).isEqualTo(3);
    }
  }

  @Test
  void theProcessesAreTheSame() {
    final List<Process> live = session.machine().kernel().processes();
    assertThat(read.processes()).extracting(SavedProcess::pid).containsExactly(100, 101, 103);
    assertThat(read.processes())
        .extracting(SavedProcess::name)
        .containsExactly("everything", "beside", "everything");
    assertThat(read.processes().get(2).parent()).hasValue(100);
    assertThat(read.processes().get(0).parent()).isEmpty();
    for (int i = 0; i < live.size(); i++) {
      assertThat(read.processes().get(i).arguments()).isEqualTo(live.get(i).arguments());
      assertThat(read.processes().get(i).credentials()).isEqualTo(live.get(i).credentials());
      assertThat(read.processes().get(i).descriptors()).hasSize(live.get(i).descriptors().count());
      assertThat(read.processes().get(i).umask()).isEqualTo(022);
    }
    // As readlink of /proc/PID/fd/N says it on Linux; proc(5).
    assertThat(read.processes().get(0).descriptors().get(0).file()).isEqualTo("/dev/null");
    assertThat(read.processes().get(1).descriptors().get(0).file()).startsWith("pipe:[");
    final SavedProcess.Descriptor ring = read.processes().get(0).descriptors().get(3);
    assertThat(ring.file()).isEqualTo("/dev/shm/ring");
    assertThat(ring.number()).isEqualTo(3);
    assertThat(ring.closeOnExec()).isTrue();
    assertThat(ring.flags() & OpenFile.O_ACCMODE).isEqualTo(OpenFile.O_RDWR);
    assertThat(ring.position()).hasValue(0);
  }

  @Test
  void theRecipeIsTheSameButForItsConsoles() {
    final Recipe was = runs.recipe();
    final Recipe is = read.recipe();
    assertThat(is.config()).isEqualTo(was.config());
    assertThat(is.programs()).hasSize(2);
    for (int i = 0; i < 2; i++) {
      final Program old = was.programs().get(i);
      final Program made = is.programs().get(i);
      assertThat(made.image().bytes()).isEqualTo(old.image().bytes());
      assertThat(made.image().name()).isEqualTo(old.image().name());
      assertThat(made.arguments()).isEqualTo(old.arguments());
      assertThat(made.environment()).isEqualTo(old.environment());
      assertThat(made.input()).isEqualTo(old.input());
    }
    assertThat(is.files().get(0).path()).isEqualTo("/etc/motd");
    assertThat(is.files().get(0).mode()).isEqualTo(0644);
    assertThat(is.files().get(0).bytes()).containsExactly(1, 2, 3);
  }

  @Test
  void aSavedMemoryCannotBeChanged() {
    assertThatThrownBy(() -> read.view().memory().writeWord(0x1000, 1))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> read.view().memory().readWord(32 << 20))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> read.view().memory().readWord(-8))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void whoWroteAnEntryLastIsKeptAndIsNoReasonToRefuseTheRun() throws Exception {
    final EntryWriter writer =
        new EntryWriter(100, "mprotect (system call 10)", new RunPlace(17, 3));
    final Path file = directory.resolve("b.snap");
    SnapshotFile.write(
        file,
        Doctored.withWriters(
            read, new EntryWriters(List.of(new EntryWriters.Run(0x5008, 1, writer)))));
    final Snapshot again = SnapshotFile.read(file);
    assertThat(again.view().lastWriter(new PhysAddr(0x5008))).contains(writer);
    assertThat(again.view().lastWriter(new PhysAddr(0x5010))).isEmpty();
    try (DebugSession opened = again.open()) {
      assertThat(opened.place()).isEqualTo(session.place());
    }
  }

  @Test
  void whoWroteAnEntryIsTheSameAsOnTheLiveMachine() {
    final MemoryView live = session.view();
    final MemoryView saved = read.view();
    final long[] known = {0};
    live.frames()
        .forEachUsed(
            (run, purpose, references) -> {
              final long end = run.first().start().value() + run.count() * 4096;
              for (long at = run.first().start().value(); at < end; at += 8) {
                final Optional<EntryWriter> writer = live.lastWriter(PhysAddr.of(at));
                assertThat(saved.lastWriter(PhysAddr.of(at))).isEqualTo(writer);
                known[0] += writer.isPresent() ? 1 : 0;
              }
            });
    assertThat(known[0]).isPositive();
  }

  @Test
  void savingChangesNothingInTheRun() throws LoadException {
    session.resume(Goal.END);
    final SavedRuns other = SavedRuns.everything();
    try (DebugSession undisturbed = LiveSession.start(other.recipe())) {
      undisturbed.resume(Goal.END);
      assertThat(runs.printed()).isEqualTo(other.printed()).contains("the parent is done");
      assertThat(session.place()).isEqualTo(undisturbed.place());
      assertThat(session.machine().scheduleHash()).isEqualTo(undisturbed.machine().scheduleHash());
    }
  }
}
