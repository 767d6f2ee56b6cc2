package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.emulator.debug.snapshot.Layout.Section;
import dev.framewalk.emulator.kernel.Credentials;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.emulator.unicorn.Segment;
import dev.framewalk.emulator.unicorn.SegmentRegister;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.inspect.Area;
import dev.framewalk.pagetable.inspect.EntryWriter;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.RunPlace;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.table.PagingMode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the state of a machine, a section at a time; {@link StateReader} reads them. */
final class StateSections {
  private final SavedState state;
  private final SnapshotOutput out = new SnapshotOutput();

  private StateSections(SavedState state) {
    this.state = state;
  }

  /** The bytes of {@code section}, one of those about the state. */
  static byte[] bytes(SavedState state, Section section) {
    final StateSections sections = new StateSections(state);
    switch (section) {
      case TIME -> sections.time();
      case PROC -> sections.out.list(state.processes(), sections::process);
      case TASK -> sections.tasks();
      case SPAC -> sections.out.list(state.spaces(), sections::space);
      case OBJS -> sections.out.list(state.objects(), sections::object);
      case FRAM -> sections.frames();
      case WRIT -> sections.writers();
      case PAGE -> sections.pageIndex();
      case MADE, RECP -> throw new IllegalArgumentException("not of the state: " + section);
    }
    return sections.out.bytes();
  }

  private void place(RunPlace place) {
    out.u64(place.exit());
    out.u64(place.instructions());
  }

  private void time() {
    final SavedTime time = state.time();
    place(time.place());
    out.flag(time.betweenInstructions());
    out.u64(time.nanos());
    out.u64(time.scheduleHash());
    out.optional(time.nextTimer());
    out.list(time.queue(), out::u32);
  }

  private void process(SavedProcess process) {
    out.u32(process.pid());
    out.text(process.name());
    out.optional(process.parent());
    out.list(process.arguments(), out::text);
    out.optional(process.end(), out::text);
    out.u32(process.group());
    out.u32(process.session());
    out.flag(process.stopped());
    final Credentials who = process.credentials();
    out.u32(who.uid());
    out.u32(who.effectiveUid());
    out.u32(who.savedUid());
    out.u32(who.gid());
    out.u32(who.effectiveGid());
    out.u32(who.savedGid());
    out.list(who.groups(), out::u32);
    out.u32(process.umask());
    out.list(
        process.descriptors(),
        descriptor -> {
          out.u32(descriptor.number());
          out.text(descriptor.file());
          out.u32(descriptor.flags());
          out.flag(descriptor.closeOnExec());
          out.optional(descriptor.position());
        });
  }

  private void tasks() {
    // How many registers each has: another version of Framewalk may know more.
    out.u8(Register.values().length);
    out.u8(Segment.values().length);
    out.list(
        state.tasks(),
        task -> {
          out.u32(task.tid());
          out.u32(task.pid());
          out.text(task.name());
          out.optional(task.waitsFor(), out::text);
          out.optional(task.deadline());
          out.u64(task.cpuNanos());
          out.u64(task.clearChildTid());
          out.u64(task.robustList());
          registers(task.registers());
        });
  }

  private void registers(SavedRegisters registers) {
    for (final Register register : Register.values()) {
      out.u64(registers.get(register));
    }
    for (final Segment segment : Segment.values()) {
      final SegmentRegister value = registers.segment(segment);
      out.u32(value.selector());
      out.u64(value.base());
      out.u32(value.limit());
      out.u32(value.attributes());
    }
    out.u8(registers.privilegeLevel());
    out.raw(registers.fpu());
  }

  private void space(SpaceView space) {
    out.u32(space.pid());
    out.text(space.name());
    final PagingMode mode = space.mode();
    out.u64(mode.cr0());
    out.u64(mode.cr3());
    out.u64(mode.cr4());
    out.u64(mode.efer());
    out.u32(mode.pkru());
    out.u32(mode.physicalAddressBits());
    out.list(space.areas(), this::area);
  }

  private void area(Area area) {
    out.u64(area.range().start().value());
    out.u64(area.range().count());
    out.flag(area.rights().read());
    out.flag(area.rights().write());
    out.flag(area.rights().execute());
    out.flag(area.shared());
    out.optional(
        area.object(),
        part -> {
          out.u64(part.id());
          out.u64(part.firstPage());
        });
    out.text(area.label());
    out.u64(area.lowest());
  }

  private void object(ObjectFrames object) {
    out.u64(object.id());
    out.text(object.name());
    out.flag(object.linked());
    out.u64(object.size());
    final FrameList frames = object.frames();
    out.u32(frames.runs());
    for (long page = 0; page < frames.size(); page += frames.runLengthAt(page)) {
      out.u64(frames.numberAt(page));
      out.u64(frames.runLengthAt(page));
    }
  }

  private void frames() {
    out.u64(state.frames().all().first().number());
    out.u64(state.frames().all().count());
    out.u64(state.kernelRoot().number());
    out.list(
        state.frames().uses(),
        use -> {
          out.u64(use.run().first().number());
          out.u64(use.run().count());
          out.u8(Layout.PURPOSES.indexOf(use.purpose()));
          out.u32(use.references());
        });
  }

  private void writers() {
    final Map<EntryWriter, Integer> numbers = new LinkedHashMap<>();
    for (final EntryWriters.Run run : state.writers().runs()) {
      numbers.putIfAbsent(run.writer(), numbers.size());
    }
    out.list(
        numbers.keySet(),
        writer -> {
          out.u32(writer.pid());
          out.text(writer.cause());
          place(writer.place());
        });
    out.list(
        state.writers().runs(),
        run -> {
          out.u64(run.entry());
          out.u32(run.count());
          out.u32(numbers.getOrDefault(run.writer(), 0));
        });
  }

  /** What stands in front of the packed pages. */
  private void pageIndex() {
    runs(state.memory().stored());
    runs(state.memory().poisoned());
  }

  private void runs(FrameRuns runs) {
    out.u32(runs.runs());
    for (int i = 0; i < runs.runs(); i++) {
      out.u64(runs.run(i).first().number());
      out.u64(runs.run(i).count());
    }
  }
}
