package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.emulator.kernel.Credentials;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.emulator.unicorn.Segment;
import dev.framewalk.emulator.unicorn.SegmentRegister;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FrameRun;
import dev.framewalk.pagetable.inspect.Area;
import dev.framewalk.pagetable.inspect.EntryWriter;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.RunPlace;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.table.PagingMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads what {@link StateSections} writes, and refuses frames that the machine does not have.
 *
 * <p>What a value's own constructor refuses comes out as {@link IllegalArgumentException}.
 */
final class StateReader {
  private final SnapshotInput in;
  private final long frameCount;

  /**
   * @param memoryBytes of the machine
   */
  StateReader(SnapshotInput in, long memoryBytes) {
    this.in = in;
    this.frameCount = memoryBytes / PhysFrame.BYTES;
  }

  private RunPlace place() throws IOException, SnapshotException {
    final long exit = in.u64();
    return new RunPlace(exit, in.u64());
  }

  private FrameRun run() throws IOException, SnapshotException {
    final long first = in.u64();
    final long count = in.u64();
    if (first < 0 || count <= 0 || first >= frameCount || count > frameCount - first) {
      throw in.refusal("names frames that the machine does not have");
    }
    return new FrameRun(PhysFrame.of(first), count);
  }

  SavedTime time() throws IOException, SnapshotException {
    return new SavedTime(
        place(), in.flag(), in.u64(), in.u64(), in.optionalLong(), in.list(4, in::u32));
  }

  List<SavedProcess> processes() throws IOException, SnapshotException {
    return in.list(40, this::process);
  }

  private SavedProcess process() throws IOException, SnapshotException {
    final int pid = in.u32();
    final String name = in.text();
    final OptionalInt parent = in.optionalInt();
    final List<String> arguments = in.list(5, in::text);
    final Optional<String> end = in.optional(in::text);
    final int group = in.u32();
    final int session = in.u32();
    final boolean stopped = in.flag();
    final Credentials credentials =
        new Credentials(
            in.u32(), in.u32(), in.u32(), in.u32(), in.u32(), in.u32(), in.list(4, in::u32));
    final int umask = in.u32();
    return new SavedProcess(
        pid,
        name,
        parent,
        arguments,
        end,
        group,
        session,
        stopped,
        credentials,
        umask,
        in.list(15, this::descriptor));
  }

  private SavedProcess.Descriptor descriptor() throws IOException, SnapshotException {
    return new SavedProcess.Descriptor(in.u32(), in.text(), in.u32(), in.flag(), in.optionalLong());
  }

  List<SavedTask> tasks() throws IOException, SnapshotException {
    if (in.u8() != Register.values().length || in.u8() != Segment.values().length) {
      throw in.refusal("has other registers than this machine");
    }
    return in.list(SavedRegisters.FPU_BYTES, this::task);
  }

  private SavedTask task() throws IOException, SnapshotException {
    return new SavedTask(
        in.u32(),
        in.u32(),
        in.text(),
        in.optional(in::text),
        in.optionalLong(),
        in.u64(),
        in.u64(),
        in.u64(),
        registers());
  }

  private SavedRegisters registers() throws IOException, SnapshotException {
    final long[] values = new long[Register.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.u64();
    }
    final List<SegmentRegister> segments = new ArrayList<>();
    for (int i = 0; i < Segment.values().length; i++) {
      segments.add(new SegmentRegister(in.u32(), in.u64(), in.u32(), in.u32()));
    }
    return new SavedRegisters(values, segments, in.u8(), in.raw(SavedRegisters.FPU_BYTES));
  }

  List<SpaceView> spaces() throws IOException, SnapshotException {
    return in.list(40, this::space);
  }

  private SpaceView space() throws IOException, SnapshotException {
    final int pid = in.u32();
    final String name = in.text();
    final PagingMode mode =
        new PagingMode(in.u64(), in.u64(), in.u64(), in.u64(), in.u32(), in.u32());
    if (mode.root().number() >= frameCount) {
      throw in.refusal("has a root table that is in no memory");
    }
    return new SpaceView(pid, name, mode, areas());
  }

