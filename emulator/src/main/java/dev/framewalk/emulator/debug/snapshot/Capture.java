package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.emulator.debug.LiveView;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.Recipe;
import dev.framewalk.emulator.debug.session.Stop;
import dev.framewalk.emulator.kernel.DescriptorTable;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.Wait;
import dev.framewalk.emulator.kernel.file.Entry;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.unicorn.UnicornLibrary;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.RunPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Takes down a machine that stands still. Nothing in it changes by that. */
public final class Capture {
  private static final int SEEK_CUR = 1;
  private static final int ENTRY_BYTES = 8;

  private final Machine machine;
  private final MemoryView view;

  private Capture(Machine machine) {
    this.machine = machine;
    this.view = new LiveView(machine);
  }

  /**
   * A snapshot of where {@code session} stands, which takes heap and time for the frames that were
   * ever used.
   *
   * @throws SnapshotException if what was used, packed, is more than a third of Java's heap
   */
  public static Snapshot of(DebugSession session) throws SnapshotException {
    final Stop stop = session.stop();
    final boolean between =
        stop instanceof Stop.AtStart
            || stop instanceof Stop.Arrived
            || stop instanceof Stop.AtBreakpoint
            || stop instanceof Stop.Over;
    return of(session.machine(), session.recipe(), stop.place(), between);
  }

  /**
   * A snapshot of {@code machine}, which is about to execute an instruction or is at its end.
   *
   * @param recipe what it was made by
   * @param place where in the run it stands
   * @throws SnapshotException if what was used, packed, is more than a third of Java's heap
   */
  public static Snapshot of(Machine machine, Recipe recipe, RunPlace place)
      throws SnapshotException {
    return of(machine, recipe, place, true);
  }

  private static Snapshot of(Machine machine, Recipe recipe, RunPlace place, boolean between)
      throws SnapshotException {
    final Capture capture = new Capture(machine);
    return new Snapshot(
        recipe,
        capture.state(capture.time(place, between), MemoryPacker.pack(machine)),
        UnicornLibrary.load().version().toString());
  }

  /** The state without its memory, which is cheap to take. */
  static SavedState withoutMemory(Machine machine, RunPlace place) {
    final Capture capture = new Capture(machine);
    return capture.state(
        capture.time(place, true),
        new SavedMemory(machine.memory().size(), new FrameRuns(), new FrameRuns(), List.of()));
  }

  private SavedTime time(RunPlace place, boolean between) {
    return new SavedTime(
        place,
        between,
        machine.kernel().clock().nanos(),
        machine.scheduleHash(),
        machine.kernel().timers().next(),
        machine.kernel().scheduler().queue().stream().map(Task::tid).toList());
  }

  private SavedState state(SavedTime time, SavedMemory memory) {
    return new SavedState(
        time,
        memory,
        SavedFrames.of(machine.frames().all(), machine.frames()),
        view.kernelRoot(),
        view.spaces(),
        view.objects().stream().map(Capture::copy).toList(),
        writers(),
        machine.kernel().processes().stream().map(Capture::process).toList(),
        tasks());
  }

  /** The object's list of frames goes on changing. */
  private static ObjectFrames copy(ObjectFrames object) {
    final FrameList frames = new FrameList();
    frames.append(object.frames());
    return new ObjectFrames(object.id(), object.name(), object.linked(), object.size(), frames);
  }

  private EntryWriters writers() {
    final EntryWriters.Collector writers = new EntryWriters.Collector();
    machine
        .frames()
        .forEachUsed(
            (run, purpose, references) -> {
              if (purpose != FramePurpose.PAGE_TABLE) {
                return;
              }
              final long start = run.first().start().value();
              final long end = start + run.count() * PhysFrame.BYTES;
              for (long entry = start; entry < end; entry += ENTRY_BYTES) {
                final long address = entry;
                machine
                    .lastWriter(new PhysAddr(address))
                    .ifPresent(writer -> writers.add(address, writer));
              }
            });
    return writers.writers();
  }

  private List<SavedTask> tasks() {
    final List<SavedTask> tasks = new ArrayList<>();
    for (final Process process : machine.kernel().processes()) {
      for (final Task task : process.tasks()) {
        if (task.alive()) {
          tasks.add(
              new SavedTask(
                  task.tid(),
                  task.pid(),
                  task.name(),
                  task.waitsFor().map(Wait::describe),
                  task.deadline(),
                  task.cpuNanos(),
                  task.clearChildTid(),
                  task.robustList(),
                  SavedRegisters.of(machine.registers(task))));
        }
      }
    }
    return tasks;
  }

  private static SavedProcess process(Process process) {
    return new SavedProcess(
        process.pid(),
        process.name(),
        process.parent().map(parent -> OptionalInt.of(parent.pid())).orElse(OptionalInt.empty()),
        process.arguments(),
        process.end().map(Capture::words),
        process.group(),
        process.session(),
        process.stopped(),
        process.credentials(),
        process.umask(),
        process.alive() ? descriptors(process.descriptors()) : List.of());
  }

  private static String words(ProcessEnd end) {
    return end instanceof ProcessEnd.Killed killed
        ? "killed by " + killed.signal()
        : "exited with status " + end.exitStatus();
  }

  private static List<SavedProcess.Descriptor> descriptors(DescriptorTable table) {
    final List<SavedProcess.Descriptor> descriptors = new ArrayList<>();
    for (int number = 0; number < table.end(); number++) {
      final OpenFile file = table.find(number);
      if (file != null) {
        descriptors.add(
            new SavedProcess.Descriptor(
                number,
                file.entry().map(Entry::toString).orElse(file.toString()),
                file.statusFlags(),
                closesOnExec(table, number),
                position(file)));
      }
    }
    return descriptors;
  }

  private static boolean closesOnExec(DescriptorTable table, int number) {
    try {
      return table.onExec(number) == DescriptorTable.OnExec.CLOSE;
    } catch (ErrnoException e) {
      throw new IllegalStateException("open, and then not: descriptor=" + number, e);
    }
  }

  private static OptionalLong position(OpenFile file) {
    try {
      // By 0 from where it is: says the position and leaves it.
      return OptionalLong.of(file.seek(0, SEEK_CUR));
    } catch (ErrnoException e) {
      return OptionalLong.empty();
    }
  }
}