  /** Areas by address, none over another: they are found by halving. */
  private List<Area> areas() throws IOException, SnapshotException {
    final List<Area> areas = in.list(34, this::area);
    for (int i = 1; i < areas.size(); i++) {
      if (areas.get(i).range().start().value() < areas.get(i - 1).range().endExclusive()) {
        throw in.refusal("has areas out of order");
      }
    }
    return areas;
  }

  private Area area() throws IOException, SnapshotException {
    final PageRange range = PageRange.of(Page.of(VirtAddr.of(in.u64())), in.u64());
    final Area area =
        new Area(
            range,
            new Area.Rights(in.flag(), in.flag(), in.flag()),
            in.flag(),
            in.optional(() -> new Area.Part(in.u64(), in.u64())),
            in.text(),
            in.u64());
    final long start = range.start().value();
    final boolean grows = area.lowest() >= 0 && area.lowest() < start;
    if (area.lowest() != start && !(grows && area.lowest() % Page.BYTES == 0)) {
      throw in.refusal("has an area that grows down to where it cannot");
    }
    return area;
  }

  List<ObjectFrames> objects() throws IOException, SnapshotException {
    return in.list(26, this::object);
  }

  private ObjectFrames object() throws IOException, SnapshotException {
    final long id = in.u64();
    final String name = in.text();
    final boolean linked = in.flag();
    final long size = in.u64();
    final FrameList frames = new FrameList();
    for (final FrameRun run : in.list(16, this::run)) {
      frames.append(run);
    }
    if (frames.size() > frameCount) {
      throw in.refusal("has an object of more frames than there are");
    }
    return new ObjectFrames(id, name, linked, size, frames);
  }

  /** The frames' uses, and the kernel's root. */
  record Frames(SavedFrames frames, PhysFrame kernelRoot) {}

  Frames frames() throws IOException, SnapshotException {
    final FrameRun all = run();
    final long root = in.u64();
    if (root < 0 || root >= frameCount) {
      throw in.refusal("has a kernel's root table that is in no memory");
    }
    return new Frames(new SavedFrames(all, in.list(21, this::use)), PhysFrame.of(root));
  }

  private SavedFrames.Use use() throws IOException, SnapshotException {
    final FrameRun run = run();
    final int purpose = in.u8();
    if (purpose >= Layout.PURPOSES.size()) {
      throw in.refusal("has a frame for an unknown purpose");
    }
    return new SavedFrames.Use(run, Layout.PURPOSES.get(purpose), in.u32());
  }

  EntryWriters writers() throws IOException, SnapshotException {
    final List<EntryWriter> writers =
        in.list(24, () -> new EntryWriter(in.u32(), in.text(), place()));
    return new EntryWriters(
        in.list(
            16,
            () -> {
              final long entry = in.u64();
              final int count = in.u32();
              final int writer = in.u32();
              if (writer < 0 || writer >= writers.size()) {
                throw in.refusal("has an entry of a writer that it does not name");
              }
              return new EntryWriters.Run(entry, count, writers.get(writer));
            }));
  }

  SavedMemory memory() throws IOException, SnapshotException {
    final FrameRuns stored = runs();
    final FrameRuns poisoned = runs();
    final long count = PageChunks.count(stored.size());
    if (count > in.left() / Integer.BYTES) {
      throw in.refusal("says that more follows than there is");
    }
    final List<byte[]> chunks = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      final int length = in.count(1);
      if (length > PageChunks.MOST_BYTES) {
        throw in.refusal("has packed pages that are larger than pages");
      }
      chunks.add(in.raw(length));
    }
    final SavedMemory memory =
        new SavedMemory(frameCount * PhysFrame.BYTES, stored, poisoned, chunks);
    if (!memory.isSound()) {
      throw in.refusal("has packed pages that do not unpack to as many bytes as they must");
    }
    return memory;
  }

  private FrameRuns runs() throws IOException, SnapshotException {
    final FrameRuns runs = new FrameRuns();
    for (final FrameRun run : in.list(16, this::run)) {
      runs.append(run.first().number(), run.count());
    }
    return runs;
  }
}
